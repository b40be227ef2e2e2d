package barid.feed.websub;

import barid.feed.entries.FeedKey;
import barid.feed.publishing.FeedDocument;
import barid.feed.publishing.FeedFormat;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Who subscribes to what, and who has asked to. */
final class SubscriptionStore {
    private static final String PENDING = "SELECT count(*) AS pending FROM subscription_request WHERE host = :host";

    private static final String ALL = """
            SELECT (SELECT count(*) FROM subscription) AS standing, (SELECT count(*) FROM subscription_request) AS pending""";

    /** The newest request counts; a verification that runs for the older one finds that it is gone. */
    private static final String ASK = """
            INSERT INTO subscription_request (mode, feed, format, callback, host, secret, lease_seconds, next_attempt)
            VALUES (:mode, :feed, :format, :callback, :host, :secret, :lease, :now)
            ON CONFLICT (feed, format, callback) DO UPDATE SET
                id = DEFAULT, mode = excluded.mode, secret = excluded.secret, lease_seconds = excluded.lease_seconds,
                next_attempt = excluded.next_attempt, attempts = 0, claimed_by = NULL, claimed_until = NULL""";

    private static final String CLAIM = """
            UPDATE subscription_request r SET claimed_by = :owner, claimed_until = :until
            FROM (SELECT id FROM subscription_request
                  WHERE next_attempt <= :now AND (claimed_until IS NULL OR claimed_until < :now)
                  AND NOT host = any(cast(:busy AS text[]))
                  ORDER BY next_attempt, id LIMIT :limit FOR UPDATE SKIP LOCKED) due
            WHERE r.id = due.id
            RETURNING r.id, r.mode, r.feed, r.format, r.callback, r.secret, r.lease_seconds, r.attempts""";

    private static final String POSTPONE = """
            UPDATE subscription_request
            SET next_attempt = :next, attempts = attempts + 1, claimed_by = NULL, claimed_until = NULL
            WHERE id = :id""";

    private static final String TAKE = "DELETE FROM subscription_request WHERE id = :id RETURNING id";

    /** Whoever subscribes hears what comes from now on; whoever subscribes again is told of all since the last delivery. */
    private static final String SUBSCRIBE = """
            INSERT INTO subscription AS s (feed, format, callback, host, secret, lease_until, position, next_attempt)
            SELECT f.key, :format, :callback, :host, :secret, :lease, f.position, :now FROM feed f WHERE f.key = :feed
            ON CONFLICT (feed, format, callback) DO UPDATE SET
                secret = excluded.secret, lease_until = excluded.lease_until, next_attempt = excluded.next_attempt,
                failures = 0, failing_since = NULL, last_error = ''""";

    private static final String UNSUBSCRIBE =
            "DELETE FROM subscription WHERE feed = :feed AND format = :format AND callback = :callback";

    private static final String EXPIRE = "DELETE FROM subscription WHERE lease_until <= :now";

    private static final String TOPICS = """
            SELECT feed, format, count(*) AS subscriptions, count(*) FILTER (WHERE failures > 0) AS failing
            FROM subscription GROUP BY feed, format ORDER BY feed, format""";

    private static final String FAILING = """
            SELECT feed, format, host, failures, failing_since, next_attempt, last_error, last_delivered_at
            FROM subscription WHERE failures > 0 ORDER BY failing_since, id LIMIT :limit""";

    private final Database database;

    /** How many subscriptions stand, and how many requests wait for their verification. */
    record Counts(long standing, long pending) {}

    /** The subscriptions of one document. */
    record TopicCount(FeedDocument document, long subscriptions, long failing) {}

    /** A callback that does not take what it is sent. */
    record Failing(
            FeedDocument document,
            String host,
            int failures,
            Instant since,
            Instant nextAttempt,
            String error,
            Optional<Instant> lastDelivered) {}

    SubscriptionStore(Database database) {
        this.database = database;
    }

    /** Requests for callbacks at this host that wait for their verification. */
    long pending(String host) {
        return db().createNamedGet("hub.pending", PENDING)
                .addParam("host", host)
                .execute()
                .map(row -> row.column("pending").getLong())
                .orElseThrow();
    }

    Counts counts() {
        return db().createNamedGet("hub.counts", ALL)
                .execute()
                .map(row -> new Counts(
                        row.column("standing").getLong(), row.column("pending").getLong()))
                .orElseThrow();
    }

    /** Keeps the request until it is verified, in the place of an older one for the same callback and topic. */
    void ask(SubscriptionRequest request, Instant now) {
        db().createNamedInsert("hub.ask", ASK)
                .addParam("mode", request.mode().word())
                .addParam("feed", request.document().feed().text())
                .addParam("format", request.document().format().extension())
                .addParam("callback", request.callback().toString())
                .addParam("host", request.host())
                .addParam("secret", request.secret())
                .addParam("lease", request.leaseSeconds())
                .addParam("now", utc(now))
                .execute();
    }

    /** Requests that {@code owner} is to verify before {@code until}; none for the hosts in {@code busy}. */
    List<PendingRequest> claim(String owner, Instant now, Instant until, List<String> busy, int limit) {
        return database.transactions()
                .inTransaction(tx -> tx.createNamedQuery("hub.claim-requests", CLAIM)
                        .addParam("owner", owner)
                        .addParam("now", utc(now))
                        .addParam("until", utc(until))
                        .addParam("busy", busy.toArray(String[]::new))
                        .addParam("limit", limit)
                        .execute()
                        .map(SubscriptionStore::toRequest)
                        .toList());
    }

    /** Puts the request into effect, unless a newer one has taken its place. */
    void confirm(PendingRequest pending, Instant now) {
        database.transactions().run(tx -> {
            if (!take(tx, pending)) {
                return;
            }
            switch (pending.request().mode()) {
                case SUBSCRIBE -> subscribe(tx, pending.request(), now);
                case UNSUBSCRIBE -> unsubscribe(tx, pending.request());
            }
        });
    }

    private static boolean take(DbExecute tx, PendingRequest pending) {
        return tx.createNamedGet("hub.take", TAKE)
                .addParam("id", pending.id())
                .execute()
                .isPresent();
    }

    private static void subscribe(DbExecute tx, SubscriptionRequest request, Instant now) {
        tx.createNamedInsert("hub.subscribe", SUBSCRIBE)
                .addParam("format", request.document().format().extension())
                .addParam("callback", request.callback().toString())
                .addParam("host", request.host())
                .addParam("secret", request.secret())
                .addParam("lease", utc(now.plusSeconds(request.leaseSeconds())))
                .addParam("now", utc(now))
                .addParam("feed", request.document().feed().text())
                .execute();
    }

    private static void unsubscribe(DbExecute tx, SubscriptionRequest request) {
        tx.createNamedDelete("hub.unsubscribe", UNSUBSCRIBE)
                .addParam("feed", request.document().feed().text())
                .addParam("format", request.document().format().extension())
                .addParam("callback", request.callback().toString())
                .execute();
    }

    /** Forgets the request; nothing changes. */
    void refuse(PendingRequest pending) {
        database.transactions().run(tx -> take(tx, pending));
    }

    /** Asks again after {@code wait}. */
    void postpone(PendingRequest pending, Instant now, Duration wait) {
        db().createNamedUpdate("hub.postpone", POSTPONE)
                .addParam("id", pending.id())
                .addParam("next", utc(now.plus(wait)))
                .execute();
    }

    /** Ends the subscriptions whose lease is over. */
    void expire(Instant now) {
        db().createNamedDelete("hub.expire", EXPIRE).addParam("now", utc(now)).execute();
    }

    List<TopicCount> topics() {
        return db().createNamedQuery("hub.topics", TOPICS)
                .execute()
                .map(row -> new TopicCount(
                        document(row),
                        row.column("subscriptions").getLong(),
                        row.column("failing").getLong()))
                .toList();
    }

    /** Those that have failed for longest come first. */
    List<Failing> failing(int limit) {
        return db().createNamedQuery("hub.failing", FAILING)
                .addParam("limit", limit)
                .execute()
                .map(row -> new Failing(
                        document(row),
                        row.column("host").getString(),
                        row.column("failures").getInt(),
                        row.column("failing_since").get(Timestamp.class).toInstant(),
                        row.column("next_attempt").get(Timestamp.class).toInstant(),
                        row.column("last_error").getString(),
                        optional(row.column("last_delivered_at").get(Timestamp.class))))
                .toList();
    }

    private DbExecute db() {
        return database.client().execute();
    }

    private static PendingRequest toRequest(DbRow row) {
        return new PendingRequest(
                row.column("id").getLong(),
                new SubscriptionRequest(
                        SubscriptionRequest.Mode.valueOf(
                                row.column("mode").getString().toUpperCase(Locale.ROOT)),
                        document(row),
                        URI.create(row.column("callback").getString()),
                        row.column("secret").getString(),
                        row.column("lease_seconds").getLong()),
                row.column("attempts").getInt());
    }

    static FeedDocument document(DbRow row) {
        return new FeedDocument(
                new FeedKey(row.column("feed").getString()),
                FeedFormat.of(row.column("format").getString()).orElseThrow());
    }

    private static Optional<Instant> optional(@Nullable Timestamp timestamp) {
        return Optional.ofNullable(timestamp).map(Timestamp::toInstant);
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

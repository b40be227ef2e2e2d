package barid.feed.websub;

import barid.feed.entries.FeedKey;
import barid.kit.db.Database;
import io.helidon.dbclient.DbRow;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;
import java.util.stream.Collectors;

/** The subscriptions that are behind, as one process sees them: what it claims and writes bears its name. */
final class DeliveryQueue {
    /** How many of those that are behind one claim looks at; more of a host than it may claim leave with the next. */
    private static final int WINDOW = 2_000;

    private static final String BEHIND = """
            SELECT f.key, f.ping FROM feed f
            WHERE f.ping > 0 AND EXISTS (
                SELECT FROM subscription s
                WHERE s.feed = f.key AND s.position < f.ping AND s.next_attempt <= :now AND s.lease_until > :now
                AND (s.claimed_until IS NULL OR s.claimed_until < :now))""";

    /**
     * The hosts in turn. The conditions on what another process may have written meanwhile stand beside the lock, for only
     * those are looked at again when it is had.
     */
    private static final String CLAIM = """
            WITH due AS (
                SELECT s.id, s.host, s.position, s.next_attempt, f.ping
                FROM subscription s JOIN feed f ON f.key = s.feed
                WHERE s.feed = any(cast(:feeds AS text[])) AND s.position < f.ping AND s.next_attempt <= :now
                AND s.lease_until > :now AND (s.claimed_until IS NULL OR s.claimed_until < :now)
                AND (s.failures > 0) = :again AND NOT s.host = any(cast(:busy AS text[]))
                ORDER BY s.next_attempt LIMIT :window
            ), placed AS (
                SELECT id, position, ping, row_number() OVER (PARTITION BY host ORDER BY next_attempt, id) AS place FROM due
            ), picked AS (
                SELECT s.id, p.ping FROM subscription s JOIN placed p ON p.id = s.id
                WHERE p.place <= :perHost AND s.position = p.position AND s.next_attempt <= :now
                AND (s.claimed_until IS NULL OR s.claimed_until < :now)
                ORDER BY p.place LIMIT :limit FOR UPDATE OF s SKIP LOCKED
            )
            UPDATE subscription s SET claimed_by = :owner, claimed_until = :until
            FROM picked p WHERE s.id = p.id
            RETURNING s.id, s.feed, s.format, s.callback, s.host, s.secret, s.position, p.ping, s.failures, s.claimed_until""";

    /** Only the owner writes: who has lost the claim leaves it to the other to deliver once more. */
    private static final String WRITE = """
            UPDATE subscription s SET
                claimed_by = NULL, claimed_until = NULL,
                position = greatest(s.position, o.position),
                next_attempt = cast(:now AS timestamptz) + o.wait * interval '1 millisecond',
                failures = CASE o.kind WHEN 'delivered' THEN 0 WHEN 'failed' THEN s.failures + 1 ELSE s.failures END,
                failing_since = CASE o.kind WHEN 'delivered' THEN NULL
                    WHEN 'failed' THEN coalesce(s.failing_since, :now) ELSE s.failing_since END,
                last_error = CASE o.kind WHEN 'delivered' THEN '' WHEN 'failed' THEN o.error ELSE s.last_error END,
                last_delivered_at = CASE o.kind WHEN 'delivered' THEN :now ELSE s.last_delivered_at END
            FROM unnest(cast(:ids AS bigint[]), cast(:kinds AS text[]), cast(:positions AS bigint[]),
                    cast(:waits AS bigint[]), cast(:errors AS text[])) AS o (id, kind, position, wait, error)
            WHERE s.id = o.id AND s.claimed_by = :owner""";

    private static final String END =
            "DELETE FROM subscription WHERE id = any(cast(:ids AS bigint[])) AND claimed_by = :owner";

    private static final String LET_GO =
            "UPDATE subscription SET claimed_by = NULL, claimed_until = NULL WHERE claimed_by = :owner";

    private final Database database;
    private final String owner;

    /** {@code owner} names this start of this process. */
    DeliveryQueue(Database database, String owner) {
        this.database = database;
        this.owner = owner;
    }

    /** The feeds that someone is to be told of now, with the position up to which there is something to tell. */
    Map<FeedKey, Long> behind(Instant now) {
        return database.client()
                .execute()
                .createNamedQuery("hub.behind", BEHIND)
                .addParam("now", utc(now))
                .execute()
                .collect(Collectors.toMap(
                        row -> new FeedKey(row.column("key").getString()),
                        row -> row.column("ping").getLong()));
    }

    /**
     * Claims what is due in these feeds until {@code until}: at most {@code limit}, of each host at most
     * {@code perHost}, of those in {@code busy} none.
     *
     * @param again whether those whose last attempt failed, or all others
     */
    List<Delivery> claim(
            List<FeedKey> feeds, boolean again, List<String> busy, int perHost, int limit, Instant now, Instant until) {
        return database.transactions()
                .inTransaction(tx -> tx.createNamedQuery("hub.claim", CLAIM)
                        .addParam("feeds", feeds.stream().map(FeedKey::text).toArray(String[]::new))
                        .addParam("again", again)
                        .addParam("busy", busy.toArray(String[]::new))
                        .addParam("perHost", perHost)
                        .addParam("limit", limit)
                        .addParam("window", WINDOW)
                        .addParam("owner", owner)
                        .addParam("now", utc(now))
                        .addParam("until", utc(until))
                        .execute()
                        .map(DeliveryQueue::toDelivery)
                        .toList());
    }

    /** Writes what became of what was claimed, and lets it go. */
    void write(List<Outcome> outcomes, Instant now) {
        List<Outcome> standing = outcomes.stream()
                .filter(outcome -> !(outcome instanceof Outcome.Ended))
                .toList();
        long[] ended = outcomes.stream()
                .filter(outcome -> outcome instanceof Outcome.Ended)
                .mapToLong(Outcome::id)
                .toArray();
        database.transactions().run(tx -> {
            tx.createNamedUpdate("hub.write", WRITE)
                    .addParam("now", utc(now))
                    .addParam("owner", owner)
                    .addParam("ids", longs(standing, Outcome::id))
                    .addParam("kinds", texts(standing, DeliveryQueue::kind))
                    .addParam("positions", longs(standing, DeliveryQueue::position))
                    .addParam("waits", longs(standing, outcome -> wait(outcome).toMillis()))
                    .addParam("errors", texts(standing, DeliveryQueue::error))
                    .execute();
            tx.createNamedDelete("hub.end", END)
                    .addParam("ids", ended)
                    .addParam("owner", owner)
                    .execute();
        });
    }

    /** Leaves all that this process has claimed to others. */
    void letGo() {
        database.client()
                .execute()
                .createNamedUpdate("hub.let-go", LET_GO)
                .addParam("owner", owner)
                .execute();
    }

    private static long[] longs(List<Outcome> outcomes, ToLongFunction<Outcome> value) {
        return outcomes.stream().mapToLong(value).toArray();
    }

    private static String[] texts(List<Outcome> outcomes, Function<Outcome, String> value) {
        return outcomes.stream().map(value).toArray(String[]::new);
    }

    private static String kind(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> "delivered";
            case Outcome.Failed failed -> "failed";
            case Outcome.Passed passed -> "passed";
            case Outcome.LetGo letGo -> "let-go";
            case Outcome.Ended ended -> "ended";
        };
    }

    private static long position(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Delivered delivered -> delivered.position();
            case Outcome.Passed passed -> passed.position();
            case Outcome.Failed failed -> 0;
            case Outcome.LetGo letGo -> 0;
            case Outcome.Ended ended -> 0;
        };
    }

    private static Duration wait(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Failed failed -> BackOffPolicy.delivery(failed.failures());
            case Outcome.LetGo letGo -> Duration.ofSeconds(1);
            case Outcome.Delivered delivered -> Duration.ZERO;
            case Outcome.Passed passed -> Duration.ZERO;
            case Outcome.Ended ended -> Duration.ZERO;
        };
    }

    private static String error(Outcome outcome) {
        return outcome instanceof Outcome.Failed failed ? failed.error() : "";
    }

    private static Delivery toDelivery(DbRow row) {
        return new Delivery(
                row.column("id").getLong(),
                SubscriptionStore.document(row),
                row.column("callback").getString(),
                row.column("host").getString(),
                row.column("secret").getString(),
                row.column("position").getLong(),
                row.column("ping").getLong(),
                row.column("failures").getInt(),
                row.column("claimed_until").get(Timestamp.class).toInstant());
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import barid.newsletter.stories.StoryKey;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The ledger in the database, as one process sees it: what it claims, marks and writes bears its name. */
final class DeliveryQueue {
    /** Clocks of two machines may differ by so much before a living process could lose a chunk. */
    private static final Duration CLOCK_MARGIN = Duration.ofSeconds(5);

    /** A delivery to be marked; {@code why} tells why its reader must not be mailed, else it is null. */
    record Candidate(
            int ordinal,
            UUID subscriber,
            UUID variant,
            @Nullable String mailbox,
            @Nullable String why,
            int attempts,
            boolean everUncertain,
            boolean exceptional,
            List<StoryKey> omitted) {}

    /** What a mail leaves out. */
    record Omission(UUID edition, UUID subscriber, UUID article, String language) {}

    /** What a reader did not get: an article (no language), or a correction. */
    record Owing(
            UUID subscriber,
            UUID article,
            @Nullable String language,
            @Nullable Instant correction) {}

    private record Ids(UUID edition, UUID subscriber) {}

    private static final String CLAIM = """
            UPDATE chunk c SET owner = cast(:owner AS uuid), lease_until = :until
            FROM edition e
            WHERE e.id = c.edition AND c.id = (
                SELECT id FROM chunk
                WHERE next_at <= :now AND (owner IS NULL OR lease_until < :dead)
                ORDER BY next_at, id LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING c.id, c.edition, c.outcomes, c.attempting_to, e.expires_at""";

    /** The last owner marked these and wrote no outcome: perhaps they were sent. */
    private static final String DOUBT = """
            INSERT INTO delivery_exception (edition, subscriber, chunk, ordinal, state, reason, retry_at, attempts,
                                            ever_uncertain, changed_at)
            SELECT edition, subscriber, chunk, ordinal, :state, 'the sending process ended without an answer', :now, 1, true, :now
            FROM delivery WHERE chunk = :chunk AND ordinal = any(:ordinals)""";

    private static final String DOUBT_AGAIN = """
            UPDATE delivery_exception
            SET state = :state, ever_uncertain = true, retry_at = :now, attempts = attempts + 1, changed_at = :now,
                reason = 'the sending process ended without an answer'
            WHERE chunk = :chunk AND state = 'attempting'""";

    private static final String RETRYABLE = """
            SELECT ordinal FROM delivery_exception
            WHERE chunk = :chunk AND state IN ('pending', 'deferred') AND retry_at <= :now
            ORDER BY ordinal LIMIT :limit""";

    /** Asks again who may be mailed: whoever left since the planning is left out from here on. */
    private static final String CANDIDATES = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'ordinal', d.ordinal, 'subscriber', d.subscriber, 'variant', d.variant, 'mailbox', r.mailbox,
                'why', CASE WHEN r.subscriber IS NOT NULL THEN NULL
                            WHEN s.id IS NULL THEN 'erased'
                            WHEN s.state <> 'confirmed' THEN 'unsubscribed'
                            WHEN EXISTS (SELECT FROM suppression u WHERE u.email_key = s.email_key) THEN 'suppressed'
                            ELSE 'paused' END,
                'attempts', coalesce(x.attempts, 0), 'everUncertain', coalesce(x.ever_uncertain, false),
                'exceptional', x.subscriber IS NOT NULL,
                'omitted', (SELECT coalesce(jsonb_agg(jsonb_build_object('article', o.article, 'language', o.language)), '[]')
                            FROM omission o WHERE o.edition = d.edition AND o.subscriber = d.subscriber)
                ) ORDER BY d.ordinal), '[]') AS text) AS candidates
            FROM delivery d
            LEFT JOIN recipient r ON r.subscriber = d.subscriber
            LEFT JOIN subscriber s ON s.id = d.subscriber
            LEFT JOIN delivery_exception x ON x.edition = d.edition AND x.subscriber = d.subscriber
            WHERE d.chunk = :chunk AND d.ordinal = any(:ordinals)""";

    /** Only the owner writes; a chunk that is missing from the answer has another owner now. */
    private static final String WRITE = """
            UPDATE chunk c
            SET outcomes = decode(r.outcomes, 'hex'), attempting_to = r."attemptingTo", pending = r.pending,
                attempting = r.attempting, sent = r.sent, exceptional = r.exceptional
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r
                (id bigint, outcomes text, "attemptingTo" integer, pending integer, attempting integer, sent integer,
                 exceptional integer)
            WHERE c.id = r.id AND c.owner = cast(:owner AS uuid)
            RETURNING c.id""";

    private static final String EXCEPT = """
            INSERT INTO delivery_exception AS x (edition, subscriber, chunk, ordinal, state, code, reason, retry_at, attempts,
                                                 ever_uncertain, changed_at)
            SELECT r.edition, r.subscriber, r.chunk, r.ordinal, r.state, r.code, r.reason, r."retryAt", r.attempts,
                   r."everUncertain", :now
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r
                (edition uuid, subscriber uuid, chunk bigint, ordinal integer, state text, code text, reason text,
                 "retryAt" timestamptz, attempts integer, "everUncertain" boolean)
            ON CONFLICT (edition, subscriber) DO UPDATE SET
                state = EXCLUDED.state, code = EXCLUDED.code, reason = EXCLUDED.reason, retry_at = EXCLUDED.retry_at,
                attempts = EXCLUDED.attempts, ever_uncertain = x.ever_uncertain OR EXCLUDED.ever_uncertain,
                changed_at = EXCLUDED.changed_at""";

    private static final String OMIT = """
            INSERT INTO omission (edition, subscriber, article, language)
            SELECT * FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS o
                (edition uuid, subscriber uuid, article uuid, language text)
            ON CONFLICT DO NOTHING""";

    private static final String OWE = """
            INSERT INTO owed (subscriber, article, language, correction, since)
            SELECT o.subscriber, o.article, o.language, o.correction, :now
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS o
                (subscriber uuid, article uuid, language text, correction timestamptz)
            JOIN subscriber s ON s.id = o.subscriber
            ON CONFLICT DO NOTHING""";

    private static final String OWE_ALL = """
            INSERT INTO owed (subscriber, article, language, correction, since)
            SELECT s.id, held.article, held.language, held.correction, :now
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r (edition uuid, subscriber uuid)
            JOIN delivery d ON d.edition = r.edition AND d.subscriber = r.subscriber
            JOIN variant v ON v.id = d.variant
            JOIN subscriber s ON s.id = d.subscriber
            CROSS JOIN LATERAL (
                SELECT i.article, cast(NULL AS text) AS language, cast(NULL AS timestamptz) AS correction
                FROM jsonb_to_recordset(v.items) AS i (article uuid)
                UNION ALL
                SELECT c.article, c.language, c.at
                FROM jsonb_to_recordset(v.corrections) AS c (article uuid, language text, at timestamptz)) held
            ON CONFLICT DO NOTHING""";

    /** Whoever is owed something is looked at again, though no number moved. */
    private static final String LOOK_AGAIN = """
            UPDATE subscription SET looked_to = 0
            WHERE looked_to > 0 AND subscriber = any(cast(:readers AS uuid[]))""";

    private static final String RELEASE = """
            UPDATE chunk c
            SET owner = NULL, lease_until = NULL,
                next_at = CASE WHEN c.pending > 0 THEN :again
                               ELSE (SELECT min(x.retry_at) FROM delivery_exception x
                                     WHERE x.chunk = c.id AND x.state IN ('pending', 'deferred')) END
            WHERE c.id = :chunk AND c.owner = cast(:owner AS uuid)""";

    private static final String RENEW = """
            UPDATE chunk SET lease_until = :until WHERE owner = cast(:owner AS uuid) RETURNING id""";

    private final Database database;
    private final UUID owner;
    private final Duration lease;
    private final boolean holdUncertain;

    DeliveryQueue(Database database, UUID owner, DeliverySettings settings) {
        this.database = database;
        this.owner = owner;
        this.lease = settings.lease();
        this.holdUncertain = settings.holdUncertain();
    }

    /** Takes a chunk in which something is to do and that is nobody's, or whose owner's lease is dead. */
    Optional<ClaimedChunk> claim(Instant now) {
        return database.transactions().inTransaction(tx -> {
            Optional<ClaimedChunk> claimed = tx.createNamedQuery("chunk.claim", CLAIM)
                    .addParam("owner", owner.toString())
                    .addParam("until", now.plus(lease).atOffset(ZoneOffset.UTC))
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .addParam("dead", now.minus(CLOCK_MARGIN).atOffset(ZoneOffset.UTC))
                    .execute()
                    .map(row -> toChunk(row, now.plus(lease)))
                    .findFirst();
            claimed.ifPresent(chunk -> doubt(tx, chunk, now));
            return claimed;
        });
    }

    private static ClaimedChunk toChunk(DbRow row, Instant until) {
        return new ClaimedChunk(
                row.column("id").getLong(),
                row.column("edition").get(UUID.class),
                row.column("expires_at").get(Timestamp.class).toInstant(),
                row.column("outcomes").get(byte[].class),
                row.column("attempting_to").getInt(),
                until);
    }

    private void doubt(DbExecute tx, ClaimedChunk chunk, Instant now) {
        String state = (holdUncertain ? DeliveryState.UNCERTAIN : DeliveryState.PENDING).word();
        if (chunk.hasExceptions()) {
            tx.createNamedUpdate("delivery.doubt-again", DOUBT_AGAIN)
                    .addParam("state", state)
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .addParam("chunk", chunk.id())
                    .execute();
        }
        List<Integer> attempting = chunk.attempting();
        if (attempting.isEmpty()) {
            return;
        }
        tx.createNamedInsert("delivery.doubt", DOUBT)
                .addParam("state", state)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("chunk", chunk.id())
                .addParam("ordinals", numbers(attempting))
                .execute();
        attempting.forEach(chunk::exception);
        write(tx, List.of(chunk.row()));
    }

    /** The next deliveries of a chunk: those never marked, then those whose time to retry has come. */
    List<Candidate> candidates(DbExecute tx, ClaimedChunk chunk, int limit, Instant now) {
        List<Integer> ordinals = chunk.fresh(limit);
        if (ordinals.isEmpty() && chunk.hasExceptions()) {
            ordinals = tx.createNamedQuery("delivery.retryable", RETRYABLE)
                    .addParam("chunk", chunk.id())
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .addParam("limit", limit)
                    .execute()
                    .map(row -> row.column("ordinal").getInt())
                    .toList();
        }
        if (ordinals.isEmpty()) {
            return List.of();
        }
        return tx.createNamedGet("delivery.candidates", CANDIDATES)
                .addParam("chunk", chunk.id())
                .addParam("ordinals", numbers(ordinals))
                .execute()
                .map(row -> JsonRows.list(row.column("candidates").getString(), Candidate.class))
                .orElseThrow();
    }

    /** Writes these chunks as they are in memory; returns those that are still ours. */
    Set<Long> write(DbExecute tx, Collection<ClaimedChunk.Row> rows) {
        Set<Long> ours = new HashSet<>();
        tx.createNamedQuery("chunk.write", WRITE)
                .addParam("rows", JsonRows.write(rows))
                .addParam("owner", owner.toString())
                .execute()
                .forEach(row -> ours.add(row.column("id").getLong()));
        return ours;
    }

    /** Writes the states of single deliveries, and what they owe. */
    void except(DbExecute tx, List<ExceptionRow> rows, Instant now) {
        if (rows.isEmpty()) {
            return;
        }
        tx.createNamedInsert("delivery.except", EXCEPT)
                .addParam("rows", JsonRows.write(rows))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        List<ExceptionRow> owing = rows.stream().filter(ExceptionRow::owes).toList();
        if (!owing.isEmpty()) {
            tx.createNamedInsert("owed.all", OWE_ALL)
                    .addParam(
                            "rows",
                            JsonRows.write(owing.stream()
                                    .map(row -> new Ids(row.edition(), row.subscriber()))
                                    .toList()))
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .execute();
            lookAgain(tx, owing.stream().map(ExceptionRow::subscriber).toList());
        }
    }

    /** Writes what mails leave out, and that it is owed. */
    void omit(DbExecute tx, List<Omission> omissions, List<Owing> owing, Instant now) {
        if (!omissions.isEmpty()) {
            tx.createNamedInsert("omission.add", OMIT)
                    .addParam("rows", JsonRows.write(omissions))
                    .execute();
        }
        if (!owing.isEmpty()) {
            tx.createNamedInsert("owed.add", OWE)
                    .addParam("rows", JsonRows.write(owing))
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .execute();
            lookAgain(tx, owing.stream().map(Owing::subscriber).distinct().toList());
        }
    }

    private static void lookAgain(DbExecute tx, List<UUID> readers) {
        tx.createNamedUpdate("subscription.look-again", LOOK_AGAIN)
                .addParam("readers", readers.stream().map(UUID::toString).toArray(String[]::new))
                .execute();
    }

    /** Gives a chunk back; if deliveries of it are pending, others may take it from {@code again} on. */
    void release(ClaimedChunk chunk, Instant again) {
        database.transactions().run(tx -> {
            write(tx, List.of(chunk.row()));
            tx.createNamedUpdate("chunk.release", RELEASE)
                    .addParam("chunk", chunk.id())
                    .addParam("owner", owner.toString())
                    .addParam("again", again.atOffset(ZoneOffset.UTC))
                    .execute();
        });
    }

    /** Renews all our leases; returns the chunks that are ours. */
    Set<Long> renew(Instant until) {
        Set<Long> ours = new HashSet<>();
        database.client()
                .execute()
                .createNamedQuery("chunk.renew", RENEW)
                .addParam("until", until.atOffset(ZoneOffset.UTC))
                .addParam("owner", owner.toString())
                .execute()
                .forEach(row -> ours.add(row.column("id").getLong()));
        return ours;
    }

    private static Integer[] numbers(List<Integer> ordinals) {
        return ordinals.toArray(Integer[]::new);
    }
}

package barid.newsletter.deliveries;

import barid.newsletter.rows.JsonRows;
import barid.newsletter.stories.StoryKey;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Single deliveries as the database has them: what decides about the next ones, and the rows of those that were not plainly sent. */
final class DeliveryStore {
    /** A delivery to be marked; {@code why} tells why its reader must not be mailed, else it is null. */
    record Candidate(
            long chunk,
            int ordinal,
            UUID subscriber,
            UUID variant,
            @Nullable String mailbox,
            @Nullable String why,
            int attempts,
            boolean everUncertain,
            boolean exceptional,
            List<StoryKey> omitted) {}

    /** Whether a chunk may go at all. */
    record Standing(long id, String control, boolean stopped) {}

    /** What decides about the next deliveries, as one snapshot has it. */
    record Look(boolean held, List<Standing> chunks, Set<StoryKey> withdrawn, List<Candidate> candidates) {}

    /** Deliveries of a chunk that are next. */
    record Wanted(long chunk, List<Integer> ordinals) {}

    /** What a mail leaves out. */
    record Omission(UUID edition, UUID subscriber, UUID article, String language) {}

    /** What a reader did not get: an article (no language), or a correction. */
    record Owing(
            UUID subscriber,
            UUID article,
            @Nullable String language,
            @Nullable Instant correction) {}

    private record Ids(UUID edition, UUID subscriber) {}

    private static final String RETRYABLE = """
            SELECT ordinal FROM delivery_exception
            WHERE chunk = :chunk AND state IN ('pending', 'deferred') AND retry_at <= :now
            ORDER BY ordinal LIMIT :limit""";

    /**
     * One look at everything that decides whether these may go: who may be mailed (whoever left since the planning is left
     * out from here on), what was withdrawn, what operators and receivers' answers stopped.
     */
    private static final String LOOK = """
            WITH wanted AS (
                SELECT * FROM unnest(cast(:chunks AS bigint[]), cast(:ordinals AS integer[])) AS w (chunk, ordinal)
            ), candidate AS MATERIALIZED (
                SELECT d.*, r.mailbox, r.subscriber IS NOT NULL AS mailable
                FROM wanted w
                JOIN delivery d ON d.chunk = w.chunk AND d.ordinal = w.ordinal
                LEFT JOIN recipient r ON r.subscriber = d.subscriber
            )
            SELECT cast(jsonb_build_object(
                'held', EXISTS (SELECT FROM sending_hold),
                'chunks', (SELECT coalesce(jsonb_agg(jsonb_build_object('id', c.id, 'control', e.control,
                               'stopped', coalesce(l.stopped_at IS NOT NULL, false))), '[]')
                           FROM chunk c JOIN edition e ON e.id = c.edition LEFT JOIN lane l ON l.name = c.lane
                           WHERE c.id = any(cast(:chunks AS bigint[]))),
                'withdrawn', (SELECT coalesce(jsonb_agg(jsonb_build_object('article', s.article, 'language', s.language)), '[]')
                              FROM story s
                              WHERE s.withdrawn_at IS NOT NULL AND s.article IN (
                                  SELECT unnest(v.articles) FROM variant v WHERE v.id IN (SELECT variant FROM candidate))),
                'candidates', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                    'chunk', d.chunk, 'ordinal', d.ordinal, 'subscriber', d.subscriber, 'variant', d.variant, 'mailbox', d.mailbox,
                    'why', CASE WHEN d.mailable THEN NULL
                                WHEN s.id IS NULL THEN 'erased'
                                WHEN s.state <> 'confirmed' THEN 'unsubscribed'
                                WHEN EXISTS (SELECT FROM suppression u WHERE u.email_key = s.email_key) THEN 'suppressed'
                                ELSE 'paused' END,
                    'attempts', coalesce(x.attempts, 0), 'everUncertain', coalesce(x.ever_uncertain, false),
                    'exceptional', x.subscriber IS NOT NULL,
                    'omitted', (SELECT coalesce(jsonb_agg(jsonb_build_object('article', o.article, 'language', o.language)), '[]')
                                FROM omission o WHERE o.edition = d.edition AND o.subscriber = d.subscriber)
                    ) ORDER BY d.chunk, d.ordinal), '[]')
                    FROM candidate d
                    LEFT JOIN subscriber s ON s.id = d.subscriber AND NOT d.mailable
                    LEFT JOIN delivery_exception x ON x.edition = d.edition AND x.subscriber = d.subscriber)
                ) AS text) AS look""";

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

    /** Deliveries of a chunk whose time to be tried again has come. */
    List<Integer> retryable(DbExecute tx, long chunk, int limit, Instant now) {
        return tx.createNamedQuery("delivery.retryable", RETRYABLE)
                .addParam("chunk", chunk)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("limit", limit)
                .execute()
                .map(row -> row.column("ordinal").getInt())
                .toList();
    }

    /** All that decides about these deliveries. */
    Look look(DbExecute tx, List<Wanted> wanted) {
        List<Long> chunks = new ArrayList<>();
        List<Integer> ordinals = new ArrayList<>();
        wanted.forEach(want -> want.ordinals().forEach(ordinal -> {
            chunks.add(want.chunk());
            ordinals.add(ordinal);
        }));
        return tx.createNamedGet("delivery.look", LOOK)
                .addParam("chunks", chunks.toArray(Long[]::new))
                .addParam("ordinals", ordinals.toArray(Integer[]::new))
                .execute()
                .map(row -> JsonRows.read(row.column("look").getString(), Look.class))
                .orElseThrow();
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
}

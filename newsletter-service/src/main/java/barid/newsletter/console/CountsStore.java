package barid.newsletter.console;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;

/** How many readers there are, of which kind, and how their number moves; each statement reads the tables once. */
final class CountsStore {
    /**
     * Readers by what they are.
     *
     * @param states by state; who is suppressed or paused counts as that alone
     * @param first those who may be mailed, by the language that they prefer
     * @param any the same by each language of theirs
     * @param topics the same by slug; {@code ""} for all topics
     */
    record Readers(
            Map<String, Long> states,
            Map<String, Long> first,
            Map<String, Long> any,
            Map<String, Long> topics,
            List<CadenceCount> cadences) {}

    /** Readers of a cadence who may be mailed, and the first hour that comes for one of them. */
    record CadenceCount(
            String cadence, long readers, @Nullable Instant nextDue) {}

    /** Who joined and who left, by the day where the installation is; days without either are left out. */
    record Growth(Map<LocalDate, Long> joined, Map<LocalDate, Long> left) {}

    /** Sign-ups that wait for their mail, and readers whose hour has passed unplanned. */
    record Waiting(
            long signups,
            @Nullable Instant oldestSignup,
            @Nullable Instant oldestDue) {}

    /** Kinds first: they are far fewer than readers. */
    private static final String READERS = """
            WITH kind AS (
                SELECT CASE WHEN x.email_key IS NOT NULL THEN 'suppressed'
                            WHEN s.state = 'confirmed' AND p.paused_until > :now THEN 'paused'
                            ELSE s.state END AS state,
                       p.languages, p.topics, p.cadence, count(*) AS readers, min(p.next_due) AS next_due
                FROM subscriber s
                LEFT JOIN subscription p ON p.subscriber = s.id
                LEFT JOIN suppression x ON x.email_key = s.email_key
                GROUP BY 1, 2, 3, 4
            ), mailed AS (
                SELECT * FROM kind WHERE state = 'confirmed' AND cadence IS NOT NULL
            )
            SELECT cast(jsonb_build_object(
                'states', (SELECT coalesce(jsonb_object_agg(state, n), '{}')
                           FROM (SELECT state, sum(readers) AS n FROM kind GROUP BY state) AS k),
                'first', (SELECT coalesce(jsonb_object_agg(language, n), '{}')
                          FROM (SELECT languages[1] AS language, sum(readers) AS n FROM mailed GROUP BY 1) AS k),
                'any', (SELECT coalesce(jsonb_object_agg(language, n), '{}')
                        FROM (SELECT l AS language, sum(readers) AS n FROM mailed, unnest(languages) AS l GROUP BY 1) AS k),
                'topics', (SELECT coalesce(jsonb_object_agg(topic, n), '{}')
                           FROM (SELECT t AS topic, sum(readers) AS n FROM mailed,
                                     unnest(CASE WHEN cardinality(topics) = 0 THEN ARRAY[''] ELSE topics END) AS t
                                 GROUP BY 1) AS k),
                'cadences', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                                 'cadence', cadence, 'readers', n, 'nextDue', due)), '[]')
                             FROM (SELECT cadence, sum(readers) AS n, min(next_due) AS due FROM mailed GROUP BY 1) AS k))
                AS text) AS readers""";

    private static final String GROWTH = """
            SELECT cast(jsonb_build_object(
                'joined', (SELECT coalesce(jsonb_object_agg(day, n), '{}')
                           FROM (SELECT cast(confirmed_at AT TIME ZONE :zone AS date) AS day, count(*) AS n
                                 FROM subscription WHERE confirmed_at >= :since GROUP BY 1) AS d),
                'left', (SELECT coalesce(jsonb_object_agg(day, n), '{}')
                         FROM (SELECT cast(unsubscribed_at AT TIME ZONE :zone AS date) AS day, count(*) AS n
                               FROM subscriber WHERE unsubscribed_at >= :since GROUP BY 1) AS d))
                AS text) AS growth""";

    private static final String WAITING = """
            SELECT cast(jsonb_build_object(
                'signups', (SELECT count(*) FROM signup),
                'oldestSignup', (SELECT min(received_at) FROM signup),
                'oldestDue', (SELECT min(next_due) FROM subscription WHERE next_due <= :now)) AS text) AS waiting""";

    private final Database database;

    CountsStore(Database database) {
        this.database = database;
    }

    Readers readers(Instant now) {
        return database.client()
                .execute()
                .createNamedGet("console.readers", READERS)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.read(row.column("readers").getString(), Readers.class))
                .orElseThrow();
    }

    Growth growth(LocalDate since, ZoneId zone) {
        return database.client()
                .execute()
                .createNamedGet("console.growth", GROWTH)
                .addParam("zone", zone.getId())
                .addParam("since", since.atStartOfDay(zone).toOffsetDateTime())
                .execute()
                .map(row -> JsonRows.read(row.column("growth").getString(), Growth.class))
                .orElseThrow();
    }

    Waiting waiting(Instant now) {
        return database.client()
                .execute()
                .createNamedGet("console.waiting", WAITING)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.read(row.column("waiting").getString(), Waiting.class))
                .orElseThrow();
    }
}

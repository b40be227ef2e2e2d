package barid.newsletter.editions;

import barid.newsletter.rows.JsonRows;
import barid.newsletter.stories.StoryKey;
import com.fasterxml.jackson.annotation.JsonIgnore;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Past editions in the database, as anybody may read them.
 *
 * <p>Computed from the stories alone: what a reader of all topics gets who chose nothing else (at 7, on Mondays or on the
 * first, in the installation's time zone). So nothing shows what any reader chose, and what is withdrawn is gone at once.
 */
final class EditionArchiveStore {
    /** A past edition in a list: {@code headline} is its newest; empty if it brought corrections only. */
    record Listed(
            Period period,
            int articles,
            int corrections,
            @Nullable String headline) {}

    /** A past edition and the half-open window of time in which what it brought arrived. */
    record Past(Period period, Instant opens, Instant closes) {}

    /** A story and the number by which the next ones are found. */
    record Numbered(UUID article, String language, long number) {
        @JsonIgnore
        StoryKey key() {
            return new StoryKey(article, language);
        }
    }

    /** A period of dates starts when its first day does at UTC+14. */
    private static final String PAST = """
            WITH dated AS (
                SELECT e.*, cast(e.starts_at AT TIME ZONE interval '14 hours' AS date) AS first_day
                FROM edition e WHERE e.cadence <> 'immediate'
            ), past AS (
                SELECT d.*, (first_day + interval '7 hours') AT TIME ZONE :zone AS closes,
                       (first_day + interval '7 hours' - CASE cadence
                            WHEN 'daily' THEN interval '1 day'
                            WHEN 'weekly' THEN interval '7 days'
                            ELSE interval '1 month' END) AT TIME ZONE :zone AS opens
                FROM dated d
            )
            """;

    private static final String PERIOD = """
            jsonb_build_object('cadence', p.cadence, 'name', p.period, 'starts', p.starts_at, 'ends', p.ends_at,
                               'expires', p.expires_at)""";

    private static final String BROUGHT = """
            s.language = :language AND s.number IS NOT NULL AND s.withdrawn_at IS NULL
            AND s.numbered_at >= p.opens AND s.numbered_at < p.closes""";

    /** Of what came in the same window, the corrected text is all that a reader of this edition ever had. */
    private static final String CORRECTED = """
            FROM correction c JOIN story s USING (article, language)
            WHERE c.language = :language AND c.numbered_at >= p.opens AND c.numbered_at < p.closes
              AND s.withdrawn_at IS NULL AND s.numbered_at < p.opens""";

    private static final String LIST = PAST + "SELECT cast(coalesce(jsonb_agg(jsonb_build_object('period', " + PERIOD
            + """
            , 'articles', p.articles, 'corrections', p.corrections, 'headline',
                   (SELECT s.snapshot ->> 'title' FROM story s WHERE\s""" + BROUGHT + """
             ORDER BY s.number DESC LIMIT 1))
                ORDER BY p.starts_at DESC, p.cadence DESC), '[]') AS text) AS listed
            FROM (
                SELECT p.*, b.articles, k.corrections
                FROM past p
                CROSS JOIN LATERAL (SELECT count(*) AS articles FROM story s WHERE\s""" + BROUGHT
            + ") b CROSS JOIN LATERAL (SELECT count(*) AS corrections " + CORRECTED + """
            ) k
                WHERE (p.starts_at, p.cadence) < (:before, :beforeCadence) AND p.closes <= :now
                  AND (b.articles > 0 OR k.corrections > 0)
                ORDER BY p.starts_at DESC, p.cadence DESC
                LIMIT :limit
            ) p""";

    private static final String ONE = PAST + "SELECT cast(jsonb_build_object('period', " + PERIOD + """
            , 'opens', p.opens, 'closes', p.closes) AS text) AS past
            FROM past p WHERE p.cadence = :cadence AND p.period = :period AND p.closes <= :now""";

    private static final String WINDOW =
            "WITH p AS (SELECT cast(:opens AS timestamptz) AS opens," + " cast(:closes AS timestamptz) AS closes) ";

    private static final String ARTICLES = WINDOW + """
            SELECT cast(coalesce(jsonb_agg(a), '[]') AS text) AS articles
            FROM (SELECT s.article, s.language, s.number FROM story s, p
                  WHERE s.number < :before AND\s""" + BROUGHT + " ORDER BY s.number DESC LIMIT :limit) a";

    private static final String CORRECTIONS = WINDOW + """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('article', k.article, 'language', k.language, 'at', k.at)
                ORDER BY k.number), '[]') AS text) AS corrections
            FROM p CROSS JOIN LATERAL (SELECT c.*\s""" + CORRECTED + ") k";

    private static final String LANGUAGES = WINDOW + """
            SELECT DISTINCT s.language FROM story s, p
            WHERE s.number IS NOT NULL AND s.withdrawn_at IS NULL
              AND s.numbered_at >= p.opens AND s.numbered_at < p.closes
            ORDER BY s.language""";

    private final ZoneId zone;

    /** {@code zone} is the installation's. */
    EditionArchiveStore(ZoneId zone) {
        this.zone = zone;
    }

    /** Editions that brought something in this language which is public now, newest first, older than the mark. */
    List<Listed> list(DbExecute db, String language, ArchiveMark before, int limit, Instant now) {
        return db.createNamedGet("archive.list", LIST)
                .addParam("zone", zone.getId())
                .addParam("language", language)
                .addParam("before", EditionSchedule.starts(before.firstDay()).atOffset(ZoneOffset.UTC))
                .addParam("beforeCadence", before.cadence().word())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("listed").getString(), Listed.class))
                .orElseThrow();
    }

    /** The edition, once its hour is past. */
    Optional<Past> past(DbExecute db, String cadence, String period, Instant now) {
        return db.createNamedGet("archive.one", ONE)
                .addParam("zone", zone.getId())
                .addParam("cadence", cadence)
                .addParam("period", period)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.read(row.column("past").getString(), Past.class));
    }

    /** What it brought in a language and is public now, newest first, numbered below {@code before}. */
    List<Numbered> articles(DbExecute db, Past past, String language, long before, int limit) {
        return db.createNamedGet("archive.articles", ARTICLES)
                .addParam("opens", past.opens().atOffset(ZoneOffset.UTC))
                .addParam("closes", past.closes().atOffset(ZoneOffset.UTC))
                .addParam("before", before)
                .addParam("language", language)
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("articles").getString(), Numbered.class))
                .orElseThrow();
    }

    /** Its corrections of what came before it. */
    List<CorrectionKey> corrections(DbExecute db, Past past, String language) {
        return db.createNamedGet("archive.corrections", CORRECTIONS)
                .addParam("opens", past.opens().atOffset(ZoneOffset.UTC))
                .addParam("closes", past.closes().atOffset(ZoneOffset.UTC))
                .addParam("language", language)
                .execute()
                .map(row -> JsonRows.list(row.column("corrections").getString(), CorrectionKey.class))
                .orElseThrow();
    }

    /** The languages in which it brought articles that are public now. */
    List<String> languages(DbExecute db, Past past) {
        return db.createNamedQuery("archive.languages", LANGUAGES)
                .addParam("opens", past.opens().atOffset(ZoneOffset.UTC))
                .addParam("closes", past.closes().atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> row.column("language").getString())
                .toList();
    }
}

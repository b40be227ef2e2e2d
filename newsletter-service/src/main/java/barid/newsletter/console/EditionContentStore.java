package barid.newsletter.console;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What editions held, and what is there to pin. */
final class EditionContentStore {
    /** An edition's variants: how many, how many deliveries each language had, and those with the most deliveries. */
    record Contents(long variants, Map<String, Long> languages, List<Held> most) {}

    /** A variant; {@code title} is its first article's, in {@code titleLanguage}; null if it brings corrections alone. */
    record Held(
            String viewId,
            String language,
            int items,
            int corrections,
            long deliveries,
            @Nullable String title,
            @Nullable String titleLanguage) {}

    /** An article that can be mailed; {@code titles} by language. */
    record Recent(UUID article, Instant published, Map<String, String> titles) {}

    private static final String CONTENTS = """
            WITH counted AS (
                SELECT variant, count(*) AS n FROM delivery WHERE edition = cast(:id AS uuid) GROUP BY variant
            ), named AS (
                SELECT v.view_id, v.language, v.items, v.corrections, v.id, c.n FROM counted c JOIN variant v ON v.id = c.variant
            ), most AS (
                SELECT * FROM named ORDER BY n DESC, id LIMIT :limit
            )
            SELECT cast(jsonb_build_object(
                'variants', (SELECT count(*) FROM counted),
                'languages', (SELECT coalesce(jsonb_object_agg(language, n), '{}')
                              FROM (SELECT language, sum(n) AS n FROM named GROUP BY language) AS l),
                'most', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                            'viewId', m.view_id, 'language', m.language, 'items', jsonb_array_length(m.items),
                            'corrections', jsonb_array_length(m.corrections), 'deliveries', m.n,
                            'title', s.snapshot->>'title', 'titleLanguage', s.language) ORDER BY m.n DESC, m.id), '[]')
                         FROM most m
                         LEFT JOIN story s ON s.article = cast(m.items->0->>'article' AS uuid)
                                          AND s.language = m.items->0->>'language')) AS text) AS contents""";

    /** The newest numbers first, so that the index tells them; a pinned article stays to be seen however old it is. */
    private static final String RECENT = """
            WITH newest AS (
                SELECT article, number FROM story WHERE number IS NOT NULL AND withdrawn_at IS NULL
                ORDER BY number DESC LIMIT :limit
            ), chosen AS (
                SELECT article, max(number) AS number FROM newest GROUP BY article
                UNION
                SELECT cast(:also AS uuid), NULL WHERE cast(:also AS uuid) IS NOT NULL
                    AND NOT EXISTS (SELECT FROM newest WHERE article = cast(:also AS uuid))
            ), told AS (
                SELECT c.number, s.article, min(s.published) AS published,
                       jsonb_object_agg(s.language, s.snapshot->>'title') AS titles
                FROM chosen c JOIN story s ON s.article = c.article
                GROUP BY c.number, s.article
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('article', article, 'published', published, 'titles', titles)
                ORDER BY number DESC NULLS LAST), '[]') AS text) AS recent
            FROM told""";

    private final Database database;

    EditionContentStore(Database database) {
        this.database = database;
    }

    /** {@code limit} variants are told one by one. */
    Contents contents(UUID edition, int limit) {
        return database.client()
                .execute()
                .createNamedGet("console.contents", CONTENTS)
                .addParam("id", edition.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.read(row.column("contents").getString(), Contents.class))
                .orElseThrow();
    }

    /** The articles of the newest {@code limit} translations, the newest first, and {@code also}. */
    List<Recent> recent(int limit, @Nullable UUID also) {
        return database.client()
                .execute()
                .createNamedGet("console.recent", RECENT)
                .addParam("limit", limit)
                .addParam("also", also == null ? null : also.toString())
                .execute()
                .map(row -> JsonRows.list(row.column("recent").getString(), Recent.class))
                .orElseThrow();
    }
}

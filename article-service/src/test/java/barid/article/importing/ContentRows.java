package barid.article.importing;

import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestRows;

import java.util.ArrayList;
import java.util.List;

/** What stands in the tables of content. */
final class ContentRows {
    private static final List<String> TABLES = List.of(
            "article",
            "translation",
            "revision",
            "slug",
            "topic",
            "media",
            "media_use",
            "topic_use",
            "change",
            "change_mark",
            "redirect",
            "imported_picture",
            "audit");

    /** Whatever two imports of one file have in common, by the ids of entries. */
    private static final String EQUAL = """
            SELECT 'text ' || concat_ws('|', t.entry_id, t.language, t.state, t.published, t.updated, t.historical,
                t.scheduled_at, encode(t.imported_digest, 'hex'), a.original, r.number, r.title, r.summary, r.html, r.slug,
                r.authors, r.topics, r.lead, r.origin, r.made_from,
                (SELECT string_agg(o.entry_id, ',' ORDER BY o.entry_id) FROM translation o WHERE o.article = t.article),
                (SELECT string_agg(s.slug || (s.public_since IS NOT NULL), ',' ORDER BY s.slug) FROM slug s
                    WHERE s.article = t.article AND s.language = t.language),
                (SELECT string_agg(m.media, ',' ORDER BY m.media) FROM media_use m
                    WHERE m.article = t.article AND m.language = t.language),
                (SELECT string_agg(u.topic, ',' ORDER BY u.topic) FROM topic_use u
                    WHERE u.article = t.article AND u.language = t.language)) AS line
            FROM translation t JOIN article a ON a.id = t.article
            JOIN revision r ON r.article = t.article AND r.language = t.language
            UNION ALL SELECT 'topic ' || slug || names FROM topic
            UNION ALL SELECT 'media ' || id FROM media
            UNION ALL SELECT 'picture ' || url || media FROM imported_picture
            UNION ALL SELECT 'redirect ' || concat_ws('|', place, d.language, topic, t.entry_id)
                FROM redirect d LEFT JOIN translation t ON t.article = d.article AND t.language = d.language
            ORDER BY line""";

    private ContentRows() {}

    static List<String> all(DatabaseSettings settings) {
        List<String> rows = new ArrayList<>();
        for (String table : TABLES) {
            rows.addAll(new TestRows(settings)
                    .strings("SELECT '" + table + " ' || t::text AS line FROM " + table + " t"
                            // that an import was begun is noted whatever comes of it
                            + (table.equals("audit") ? " WHERE act <> 'begin import'" : "") + " ORDER BY line"));
        }
        return rows;
    }

    static List<String> equal(DatabaseSettings settings) {
        return new TestRows(settings).strings(EQUAL);
    }
}

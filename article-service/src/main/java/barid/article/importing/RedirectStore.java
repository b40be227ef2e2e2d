package barid.article.importing;

import barid.article.store.Rows;
import barid.kit.db.Database;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Optional;

/** Where imported articles and topics stood before. */
final class RedirectStore {
    /** Who came first to a place keeps it. */
    private static final String ARTICLE = """
            INSERT INTO redirect (place, language, article)
            SELECT place, translation.language, translation.article
            FROM translation, unnest(:places) AS place WHERE entry_id = :entry
            ON CONFLICT (place) DO NOTHING""";

    private static final String TOPIC = """
            INSERT INTO redirect (place, language, topic) VALUES (:place, :language, :topic)
            ON CONFLICT (place) DO NOTHING""";

    /** What was withdrawn is found as well: its page says why it is gone. A draft is not. */
    private static final String FIND = """
            SELECT cast(json_build_object('language', redirect.language, 'slug', revision.slug, 'topic', redirect.topic)
                AS text) AS doc
            FROM redirect
            LEFT JOIN translation ON translation.article = redirect.article AND translation.language = redirect.language
            LEFT JOIN revision ON revision.article = translation.article AND revision.language = translation.language
                AND revision.number = translation.public_revision
            WHERE place = :place AND (redirect.topic IS NOT NULL OR revision.slug IS NOT NULL)""";

    private final Database database;

    RedirectStore(Database database) {
        this.database = database;
    }

    /** What stands for a place now: an article's name or a topic's. */
    record Found(
            String language,
            @Nullable String slug,
            @Nullable String topic) {}

    void article(String entryId, List<String> places) {
        database.client()
                .execute()
                .createNamedInsert("redirect.article", ARTICLE)
                .addParam("places", places.toArray(String[]::new))
                .addParam("entry", entryId)
                .execute();
    }

    void topic(String place, String language, String topic) {
        database.client()
                .execute()
                .createNamedInsert("redirect.topic", TOPIC)
                .addParam("place", place)
                .addParam("language", language)
                .addParam("topic", topic)
                .execute();
    }

    Optional<Found> find(String place) {
        return database.client()
                .execute()
                .createNamedGet("redirect.find", FIND)
                .addParam("place", place)
                .execute()
                .map(row -> Rows.read(row, Found.class));
    }
}

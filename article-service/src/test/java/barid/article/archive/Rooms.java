package barid.article.archive;

import barid.article.audit.AuditStore;
import barid.article.changes.ChangeLog;
import barid.article.content.ArchivedArticles;
import barid.article.html.Links;
import barid.article.html.Sanitiser;
import barid.article.media.MediaStorage;
import barid.article.media.MediaStore;
import barid.article.media.Uploads;
import barid.article.topics.Topics;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import io.helidon.config.Config;

import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;

/** Databases without a service on top, and what stands in them. */
final class Rooms {
    /** Everything but what belongs to the installation, to the run, or to the clock. */
    private static final Map<String, String> TABLES = Map.of(
            "article", "SELECT row_to_json(a) AS doc FROM article a ORDER BY id",
            "translation", "SELECT row_to_json(t) AS doc FROM translation t ORDER BY article, language",
            "revision", "SELECT row_to_json(r) AS doc FROM revision r ORDER BY article, language, number",
            "slug", "SELECT row_to_json(s) AS doc FROM slug s ORDER BY language, slug",
            "topic", "SELECT row_to_json(t) AS doc FROM topic t ORDER BY slug",
            "media",
                    "SELECT json_build_array(id, type, bytes, width, height, md5(content)) AS doc FROM media ORDER BY id",
            "media_use", "SELECT row_to_json(m) AS doc FROM media_use m ORDER BY article, language, media",
            "topic_use", "SELECT row_to_json(t) AS doc FROM topic_use t ORDER BY article, language, topic",
            "audit",
                    "SELECT json_build_array(event, at, who, act, article) AS doc FROM audit WHERE archived ORDER BY id",
            "change", "SELECT to_json(key) AS doc FROM change ORDER BY position");

    private Rooms() {}

    static Map<String, String> dump(DatabaseSettings settings) {
        try (Database database = Database.open(settings)) {
            return dump(database);
        }
    }

    static Map<String, String> dump(Database database) {
        Map<String, String> dump = new LinkedHashMap<>();
        TABLES.keySet().stream()
                .sorted()
                .forEach(table -> dump.put(
                        table,
                        database.client()
                                .execute()
                                .createNamedGet(
                                        "test.dump-" + table,
                                        "SELECT coalesce(string_agg(cast(doc AS text), chr(10)), '') AS rows FROM ("
                                                + TABLES.get(table) + ") t")
                                .execute()
                                .orElseThrow()
                                .column("rows")
                                .getString()));
        return dump;
    }

    /** Pictures, their bytes in the database. */
    static Uploads pictures(Database database) {
        return new Uploads(
                database,
                new MediaStore(database),
                MediaStorage.open(Config.empty(), database).contents(),
                new AuditStore());
    }

    /** The format over this database, as the service wires it. */
    static ArchiveFormat format(Database database, int placesAtOnce) {
        ChangeLog changes = new ChangeLog();
        AuditStore audit = new AuditStore();
        MediaStore media = new MediaStore(database);
        return new ArchiveFormat(
                database,
                changes,
                new Topics(database, changes, audit),
                media,
                pictures(database),
                new ArchivedArticles(changes, audit, new Random(1)),
                new Sanitiser(new Links(URI.create("https://press.example.net"))),
                placesAtOnce);
    }
}

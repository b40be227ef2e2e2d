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
    private static final Map<String, String> TABLES = Map.ofEntries(
            Map.entry("article", "SELECT row_to_json(a) AS doc FROM article a ORDER BY id"),
            Map.entry("translation", "SELECT row_to_json(t) AS doc FROM translation t ORDER BY article, language"),
            Map.entry("revision", "SELECT row_to_json(r) AS doc FROM revision r ORDER BY article, language, number"),
            Map.entry("slug", "SELECT row_to_json(s) AS doc FROM slug s ORDER BY language, slug"),
            Map.entry("topic", "SELECT row_to_json(t) AS doc FROM topic t ORDER BY slug"),
            Map.entry("media", "SELECT json_build_array(id, type, bytes, width, height) AS doc FROM media ORDER BY id"),
            Map.entry(
                    "media_content",
                    "SELECT json_build_array(name, md5(content)) AS doc FROM media_content ORDER BY name"),
            Map.entry("media_use", "SELECT row_to_json(m) AS doc FROM media_use m ORDER BY article, language, media"),
            Map.entry("topic_use", "SELECT row_to_json(t) AS doc FROM topic_use t ORDER BY article, language, topic"),
            Map.entry(
                    "audit",
                    "SELECT json_build_array(event, at, who, act, article) AS doc FROM audit WHERE archived ORDER BY id"),
            Map.entry("change", "SELECT to_json(key) AS doc FROM change ORDER BY position"),
            Map.entry("redirect", "SELECT row_to_json(r) AS doc FROM redirect r ORDER BY place"),
            Map.entry("imported_picture", "SELECT row_to_json(p) AS doc FROM imported_picture p ORDER BY url"));

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

    /** Pictures over this database, their bytes in it. */
    static Uploads uploads(Database database) {
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
                uploads(database),
                new ArchivedArticles(changes, audit, new Random(1)),
                new Sanitiser(new Links(URI.create("https://press.example.net"))),
                placesAtOnce);
    }
}

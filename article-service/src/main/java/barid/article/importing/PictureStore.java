package barid.article.importing;

import barid.article.store.Rows;
import barid.kit.db.Database;

import java.util.Optional;

/** Which of our pictures was fetched from where. */
final class PictureStore {
    private static final String FIND = """
            SELECT cast(json_build_object('media', media) AS text) AS doc FROM imported_picture WHERE url = :url""";

    private static final String PUT = """
            INSERT INTO imported_picture (url, media) VALUES (:url, :media) ON CONFLICT (url) DO NOTHING""";

    private final Database database;

    PictureStore(Database database) {
        this.database = database;
    }

    private record Row(String media) {}

    /** The id of the picture that came from this address. */
    Optional<String> find(String url) {
        return database.client()
                .execute()
                .createNamedGet("imported-picture.find", FIND)
                .addParam("url", url)
                .execute()
                .map(row -> Rows.read(row, Row.class).media());
    }

    void put(String url, String media) {
        database.client()
                .execute()
                .createNamedInsert("imported-picture.put", PUT)
                .addParam("url", url)
                .addParam("media", media)
                .execute();
    }
}

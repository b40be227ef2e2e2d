package barid.article.media;

import barid.kit.db.Database;
import barid.kit.service.Stoppable;
import io.helidon.config.Config;

/** Where this installation keeps the bytes of pictures, by the block {@code media} of the configuration. */
public final class MediaStorage implements Stoppable {
    private final ContentStore contents;
    private final Stoppable connection;

    private MediaStorage(ContentStore contents, Stoppable connection) {
        this.contents = contents;
        this.connection = connection;
    }

    /** {@code media.storage}: {@code database} or {@code s3}; the other place is read as well where it is known. */
    public static MediaStorage open(Config config, Database database) {
        ContentStore inDatabase = new DatabaseContentStore(database);
        String storage = config.get("storage").asString().orElse("database");
        boolean known = config.get("s3.bucket").exists();
        return switch (storage) {
            case "database" -> {
                if (!known) {
                    yield new MediaStorage(inDatabase, () -> {});
                }
                S3ContentStore s3 = S3ContentStore.from(config.get("s3"));
                yield new MediaStorage(new MovedContentStore(inDatabase, s3), s3::close);
            }
            case "s3" -> {
                S3ContentStore s3 = S3ContentStore.from(config.get("s3"));
                yield new MediaStorage(new MovedContentStore(s3, inDatabase), s3::close);
            }
            default -> throw new IllegalStateException("media.storage is database or s3, not " + storage);
        };
    }

    /** The bytes, wherever they are. */
    public ContentStore contents() {
        return contents;
    }

    @Override
    public void stop() {
        connection.stop();
    }
}

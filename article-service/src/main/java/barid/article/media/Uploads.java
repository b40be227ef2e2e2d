package barid.article.media;

import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.kit.db.Database;
import barid.kit.http.Problem;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;

/** Takes pictures in, from the API, an import or an archive alike. */
public final class Uploads {
    /** The longest file taken. */
    public static final int MAX_BYTES = 20 << 20;

    private final Database database;
    private final MediaStore store;
    private final AuditStore audit;

    public Uploads(Database database, MediaStore store, AuditStore audit) {
        this.database = database;
        this.store = store;
        this.audit = audit;
    }

    /**
     * Keeps a picture; the same bytes again are the same picture.
     *
     * @throws Problem 413, 415 or 422 if it is too long, no picture of a kind that is taken, or cannot be read
     */
    public Media take(byte[] content, Actor actor) {
        if (content.length > MAX_BYTES) {
            throw Problem.tooLarge(MAX_BYTES);
        }
        // The bytes alone say what it is; a Content-Type is only what the sender believes.
        String type = Picture.sniff(content)
                .orElseThrow(() ->
                        Problem.of(415, "unsupported-media-type", "This call takes JPEG, PNG, GIF and WebP pictures."));
        Picture picture = Picture.read(type, content)
                .orElseThrow(() -> Problem.field("body", "is a picture that cannot be read"));
        Media media = new Media(sha256(content), type, content.length, picture.width(), picture.height());
        database.transactions().run(tx -> {
            store.put(tx, media, content, actor.name());
            audit.append(tx, actor, "upload", Map.of("media", media.id()));
        });
        return media;
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

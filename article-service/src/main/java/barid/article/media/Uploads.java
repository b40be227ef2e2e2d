package barid.article.media;

import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.kit.db.Database;
import barid.kit.http.Problem;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Takes pictures in, from the API, an import or an archive alike. */
public final class Uploads {
    /** The longest file taken. */
    public static final int MAX_BYTES = 20 << 20;

    private final Database database;
    private final MediaStore store;
    private final ContentStore contents;
    private final AuditStore audit;
    private final Rendering rendering = new Rendering();

    public Uploads(Database database, MediaStore store, ContentStore contents, AuditStore audit) {
        this.database = database;
        this.store = store;
        this.contents = contents;
        this.audit = audit;
    }

    /**
     * Keeps a picture without its metadata, upright, with its renditions. The same bytes again are the same picture, and so
     * are those that were served.
     *
     * @throws Problem 413, 415 or 422 if it is too long, no picture of a kind that is taken, or cannot be read
     */
    public Media take(byte[] upload, Actor actor) {
        if (upload.length > MAX_BYTES) {
            throw Problem.tooLarge(MAX_BYTES);
        }
        // The bytes alone say what it is; a Content-Type is only what the sender believes.
        String type = PictureFile.sniff(upload)
                .orElseThrow(() ->
                        Problem.of(415, "unsupported-media-type", "This call takes JPEG, PNG, GIF and WebP pictures."));
        try {
            PictureFile clean = PictureFile.clean(type, upload);
            Optional<Media> known = clean.orientation() == 1 ? store.find(sha256(clean.content())) : Optional.empty();
            if (known.isPresent() && contents.holds(known.get().name())) {
                return known.get();
            }
            return keep(rendering.render(clean), actor);
        } catch (BrokenPicture e) {
            throw Problem.field("body", e.reason());
        }
    }

    private Media keep(Rendering.Rendered rendered, Actor actor) {
        PictureFile original = rendered.original();
        List<Media.Rendition> renditions = rendered.cuts().stream()
                .map(cut -> new Media.Rendition(
                        cut.type(), cut.width(), cut.height(), cut.content().length, sha256(cut.content())))
                .toList();
        Media media = new Media(
                sha256(original.content()),
                original.type(),
                original.content().length,
                original.width(),
                original.height(),
                original.animated(),
                renditions);
        database.transactions().run(tx -> {
            store.lock(tx, media.id());
            contents.put(tx, media.name(), media.type(), original.content());
            rendered.cuts()
                    .forEach(cut -> contents.put(
                            tx, MediaPaths.name(media.id(), cut.width(), cut.type()), cut.type(), cut.content()));
            store.put(tx, media, actor.name());
            audit.append(tx, actor, "upload", Map.of("media", media.id()));
        });
        // Who was faster may have kept renditions of another encoder's version.
        return store.find(media.id()).orElse(media);
    }

    /** Deletes a picture that no revision refers to. */
    void delete(Media media, Actor actor) {
        database.transactions().run(tx -> {
            store.lock(tx, media.id());
            if (!store.delete(tx, media.id())) {
                throw Problem.conflict("A saved text refers to this picture.");
            }
            List<String> names = new ArrayList<>(List.of(media.name()));
            media.renditions()
                    .forEach(rendition -> names.add(MediaPaths.name(media.id(), rendition.width(), rendition.type())));
            contents.delete(tx, names);
            audit.append(tx, actor, "delete", Map.of("media", media.id()));
        });
    }

    /** The bytes of a picture that was taken, without its metadata. */
    public byte[] content(String id, String type, long bytes) {
        try (InputStream in = contents.open(MediaPaths.name(id, type), 0, bytes).orElseThrow()) {
            return in.readNBytes(Math.toIntExact(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String sha256(byte[] content) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

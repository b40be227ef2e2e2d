package barid.article.media;

import com.fasterxml.jackson.annotation.JsonInclude;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;

/**
 * A picture as the API shows it; {@code url} is what HTML uses.
 *
 * @param references translations of which a revision refers to it, at most a hundred
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record MediaView(
        String id,
        String url,
        String type,
        long bytes,
        int width,
        int height,
        boolean animated,
        List<RenditionView> renditions,
        @Nullable Instant uploadedAt,
        @Nullable String uploadedBy,
        @Nullable List<MediaStore.Reference> references) {

    /** One of its renditions. */
    record RenditionView(String url, String type, long bytes, int width, int height) {}

    static MediaView of(Media media) {
        return of(media, null, null, null);
    }

    static MediaView of(MediaStore.Entry entry, @Nullable List<MediaStore.Reference> references) {
        return of(entry.media(), entry.createdAt(), entry.createdBy(), references);
    }

    private static MediaView of(
            Media media, @Nullable Instant at, @Nullable String by, @Nullable List<MediaStore.Reference> references) {
        return new MediaView(
                media.id(),
                MediaPaths.path(media.id(), media.type()),
                media.type(),
                media.bytes(),
                media.width(),
                media.height(),
                media.animated(),
                media.renditions().stream()
                        .map(rendition -> new RenditionView(
                                MediaPaths.path(media.id(), rendition.width(), rendition.type()),
                                rendition.type(),
                                rendition.bytes(),
                                rendition.width(),
                                rendition.height()))
                        .toList(),
                at,
                by,
                references);
    }
}

package barid.article.media;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * An uploaded picture without its bytes.
 *
 * @param id SHA-256 of the content in hexadecimal; of what is kept, which is what was uploaded less its metadata
 * @param bytes the content's length
 * @param width in pixels, upright, as is {@code height}
 * @param animated whether it moves; its renditions do not
 * @param renditions the narrowest first
 */
public record Media(
        String id, String type, long bytes, int width, int height, boolean animated, List<Rendition> renditions) {
    /** The width that link previews, feeds and mails are given at most. */
    public static final int PREVIEW_WIDTH = 1200;

    /** The same picture in another size or format, in sRGB and without motion. */
    public record Rendition(String type, int width, int height, long bytes, String sha256) {}

    /** The name of the file that was uploaded. */
    public String name() {
        return MediaPaths.name(id, type);
    }

    /** The candidates of an {@code srcset} in one format; empty if it moves, since its renditions do not. */
    public String srcset(String type) {
        return animated
                ? ""
                : renditions.stream()
                        .filter(rendition -> rendition.type().equals(type))
                        .map(rendition -> MediaPaths.path(id, rendition.width(), type) + " " + rendition.width() + "w")
                        .collect(Collectors.joining(", "));
    }

    /** What every reader of mails and feeds can show: a JPEG of moderate size. */
    public Optional<Rendition> preview() {
        return renditions.stream()
                .filter(rendition -> rendition.type().equals("image/jpeg") && rendition.width() <= PREVIEW_WIDTH)
                .reduce((narrower, wider) -> wider);
    }
}

package barid.article.media;

/**
 * An uploaded picture without its bytes.
 *
 * @param id SHA-256 of the content in hexadecimal
 * @param bytes the content's length
 * @param width in pixels, as is {@code height}
 */
public record Media(String id, String type, long bytes, int width, int height) {}

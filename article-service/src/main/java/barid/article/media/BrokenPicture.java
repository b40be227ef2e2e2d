package barid.article.media;

/** A file that breaks the rules of its format, or the limits; the reason continues "the picture …". */
final class BrokenPicture extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    BrokenPicture(String reason) {
        super(reason);
        this.reason = reason;
    }

    String reason() {
        return reason;
    }
}

package barid.article.importing;

/** The file as a whole is not taken; the message is ours and names the reason, never a parser's. */
final class FeedRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    FeedRefused(String reason, int line, int column) {
        super(reason, null, false, false);
        // At the end of a document the parser has no place any more.
        this.line = Math.max(1, line);
        this.column = Math.max(1, column);
    }

    int line() {
        return line;
    }

    int column() {
        return column;
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

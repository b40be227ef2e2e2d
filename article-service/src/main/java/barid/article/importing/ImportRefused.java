package barid.article.importing;

import java.util.OptionalInt;

/** The file as a whole is not taken; the message is ours and names the reason, never a parser's. */
public final class ImportRefused extends Exception {
    private static final long serialVersionUID = 1L;

    private final int line;
    private final int column;

    /** For a file that has no lines. */
    public ImportRefused(String reason) {
        super(reason, null, false, false);
        this.line = 0;
        this.column = 0;
    }

    /** For a file whose first fault is at this place. */
    public ImportRefused(String reason, int line, int column) {
        super(reason, null, false, false);
        // At the end of a document the parser has no place any more.
        this.line = Math.max(1, line);
        this.column = Math.max(1, column);
    }

    OptionalInt line() {
        return line == 0 ? OptionalInt.empty() : OptionalInt.of(line);
    }

    OptionalInt column() {
        return column == 0 ? OptionalInt.empty() : OptionalInt.of(column);
    }

    String reason() {
        return String.valueOf(getMessage());
    }
}

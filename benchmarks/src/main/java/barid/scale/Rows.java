package barid.scale;

import org.jspecify.annotations.Nullable;
import org.postgresql.copy.CopyManager;

import java.io.IOException;
import java.io.StringReader;
import java.sql.SQLException;

/** Rows of one table in the text format of COPY. */
final class Rows {
    private final String target;
    private final StringBuilder text = new StringBuilder();

    /** @param columns as COPY names them, in the order in which {@link #add} is given the values */
    Rows(String table, String columns) {
        this.target = table + " (" + columns + ")";
    }

    void add(@Nullable Object... values) {
        for (int i = 0; i < values.length; i++) {
            if (i > 0) {
                text.append('\t');
            }
            append(values[i]);
        }
        text.append('\n');
    }

    private void append(@Nullable Object value) {
        if (value == null) {
            text.append("\\N");
            return;
        }
        String plain = value.toString();
        for (int i = 0; i < plain.length(); i++) {
            char c = plain.charAt(i);
            switch (c) {
                case '\\' -> text.append("\\\\");
                case '\t' -> text.append("\\t");
                case '\n' -> text.append("\\n");
                default -> text.append(c);
            }
        }
    }

    /** Sends the rows to the table, and forgets them. */
    void copy(CopyManager copy) throws SQLException, IOException {
        copy.copyIn("COPY " + target + " FROM STDIN", new StringReader(text.toString()));
        text.setLength(0);
    }
}

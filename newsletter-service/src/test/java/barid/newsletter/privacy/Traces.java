package barid.newsletter.privacy;

import barid.kit.db.DatabaseSettings;
import barid.newsletter.Rows;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Looks for a text in every table of the database, in whatever column and however its bytes are written. */
final class Traces {
    private final Rows rows;

    /** {@code owner}: the role that may read every table. */
    Traces(DatabaseSettings owner) {
        this.rows = new Rows(owner);
    }

    List<String> tables() {
        return rows.strings("""
                SELECT table_name FROM information_schema.tables
                WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name""");
    }

    List<String> columns(String table) {
        return rows.strings("""
                SELECT column_name FROM information_schema.columns
                WHERE table_schema = 'public' AND table_name = '%s' ORDER BY ordinal_position""".formatted(table));
    }

    /** The columns in which {@code text} is found: plain, in any case, as UTF-8 bytes, or in base64. */
    Set<String> of(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        String plain = text.toLowerCase(Locale.ROOT);
        String hex = HexFormat.of().formatHex(bytes);
        String lowerHex = HexFormat.of().formatHex(plain.getBytes(StandardCharsets.UTF_8));
        // Whatever stands before it, two of three characters of its base64 are its own.
        String base64 = Base64.getEncoder().encodeToString(bytes).substring(0, 12);
        Predicate<String> holds = value -> {
            String lower = value.toLowerCase(Locale.ROOT);
            return lower.contains(plain) || lower.contains(hex) || lower.contains(lowerHex) || value.contains(base64);
        };
        Set<String> found = new TreeSet<>();
        for (String table : tables()) {
            for (String column : columns(table)) {
                // A bytea is written in hexadecimal by this cast, an array or a JSON text as it is.
                if (rows
                        .strings("SELECT coalesce(cast(\"" + column + "\" AS text), '') FROM \"" + table + "\"")
                        .stream()
                        .anyMatch(holds)) {
                    found.add(table + "." + column);
                }
            }
        }
        return found;
    }
}

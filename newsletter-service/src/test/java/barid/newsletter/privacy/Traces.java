package barid.newsletter.privacy;

import barid.kit.db.DatabaseSettings;
import barid.newsletter.Rows;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

import static java.util.stream.Collectors.joining;

/** Looks for a text in every table of the database, in whatever column and however its bytes are written. */
final class Traces {
    private final DatabaseSettings owner;
    private final Map<String, List<String>> columns = new LinkedHashMap<>();

    /** {@code owner}: the role that may read every table. */
    Traces(DatabaseSettings owner) {
        this.owner = owner;
        new Rows(owner)
                .strings("""
                SELECT t.table_name || '.' || c.column_name
                FROM information_schema.tables t JOIN information_schema.columns c USING (table_schema, table_name)
                WHERE t.table_schema = 'public' AND t.table_type = 'BASE TABLE'
                ORDER BY t.table_name, c.ordinal_position""")
                .forEach(name -> columns.computeIfAbsent(
                                name.substring(0, name.indexOf('.')), table -> new ArrayList<>())
                        .add(name.substring(name.indexOf('.') + 1)));
    }

    Set<String> tables() {
        return columns.keySet();
    }

    List<String> columns(String table) {
        return columns.getOrDefault(table, List.of());
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
        try (Connection connection = DriverManager.getConnection(owner.url(), owner.username(), owner.password());
                Statement statement = connection.createStatement()) {
            for (String table : tables()) {
                List<String> names = columns(table);
                // As texts: a bytea is then written in hexadecimal, an array or a JSON text as it is.
                String texts = names.stream()
                        .map("coalesce(cast(\"%s\" AS text), '')"::formatted)
                        .collect(joining(", "));
                try (ResultSet rows = statement.executeQuery("SELECT " + texts + " FROM \"" + table + "\"")) {
                    while (rows.next()) {
                        for (int i = 0; i < names.size(); i++) {
                            if (holds.test(rows.getString(i + 1))) {
                                found.add(table + "." + names.get(i));
                            }
                        }
                    }
                }
            }
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        return found;
    }
}

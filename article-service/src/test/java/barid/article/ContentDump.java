package barid.article;

import barid.kit.db.Database;

import java.util.Map;
import java.util.TreeMap;

/** All that the database holds, table by table: what a refused request must leave as it is. */
final class ContentDump {
    /** What is made of public texts for the search follows them in its own time. */
    private static final String TABLES = """
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name <> 'flyway_schema_history'
                AND table_name NOT LIKE 'search%'""";

    private static final String ROWS =
            "SELECT coalesce(string_agg(cast(t AS text), ';' ORDER BY cast(t AS text)), '') AS doc FROM %s t";

    private ContentDump() {}

    static Map<String, String> of(Database database) {
        Map<String, String> dump = new TreeMap<>();
        database.client()
                .execute()
                .createNamedQuery("test.tables", TABLES)
                .execute()
                .map(row -> row.column("table_name").getString())
                .toList()
                .forEach(table -> dump.put(table, rows(database, table)));
        return dump;
    }

    private static String rows(Database database, String table) {
        return database.client()
                .execute()
                .createNamedGet("test.dump", ROWS.formatted(table))
                .execute()
                .orElseThrow()
                .column("doc")
                .getString();
    }
}

package barid.newsletter;

import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestRows;

import java.util.List;
import java.util.UUID;

/** Looks into the database past the service, and puts readers there. */
public record Rows(DatabaseSettings settings) {
    public List<String> strings(String sql) {
        return new TestRows(settings).strings(sql);
    }

    public long number(String sql) {
        return new TestRows(settings).number(sql);
    }

    public void execute(String sql) {
        new TestRows(settings).execute(sql);
    }

    /** A confirmed reader at position 0 whose hour has come; {@code languages} separated by commas. */
    public UUID reader(String email, String languages, String cadence) {
        return reader(email, languages, cadence, "2000-01-01");
    }

    /** So many confirmed immediate readers of {@code domain}, named by {@code prefix} and a number. */
    public void readers(String prefix, String domain, int count) {
        execute("""
                INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)
                SELECT gen_random_uuid(), e, e, sha256(convert_to(e, 'UTF8')), 'confirmed', 'sample', now()
                FROM (SELECT '%1$s' || n || '@%2$s' AS e FROM generate_series(1, %3$d) AS n) addresses;
                INSERT INTO subscription (subscriber, languages, topics, cadence, hour, day, zone, position,
                    confirmed_position, looked_to, next_due, confirmed_at)
                SELECT id, '{en}', '{}', 'immediate', 7, 1, 'UTC', 0, 0, 0, NULL, now()
                FROM subscriber WHERE email LIKE '%1$s%%@%2$s'""".formatted(prefix, domain, count));
    }

    /** A confirmed daily reader to whom nothing is due in our time. */
    public UUID restingReader(String email, String languages) {
        return reader(email, languages, "daily", "2900-01-01");
    }

    private UUID reader(String email, String languages, String cadence, String due) {
        UUID id = UUID.randomUUID();
        execute("""
                INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)
                VALUES ('%1$s', '%2$s', '%2$s', decode(md5('%2$s'), 'hex'), 'confirmed', 'sample', now());
                INSERT INTO subscription (subscriber, languages, topics, cadence, hour, day, zone, position,
                    confirmed_position, looked_to, next_due, confirmed_at)
                VALUES ('%1$s', string_to_array('%3$s', ','), '{}', '%4$s', 7, 1, 'UTC', 0, 0, 0,
                    CASE WHEN '%4$s' = 'immediate' THEN NULL ELSE timestamptz '%5$s' END, now())
                """.formatted(id, email, languages, cadence, due));
        return id;
    }

    /** Every row of every table, read through the catalogue, as one text. */
    public String everything() {
        StringBuilder all = new StringBuilder();
        for (String table : strings("SELECT quote_ident(table_name) FROM information_schema.tables"
                + " WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY 1")) {
            all.append(table)
                    .append(strings(
                            "SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM " + table + " t"))
                    .append('\n');
        }
        return all.toString();
    }

    /** Everything that a person's act could have changed, as one text. */
    public String fingerprint() {
        StringBuilder all = new StringBuilder();
        for (String table : List.of(
                "subscriber",
                "subscription",
                "signup",
                "confirmation",
                "suppression",
                "owed",
                "edition",
                "variant",
                "delivery",
                "delivery_exception",
                "story",
                "correction")) {
            all.append(table)
                    .append(strings("SELECT coalesce(md5(string_agg(t::text, '|' ORDER BY t::text)), '') FROM " + table
                            + " t"));
        }
        return all.toString();
    }
}

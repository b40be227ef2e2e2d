package barid.feed.entries;

import barid.feed.Translations;
import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A database of its own into which a test applies changes, and what it then reads there. */
final class CopyOfTheFeed implements AutoCloseable {
    final DatabaseSettings settings;
    final Database database;
    final AtomicReference<Instant> now = new AtomicReference<>(Translations.NOON);
    final EntryUpdates updates = new EntryUpdates("feeds", now::get);
    final SelectionStore selections = new SelectionStore("feeds", now::get);

    CopyOfTheFeed() {
        this(TestPostgres.create("feed", true));
    }

    CopyOfTheFeed(DatabaseSettings settings) {
        this.settings = settings;
        this.database = Database.open(settings);
    }

    void apply(Change... changes) {
        database.transactions().run(tx -> updates.apply(tx, List.of(changes)));
    }

    void agree(String partner, List<String> languages, List<String> topics) {
        database.transactions().run(tx -> selections.put(tx, FeedKey.partner(partner), languages, topics));
    }

    void end(String partner) {
        database.transactions().run(tx -> selections.remove(tx, FeedKey.partner(partner)));
    }

    /** The column {@code line} of each row. */
    List<String> lines(String sql) {
        return database.client()
                .execute()
                .query(sql)
                .map(row -> row.column("line").getString())
                .toList();
    }

    /** What the query finds; 0 if that is nothing. */
    long number(String sql) {
        return Long.parseLong(
                lines("SELECT cast(coalesce((" + sql + "), 0) AS text) AS line").getFirst());
    }

    long ping(String feed) {
        return number("SELECT ping FROM feed WHERE key = '" + feed + "'");
    }

    long position(String feed) {
        return number("SELECT position FROM feed WHERE key = '" + feed + "'");
    }

    /** Does what only the superuser may. */
    void force(String sql) {
        TestPostgres.execute(TestPostgres.nameOf(settings), sql);
    }

    @Override
    public void close() {
        database.close();
    }
}

package barid.feed.entries;

import barid.feed.Translations;
import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import static org.assertj.core.api.Assertions.assertThat;

class EntryUpdatesIT {
    private static final String MEMBERS = """
            SELECT feed || ' ' || substr(cast(article AS text), 1, 4) || ' '
                || CASE WHEN published IS NULL THEN 'tombstone' ELSE 'entry' END
                || CASE WHEN left_feed THEN ' left' ELSE '' END AS line
            FROM feed_member ORDER BY position""";

    private static final String STATE = """
            SELECT coalesce(string_agg(cast(m AS text) || cast(e AS text), ';' ORDER BY m.position), '') AS line
            FROM feed_member m JOIN entry e USING (article, language)""";

    private final DatabaseSettings settings = TestPostgres.create("feed", true);
    private final Database database = Database.open(settings);
    private final AtomicReference<Instant> now = new AtomicReference<>(Translations.NOON);
    private final EntryUpdates updates = new EntryUpdates("feeds", now::get);

    @AfterEach
    void close() {
        database.close();
    }

    private void apply(Change... changes) {
        database.transactions().run(tx -> updates.apply(tx, List.of(changes)));
    }

    private List<String> lines(String sql) {
        return database.client()
                .execute()
                .query(sql)
                .map(row -> row.column("line").getString())
                .toList();
    }

    private long position(String feed) {
        return database.client()
                .execute()
                .createNamedGet("test.position", "SELECT position FROM feed WHERE key = :feed")
                .addParam("feed", feed)
                .execute()
                .orElseThrow()
                .column("position")
                .getLong();
    }

    private static String id(String title) {
        return Translations.article(title).toString().substring(0, 4);
    }

    @Test
    void standsInApplyOrderAndATouchMovesToTheHead() {
        apply(Translations.titled("a").at(1), Translations.titled("b").at(2));
        apply(Translations.titled("a").revised(2).at(3));
        assertThat(lines(MEMBERS))
                .containsExactly("en/articles " + id("b") + " entry", "en/articles " + id("a") + " entry");
    }

    @Test
    void replayingAnyPrefixChangesNothing() {
        Change[] all = {
            new Change.Topic(1, "health", Map.of("en", "Health"), null),
            Translations.titled("a")
                    .corrected(Instant.parse("2026-04-01T00:00:00.123456789Z"), "note")
                    .at(2),
            Translations.titled("b").at(3),
            Translations.titled("c").withdrawn(Instant.parse("2026-04-01T00:00:00.123456789Z"), "reason")
        };
        apply(all);
        List<String> before = lines(STATE);
        long position = position("en/articles");
        apply(all[0], all[1]);
        apply(all);
        assertThat(lines(STATE)).isEqualTo(before);
        assertThat(position("en/articles")).isEqualTo(position);
    }

    @Test
    void anotherPositionOrTraceIsNoChangeButAnAlternateIs() {
        apply(Translations.titled("a").at(1));
        long position = position("en/articles");
        apply(Translations.titled("a").at(99));
        assertThat(position("en/articles")).isEqualTo(position);
        apply(Translations.titled("a")
                .beside("fr", barid.kit.changes.Origin.HUMAN)
                .at(100));
        assertThat(position("en/articles")).isGreaterThan(position);
    }

    @Test
    void theTextGoesWithTheWithdrawalAndComesBackWithTheNextPublication() {
        apply(Translations.titled("a").saying("<p>secret</p>").at(1));
        apply(Translations.titled("a").withdrawn(Translations.NOON, "why"));
        assertThat(lines(MEMBERS)).containsExactly("en/articles " + id("a") + " tombstone");
        assertThat(lines(STATE)).noneMatch(line -> line.contains("secret"));
        apply(Translations.titled("a").at(3));
        assertThat(lines(MEMBERS)).containsExactly("en/articles " + id("a") + " entry");
    }

    @Test
    void aTombstoneLeavesByAnActAfterThirtyDaysOnceItsPageIsClosed() {
        apply(Translations.titled("a").at(1), Translations.titled("open").at(2));
        now.set(Translations.NOON.plus(Duration.ofDays(40)));
        // Withdrawn long ago, but shown here until now: readers are told for thirty days from now on.
        apply(Translations.titled("a").withdrawn(Translations.NOON, "why"));
        apply();
        assertThat(lines(MEMBERS)).contains("en/articles " + id("a") + " tombstone");
        TestPostgres.execute(TestPostgres.nameOf(settings), "UPDATE feed SET closed = position");
        long position = position("en/articles");
        now.set(Translations.NOON.plus(Duration.ofDays(71)));
        apply();
        assertThat(lines(MEMBERS)).contains("en/articles " + id("a") + " tombstone left");
        assertThat(position("en/articles")).isGreaterThan(position);
        apply(Translations.titled("a").at(3));
        assertThat(lines(MEMBERS)).contains("en/articles " + id("a") + " entry");
    }

    @Test
    void anOldWithdrawalOfWhatWasNeverHereDoesNotStandForLong() {
        now.set(Translations.NOON.plus(Duration.ofDays(40)));
        apply(Translations.titled("a").withdrawn(Translations.NOON, "why"));
        assertThat(lines(MEMBERS)).containsExactly("en/articles " + id("a") + " tombstone left");
    }

    @Test
    void aRebuildBuriesWhatItDidNotSee() {
        apply(
                new Change.Topic(1, "health", Map.of("en", "Health"), null),
                new Change.Topic(1, "sport", Map.of("en", "Sport"), null),
                Translations.titled("a").at(1),
                Translations.titled("b").at(2));
        TestPostgres.execute(
                TestPostgres.nameOf(settings),
                "INSERT INTO change_seen VALUES ('"
                        + Translations.titled("b").at(2).key() + "'), ('topic:sport')");
        long position = position("en/articles");
        database.transactions().run(updates::forgetUnseen);
        assertThat(lines(MEMBERS))
                .containsExactly("en/articles " + id("b") + " entry", "en/articles " + id("a") + " tombstone");
        assertThat(lines("SELECT slug AS line FROM topic")).containsExactly("sport");
        assertThat(position("en/articles")).isGreaterThan(position);
    }

    @Test
    void aTopicsNameTouchesTheFeedsThatShowItAndMovesNoEntry() {
        apply(
                Translations.titled("a").on("medicine").at(1),
                Translations.titled("b").inLanguage("fr").on("sport").at(2));
        apply(
                new Change.Topic(3, "medicine", Map.of("en", "Medicine"), "health"),
                new Change.Topic(4, "health", Map.of("en", "Health"), null));
        List<String> members = lines(STATE);
        long english = position("en/articles");
        long french = position("fr/articles");
        apply(new Change.Topic(5, "health", Map.of("en", "Health and care"), null));
        assertThat(position("en/articles")).isGreaterThan(english);
        assertThat(position("fr/articles")).isEqualTo(french);
        assertThat(lines(STATE)).isEqualTo(members);
    }
}

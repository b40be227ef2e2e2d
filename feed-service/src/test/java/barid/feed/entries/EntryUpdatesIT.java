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
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class EntryUpdatesIT {
    private static final String MEMBERS = """
            SELECT feed || ' ' || substr(cast(article AS text), 1, 4) || ' '
                || CASE WHEN published IS NULL THEN 'tombstone' ELSE 'entry' END
                || CASE WHEN left_feed THEN ' left' ELSE '' END AS line
            FROM feed_member WHERE feed NOT LIKE '%/topics/%' AND feed NOT LIKE 'all/%' ORDER BY position""";

    private static final String OF_TOPICS = """
            SELECT feed || ' ' || substr(cast(article AS text), 1, 4) || ' '
                || CASE WHEN published IS NULL THEN 'tombstone' ELSE 'entry' END AS line
            FROM feed_member WHERE feed LIKE '%/topics/%' AND feed NOT LIKE 'all/%' ORDER BY feed, position""";

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

    private static Change.Topic topic(String slug, String mergedInto) {
        return new Change.Topic(0, slug, Map.of("en", "The " + slug), mergedInto);
    }

    @Test
    void anEntryStandsInTheFeedOfEachOfItsTopicsAndLeavesATombstoneWhereItIsNoLonger() {
        apply(topic("health", null), topic("sport", null));
        apply(Translations.titled("a").on("health", "sport").at(1));
        assertThat(lines(OF_TOPICS))
                .containsExactly("en/topics/health " + id("a") + " entry", "en/topics/sport " + id("a") + " entry");
        long all = position("en/articles");

        apply(Translations.titled("a").on("sport").at(2));

        assertThat(lines(OF_TOPICS))
                .containsExactly("en/topics/health " + id("a") + " tombstone", "en/topics/sport " + id("a") + " entry");
        assertThat(lines("SELECT gone_at || '' AS line FROM feed_member WHERE gone_at IS NOT NULL"))
                .hasSize(2);
        assertThat(position("en/articles")).isGreaterThan(all);
        assertThat(lines(MEMBERS)).containsExactly("en/articles " + id("a") + " entry");
        apply(Translations.titled("a").withdrawn(Translations.NOON, "why"));
        assertThat(lines(OF_TOPICS))
                .containsExactly(
                        "en/topics/health " + id("a") + " tombstone", "en/topics/sport " + id("a") + " tombstone");
        apply(Translations.titled("a").on("health").at(3));
        assertThat(lines(OF_TOPICS)).contains("en/topics/health " + id("a") + " entry");
    }

    @Test
    void aMergerBringsItsEntriesAndMovesNoneThatIsThere() {
        apply(topic("medicine", null), topic("health", null));
        apply(
                Translations.titled("old")
                        .on("medicine")
                        .publishedAt(Translations.NOON)
                        .at(1),
                Translations.titled("both").on("medicine", "health").at(2),
                Translations.titled("there").on("health").at(3),
                Translations.titled("new")
                        .on("medicine")
                        .publishedAt(Translations.NOON.plusSeconds(60))
                        .at(4));
        long all = position("en/articles");
        List<String> there = lines(MEMBERS);

        apply(topic("medicine", "health"));

        assertThat(lines(OF_TOPICS))
                .containsExactly(
                        "en/topics/health " + id("both") + " entry",
                        "en/topics/health " + id("there") + " entry",
                        "en/topics/health " + id("old") + " entry",
                        "en/topics/health " + id("new") + " entry");
        assertThat(lines(MEMBERS)).isEqualTo(there);
        // its name is read in the feed of everything
        assertThat(position("en/articles")).isGreaterThan(all);
        // whatever names the old one from now on is of the new one
        apply(Translations.titled("late").on("medicine").at(5));
        assertThat(lines(OF_TOPICS)).hasSize(5).contains("en/topics/health " + id("late") + " entry");
        List<String> state = lines(STATE);
        apply(
                topic("medicine", "health"),
                Translations.titled("late").on("medicine").at(9));
        assertThat(lines(STATE)).isEqualTo(state);
    }

    /** Whatever arrives first, entries or topics, and from whichever end of the chain: all ends in one feed. */
    @Test
    void aChainOfMergersEndsInOneFeedInWhateverOrderItArrives() {
        List<List<Integer>> orders = permutations(List.of(0, 1, 2, 3, 4));
        for (int n = 0; n < orders.size(); n++) {
            String illness = "illness-" + n;
            String disease = "disease-" + n;
            String health = "health-" + n;
            Change[] changes = {
                topic(illness, disease),
                topic(disease, health),
                topic(health, null),
                Translations.titled("of illness " + n).on(illness).at(1),
                Translations.titled("of all " + n).on(health, illness, disease).at(2)
            };
            orders.get(n).forEach(place -> apply(changes[place]));
            assertThat(lines(
                            "SELECT feed || ' ' || cast(article AS text) AS line FROM feed_member WHERE published IS NOT NULL"
                                    + " AND feed LIKE 'en/topics/%-" + n + "'"))
                    .as("in the order " + orders.get(n))
                    .containsExactlyInAnyOrder(
                            "en/topics/" + health + " " + Translations.article("of illness " + n),
                            "en/topics/" + health + " " + Translations.article("of all " + n));
        }
    }

    private static List<List<Integer>> permutations(List<Integer> of) {
        if (of.isEmpty()) {
            return List.of(List.of());
        }
        return of.stream()
                .flatMap(first -> permutations(of.stream()
                                .filter(other -> !other.equals(first))
                                .toList())
                        .stream()
                        .map(rest ->
                                Stream.concat(Stream.of(first), rest.stream()).toList()))
                .toList();
    }

    @Test
    void aRebuildWithoutTheMergerPutsTheEntriesBack() {
        apply(topic("medicine", null), topic("health", null));
        apply(
                Translations.titled("a").on("medicine").at(1),
                Translations.titled("b").on("health").at(2));
        apply(topic("medicine", "health"));

        // the other database was put back to before the merger
        apply(topic("medicine", null));

        assertThat(lines(OF_TOPICS))
                .containsExactlyInAnyOrder(
                        "en/topics/health " + id("a") + " tombstone",
                        "en/topics/health " + id("b") + " entry",
                        "en/topics/medicine " + id("a") + " entry");
        apply(topic("medicine", "health"));
        TestPostgres.execute(
                TestPostgres.nameOf(settings),
                "INSERT INTO change_seen SELECT article || ':' || language FROM entry UNION SELECT 'topic:health'");
        database.transactions().run(updates::forgetUnseen);
        assertThat(lines(OF_TOPICS))
                .as("to before it was made")
                .contains("en/topics/health " + id("a") + " tombstone", "en/topics/medicine " + id("a") + " entry");
    }

    @Test
    void everyTopicHasAFeedInEveryLanguageThatHasOne() {
        apply(topic("health", null), topic("medicine", "health"));
        apply(Translations.titled("a").on("sport").at(1));
        apply(topic("sport", null));
        assertThat(lines("SELECT key AS line FROM feed WHERE key LIKE '%/topics/%' ORDER BY key"))
                .containsExactly("all/topics/health", "all/topics/sport", "en/topics/health", "en/topics/sport");
        apply(Translations.titled("خبر").inLanguage("ur").on("health").at(2));
        assertThat(lines("SELECT key AS line FROM feed WHERE key LIKE 'ur/topics/%' ORDER BY key"))
                .containsExactly("ur/topics/health", "ur/topics/sport");
    }

    @Test
    void aMergerOfThousandsIsOneStep() {
        apply(topic("medicine", null), topic("health", null));
        apply(IntStream.rangeClosed(1, 2000)
                .mapToObj(n -> Translations.titled("article " + n)
                        .on("medicine")
                        .publishedAt(Translations.NOON.plusSeconds(n))
                        .at(n))
                .toArray(Change[]::new));

        apply(topic("medicine", "health"));

        assertThat(
                        lines(
                                "SELECT feed || ' ' || count(*) AS line FROM feed_member WHERE feed LIKE '%/topics/%' GROUP BY feed"))
                .containsExactlyInAnyOrder("all/topics/health 2000", "en/topics/health 2000");
        assertThat(lines("SELECT cast(article AS text) AS line FROM feed_member WHERE feed = 'en/topics/health'"
                        + " ORDER BY position DESC LIMIT 1"))
                .containsExactly(Translations.article("article 2000").toString());
        assertThat(position("en/topics/health"))
                .isGreaterThanOrEqualTo(Long.parseLong(lines("SELECT max(position) || '' AS line FROM feed_member"
                                + " WHERE feed = 'en/topics/health'")
                        .getFirst()));
    }

    /** The feeds over all languages, whose members are those of each language's own. */
    private static final String OVER_ALL = """
            SELECT feed || ' ' || substr(cast(article AS text), 1, 4) || ' ' || language || ' '
                || CASE WHEN published IS NULL THEN 'tombstone' ELSE 'entry' END AS line
            FROM feed_member WHERE feed LIKE 'all/%' ORDER BY feed, position""";

    @Test
    void theFeedsOverAllLanguagesHoldWhatEachLanguageHolds() {
        apply(topic("health", null), topic("sport", null), topic("medicine", null));
        apply(
                Translations.titled("a").on("health", "sport").at(1),
                Translations.titled("a").inLanguage("fr").on("medicine").at(2));
        assertThat(lines(OVER_ALL))
                .containsExactly(
                        "all/articles " + id("a") + " en entry",
                        "all/articles " + id("a") + " fr entry",
                        "all/topics/health " + id("a") + " en entry",
                        "all/topics/medicine " + id("a") + " fr entry",
                        "all/topics/sport " + id("a") + " en entry");
        apply(Translations.titled("a").on("health").at(3), topic("medicine", "health"));
        apply(Translations.titled("a").inLanguage("fr").on("medicine").withdrawn(Translations.NOON, "why"));
        assertThat(lines(OVER_ALL))
                .containsExactly(
                        "all/articles " + id("a") + " en entry",
                        "all/articles " + id("a") + " fr tombstone",
                        "all/topics/health " + id("a") + " en entry",
                        "all/topics/health " + id("a") + " fr tombstone",
                        "all/topics/sport " + id("a") + " en tombstone");
        assertThat(position("all/articles")).isGreaterThan(position("en/articles"));
    }

    @Test
    void whatReturnsUnderAnotherTopicLeavesATombstoneThatStillSaysWhen() {
        apply(topic("health", null), topic("sport", null));
        apply(Translations.titled("a").on("health").at(1));
        apply(Translations.titled("a").withdrawn(Translations.NOON, "why"));
        long position = position("en/topics/health");
        apply(Translations.titled("a").on("sport").at(3));
        assertThat(lines(OF_TOPICS))
                .containsExactly("en/topics/health " + id("a") + " tombstone", "en/topics/sport " + id("a") + " entry");
        assertThat(lines("SELECT feed AS line FROM feed_member JOIN entry USING (article, language)"
                        + " WHERE feed_member.published IS NULL AND coalesce(gone_at, withdrawn_at) IS NULL"))
                .isEmpty();
        assertThat(position("en/topics/health")).isGreaterThan(position);
    }

    @Test
    void aSecondWithdrawalReachesEveryFeedThatShowsTheFirst() {
        apply(Translations.titled("a").on("health").at(1));
        apply(Translations.titled("a").withdrawn(Translations.NOON, "why"));
        long position = position("en/topics/health");
        apply(Translations.titled("a").withdrawn(Translations.NOON.plusSeconds(60), "another reason"));
        assertThat(position("en/topics/health")).isGreaterThan(position);
        assertThat(lines(OF_TOPICS)).containsExactly("en/topics/health " + id("a") + " tombstone");
    }

    @Test
    void theVersionOfAnEntryIsAnotherExactlyWhenItChanged() {
        String version = "SELECT version || '' AS line FROM entry";
        apply(Translations.titled("a").at(1));
        List<String> first = lines(version);
        apply(Translations.titled("a").at(2));
        assertThat(lines(version)).isEqualTo(first);
        apply(Translations.titled("a").revised(2).at(3));
        List<String> second = lines(version);
        assertThat(second).isNotEqualTo(first);
        apply(Translations.titled("a").withdrawn(Translations.NOON, "why"));
        assertThat(lines(version)).isNotEqualTo(second);
    }
}

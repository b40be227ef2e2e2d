package barid.feed.entries;

import barid.feed.Translations;
import barid.kit.changes.Change;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SelectionIT {
    private static final String MEMBERS = """
            SELECT substr(cast(article AS text), 1, 4) || ' ' || language || ' '
                || CASE WHEN published IS NULL THEN 'tombstone' ELSE 'entry' END AS line
            FROM feed_member WHERE feed = 'partners/who' ORDER BY position""";

    private static final String STATE = """
            SELECT coalesce(string_agg(cast(m AS text), ';' ORDER BY m.position), '')
                || (SELECT string_agg(cast(f AS text), ';' ORDER BY f.key) FROM feed f) AS line
            FROM feed_member m""";

    private final CopyOfTheFeed copy = new CopyOfTheFeed();

    @AfterEach
    void close() {
        copy.close();
    }

    private static Change.Published entry(String title, String language, int minute, String... topics) {
        return Translations.titled(title)
                .inLanguage(language)
                .on(topics)
                .publishedAt(Translations.NOON.plusSeconds(60L * minute))
                .at(minute);
    }

    private static Change.Topic topic(String slug, String mergedInto) {
        return new Change.Topic(0, slug, Map.of("en", "The " + slug), mergedInto);
    }

    private static String line(String title, String language, String kind) {
        return Translations.article(title).toString().substring(0, 4) + " " + language + " " + kind;
    }

    @Test
    void aNewFeedHoldsWhatWasAgreedTheNewestPublicationLast() {
        copy.apply(
                entry("new", "en", 9, "health"),
                entry("old", "en", 1, "health", "sport"),
                entry("other topic", "en", 2, "sport"),
                entry("other language", "ar", 3, "health"),
                entry("in french", "fr", 4, "health"));
        copy.agree("who", List.of("en", "fr"), List.of("health"));
        assertThat(copy.lines(MEMBERS))
                .containsExactly(
                        line("old", "en", "entry"), line("in french", "fr", "entry"), line("new", "en", "entry"));
        assertThat(copy.position("partners/who"))
                .isEqualTo(copy.number("SELECT max(position) FROM feed_member WHERE feed = 'partners/who'"));
    }

    @Test
    void anEmptyListMeansAll() {
        copy.apply(entry("a", "en", 1, "health"), entry("b", "ar", 2));
        copy.agree("who", List.of(), List.of());
        assertThat(copy.lines(MEMBERS)).containsExactly(line("a", "en", "entry"), line("b", "ar", "entry"));
        copy.apply(entry("c", "fr", 3));
        assertThat(copy.lines(MEMBERS)).hasSize(3);
    }

    @Test
    void anEntryComesAndGoesWithItsTopicsAndItsWithdrawal() {
        copy.agree("who", List.of("en"), List.of("health"));
        copy.apply(entry("a", "en", 1, "sport"), entry("b", "ar", 1, "health"));
        assertThat(copy.lines(MEMBERS)).isEmpty();
        copy.apply(entry("a", "en", 1, "sport", "health"), entry("b", "en", 2, "health"));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("a", "en", "entry"), line("b", "en", "entry"));
        copy.apply(entry("a", "en", 1, "sport"));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("b", "en", "entry"), line("a", "en", "tombstone"));
        copy.apply(Translations.titled("b").withdrawn(Translations.NOON, "why"));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("a", "en", "tombstone"), line("b", "en", "tombstone"));
        copy.apply(entry("b", "en", 2, "health"));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("a", "en", "tombstone"), line("b", "en", "entry"));
    }

    @Test
    void anotherSelectionBringsAndTakesExactlyTheDifference() {
        copy.apply(
                entry("both", "en", 1, "health", "sport"),
                entry("health", "en", 2, "health"),
                entry("sport", "en", 3, "sport"));
        copy.agree("who", List.of("en"), List.of("health"));
        long stays = copy.number("SELECT min(position) FROM feed_member WHERE feed = 'partners/who'");
        copy.agree("who", List.of("en"), List.of("sport"));
        assertThat(copy.lines(MEMBERS))
                .containsExactly(
                        line("both", "en", "entry"), line("health", "en", "tombstone"), line("sport", "en", "entry"));
        assertThat(copy.number("SELECT min(position) FROM feed_member WHERE feed = 'partners/who'"))
                .as("who is there keeps the place")
                .isEqualTo(stays);
        assertThat(copy.lines("SELECT 'x' AS line FROM feed_member WHERE gone_at = '" + Translations.NOON + "'"))
                .hasSize(1);
    }

    @Test
    void theSameSelectionAgainChangesNothing() {
        copy.apply(entry("a", "en", 1, "health"));
        copy.agree("who", List.of("en"), List.of("health"));
        List<String> before = copy.lines(STATE);
        copy.agree("who", List.of("en"), List.of("health"));
        assertThat(copy.lines(STATE)).isEqualTo(before);
    }

    @Test
    void aMergedTopicIsReadAsWhatItWentInto() {
        copy.apply(topic("medicine", null), topic("health", null));
        copy.apply(entry("m", "en", 1, "medicine"), entry("h", "en", 2, "health"));
        copy.agree("who", List.of(), List.of("medicine"));
        copy.agree("unicef", List.of(), List.of("health"));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("m", "en", "entry"));
        copy.apply(topic("medicine", "health"));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("m", "en", "entry"), line("h", "en", "entry"));
        assertThat(copy.lines(MEMBERS.replace("who", "unicef")))
                .containsExactly(line("h", "en", "entry"), line("m", "en", "entry"));
        // the other database was put back to before the merger
        copy.apply(topic("medicine", null));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("m", "en", "entry"), line("h", "en", "tombstone"));
    }

    @Test
    void aLargeSelectionIsClosedIntoPagesAndARemovedOneLeavesNothing() {
        copy.apply(IntStream.rangeClosed(1, 120)
                .mapToObj(n -> entry("article " + n, "en", n, "health"))
                .toArray(Change[]::new));
        copy.agree("who", List.of("en"), List.of());
        assertThat(copy.number("SELECT count(*) FROM archive_page WHERE feed = 'partners/who'"))
                .isEqualTo(2);
        long position = copy.position("partners/who");
        copy.end("who");
        for (String table : List.of("feed_member", "archive_page", "selection", "render")) {
            assertThat(copy.number("SELECT count(*) FROM " + table + " WHERE feed = 'partners/who'"))
                    .as(table)
                    .isZero();
        }
        copy.end("who");
        copy.agree("who", List.of("fr"), List.of());
        assertThat(copy.position("partners/who"))
                .as("no state of the new feed is taken for one of the old")
                .isGreaterThan(position);
        assertThat(copy.number("SELECT count(*) FROM feed_member WHERE feed = 'en/articles'"))
                .isEqualTo(120);
    }

    @Test
    void aSelectionWaitsForTheChangesThatAreBeingApplied() {
        copy.database.transactions().run(follower -> {
            follower.query("SELECT cursor FROM follower FOR UPDATE").toList();
            assertThatThrownBy(() -> copy.database.transactions().run(tx -> {
                        tx.dml("SET LOCAL lock_timeout = '100ms'");
                        copy.selections.put(tx, FeedKey.partner("who"), List.of(), List.of());
                    }))
                    .hasStackTraceContaining("lock timeout");
        });
        assertThat(copy.number("SELECT count(*) FROM selection")).isZero();
    }

    @Test
    void everyonesFeedHasNoSelection() {
        assertThatThrownBy(() -> copy.database
                        .transactions()
                        .run(tx -> copy.selections.put(tx, FeedKey.articles("en"), List.of(), List.of())))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anEntryThatIsReadAgainStandsAtTheHeadOfAllItsFeeds() {
        copy.agree("who", List.of(), List.of());
        copy.apply(entry("a", "en", 1, "health"), entry("b", "en", 2, "health"));
        Instant none = Translations.NOON;
        copy.apply(Translations.titled("gone").withdrawn(none, "why"));
        long ping = copy.ping("partners/who");
        EntryTouches touches = new EntryTouches("feeds");
        copy.database.transactions().run(tx -> touches.touch(tx, Translations.article("a"), "en"));
        assertThat(copy.lines(MEMBERS)).containsExactly(line("b", "en", "entry"), line("a", "en", "entry"));
        assertThat(copy.ping("partners/who")).isGreaterThan(ping);
        List<String> before = copy.lines(STATE);
        copy.database.transactions().run(tx -> touches.touch(tx, Translations.article("gone"), "en"));
        copy.database.transactions().run(tx -> touches.touch(tx, Translations.article("never"), "en"));
        assertThat(copy.lines(STATE)).isEqualTo(before);
    }
}

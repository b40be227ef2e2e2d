package barid.feed.entries;

import barid.feed.Translations;
import barid.kit.changes.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What stands in an archive, and what never changes of it. */
class ArchivePageIT {
    private static final List<String> LANGUAGES = List.of("en", "ar", "fr");
    private static final List<String> TOPICS = List.of("a", "b", "c", "d", "e");

    private static final String PAGES = """
            SELECT feed || ' ' || position || ' ' || name || ' ' || coalesce(cast(previous AS text), '-') AS line
            FROM archive_page ORDER BY feed, position""";

    private static final String LIVE = """
            SELECT feed || ' ' || article || ' ' || language AS line FROM feed_member
            WHERE published IS NOT NULL ORDER BY 1""";

    /** Each page with the positions of its members. */
    private static final String CONTENTS = """
            SELECT p.feed || ' ' || p.position || '=' || coalesce(string_agg(cast(m.position AS text), ',' ORDER BY m.position), '')
                || '=' || (p.document IS NULL) AS line
            FROM archive_page p LEFT JOIN feed_member m
                ON m.feed = p.feed AND m.position <= p.position AND m.position > coalesce(p.previous, 0)
            GROUP BY p.feed, p.position""";

    private static final String STATE = """
            SELECT (SELECT string_agg(cast(f AS text), ';' ORDER BY f.key) FROM feed f)
                || (SELECT string_agg(cast(m AS text), ';' ORDER BY m.feed, m.position) FROM feed_member m)
                || (SELECT string_agg(cast(e AS text), ';' ORDER BY e.article, e.language) FROM entry e)
                || coalesce((SELECT string_agg(cast(p AS text), ';' ORDER BY p.feed, p.position) FROM archive_page p), '')
                AS line""";

    private static Change.Published numbered(int n) {
        return Translations.titled("article " + n).on("a").at(n);
    }

    private static Change[] numbered(int from, int to) {
        return IntStream.rangeClosed(from, to).mapToObj(n -> numbered(n)).toArray(Change[]::new);
    }

    @Test
    void aPageIsClosedWithTheFiftiethAndHasAnAddressOfItsOwn() {
        try (CopyOfTheFeed copy = new CopyOfTheFeed()) {
            copy.apply(numbered(1, 49));
            assertThat(copy.lines(PAGES)).isEmpty();
            copy.apply(numbered(50, 50));
            long closed = copy.number("SELECT closed FROM feed WHERE key = 'en/articles'");
            assertThat(closed).isEqualTo(copy.position("en/articles"));
            assertThat(copy.lines("SELECT name AS line FROM archive_page WHERE feed = 'en/articles'"))
                    .containsExactly(copy.lines("SELECT value || '-" + closed + "-' || left(encode(sha256('"
                                    + numbered(50).key() + "'), 'hex'), 10) AS line FROM generation")
                            .getFirst());
            copy.apply(numbered(51, 160));
            assertThat(copy.lines("SELECT (coalesce(previous, 0) = coalesce(lag(position) OVER (ORDER BY position), 0))"
                            + " || '' AS line FROM archive_page WHERE feed = 'en/articles' ORDER BY position"))
                    .containsExactly("true", "true", "true");
        }
    }

    @Test
    void aMemberThatLeavesAPageMakesItsDocumentOldAndNoOther() {
        try (CopyOfTheFeed copy = new CopyOfTheFeed()) {
            copy.apply(numbered(1, 100));
            copy.force("UPDATE archive_page SET document = 'made'");
            copy.apply(Translations.titled("article 3").on("a").revised(2).at(101));
            String old = "SELECT count(*) AS line FROM archive_page WHERE document IS NULL AND previous IS NULL";
            assertThat(copy.number(old)).isEqualTo(4);
            assertThat(copy.number("SELECT count(*) FROM archive_page WHERE document IS NULL"))
                    .isEqualTo(4);
        }
    }

    @Test
    void aTopicThatWasMergedKeepsNoPagesAndItsNextFirstPageHasNoneBefore() {
        try (CopyOfTheFeed copy = new CopyOfTheFeed()) {
            copy.apply(topic("a", null), topic("b", null));
            copy.apply(numbered(1, 60));
            copy.apply(topic("a", "b"));
            assertThat(copy.number("SELECT count(*) FROM archive_page WHERE feed LIKE '%/topics/a'"))
                    .isZero();
            copy.apply(topic("a", null));
            assertThat(copy.lines("SELECT coalesce(previous, 0) || '' AS line FROM archive_page"
                            + " WHERE feed = 'en/topics/a'"))
                    .containsExactly("0");
        }
    }

    @Test
    void aNewGenerationForgetsWhatWasToldUnderTheOldOne() {
        try (CopyOfTheFeed copy = new CopyOfTheFeed()) {
            copy.apply(numbered(1, 50));
            copy.force("UPDATE archive_page SET document = 'made', content_hash = 'h', last_modified = now();"
                    + " INSERT INTO render VALUES ('en/articles', 'atom', 1, 'h', now())");
            String generation = "SELECT value AS line FROM generation";
            List<String> before = copy.lines(generation);
            List<String> pages = copy.lines(PAGES);
            copy.lines("SELECT cast(renew_generation() AS text) AS line");
            assertThat(copy.lines(generation)).isNotEqualTo(before);
            assertThat(copy.number("SELECT count(*) FROM render")).isZero();
            assertThat(copy.number("SELECT count(*) FROM archive_page WHERE document IS NOT NULL"
                            + " OR content_hash IS NOT NULL OR last_modified IS NOT NULL"))
                    .isZero();
            assertThat(copy.lines(PAGES)).isEqualTo(pages);
            assertThat(copy.lines("SELECT 'x' AS line FROM generation WHERE made_at = date_trunc('second', made_at)"
                            + " AND made_at >= now() - interval '1 minute'"))
                    .hasSize(1);
        }
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, Boolean.getBoolean("barid.long") ? 50 : 2);
    }

    private static Change.Topic topic(String slug, String mergedInto) {
        return new Change.Topic(0, slug, Map.of("en", "The " + slug), mergedInto);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void whateverHappensEachFeedIsItsPagesAndAnOpenRest(long seed) {
        try (CopyOfTheFeed copy = new CopyOfTheFeed()) {
            Newswire wire = new Newswire(seed);
            Map<String, String> addresses = new HashMap<>();
            copy.apply(wire.begin());
            for (int step = 0; step < 40; step++) {
                copy.force("UPDATE archive_page SET document = 'made'");
                Map<String, String> before = contents(copy);
                wire.step(copy, step);
                check(copy, wire, addresses, before);
            }
            List<String> state = copy.lines(STATE);
            List<Change> log = new ArrayList<>(wire.log.values());
            copy.apply(log.subList(0, log.size() / 2).toArray(Change[]::new));
            copy.apply(log.toArray(Change[]::new));
            assertThat(copy.lines(STATE)).as("after a replay").isEqualTo(state);
            rebuilt(copy, wire, log);
        }
    }

    /** The database was lost, and another is filled from the start. */
    private static void rebuilt(CopyOfTheFeed copy, Newswire wire, List<Change> log) {
        try (CopyOfTheFeed other = new CopyOfTheFeed()) {
            wire.agreed.forEach((who, what) -> other.agree(who, what.languages(), what.topics()));
            for (int from = 0; from < log.size(); from += 100) {
                other.apply(log.subList(from, Math.min(from + 100, log.size())).toArray(Change[]::new));
            }
            assertThat(other.lines(LIVE)).isEqualTo(copy.lines(LIVE));
            String ids = "SELECT article || language || entry_id || coalesce(cast(snapshot AS text), reason) AS line"
                    + " FROM entry ORDER BY article, language";
            assertThat(other.lines(ids)).isEqualTo(copy.lines(ids));
        }
    }

    private static void check(
            CopyOfTheFeed copy, Newswire wire, Map<String, String> addresses, Map<String, String> before) {
        assertThat(copy.lines(LIVE)).isEqualTo(wire.live());
        assertThat(copy.lines("SELECT feed || ' ' || count(*) AS line FROM feed_member m JOIN feed f ON f.key = m.feed"
                        + " WHERE m.position > f.closed GROUP BY feed HAVING count(*) >= 50"))
                .as("feeds with a page left open")
                .isEmpty();
        assertThat(
                        copy.lines(
                                "SELECT p.name AS line FROM archive_page p WHERE p.previous IS DISTINCT FROM"
                                        + " (SELECT max(position) FROM archive_page b WHERE b.feed = p.feed AND b.position < p.position)"))
                .as("pages whose chain is broken")
                .isEmpty();
        assertThat(copy.lines("SELECT key AS line FROM feed f WHERE (SELECT max(position) FROM archive_page p"
                        + " WHERE p.feed = f.key) <> closed OR position < (SELECT max(position) FROM feed_member m"
                        + " WHERE m.feed = f.key) OR ping > position"))
                .as("feeds that stand elsewhere than what is in them")
                .isEmpty();
        assertThat(copy.lines("SELECT m.feed AS line FROM feed_member m JOIN entry e USING (article, language)"
                        + " WHERE m.published IS NULL AND coalesce(m.gone_at, e.withdrawn_at) IS NULL"
                        + " OR m.published IS NOT NULL AND e.snapshot IS NULL"))
                .as("members that cannot be told")
                .isEmpty();
        for (String page : copy.lines(PAGES)) {
            String[] of = page.split(" ");
            String place = of[0] + " " + of[1] + " " + of[3];
            assertThat(addresses.merge(of[2] + " " + of[0], place, (old, now) -> old))
                    .isEqualTo(place);
        }
        Map<String, String> now = contents(copy);
        now.forEach((page, content) -> {
            String members = content.split("=", 2)[0];
            assertThat(members.split(",")).hasSizeLessThanOrEqualTo(50);
            if (before.containsKey(page)) {
                String was = before.get(page).split("=", 2)[0];
                assertThat(content).as(page).isEqualTo(members + "=" + !members.equals(was));
                assertThat(List.of(("," + was + ",end").split(","))).containsAll(List.of(members.split(",")));
            }
        });
    }

    private static Map<String, String> contents(CopyOfTheFeed copy) {
        Map<String, String> contents = new HashMap<>();
        copy.lines(CONTENTS).forEach(line -> contents.put(line.split("=", 2)[0], line.split("=", 2)[1]));
        return contents;
    }

    /** Announces at random, and knows what must then stand. */
    private static final class Newswire {
        private final Random random;
        private final Map<String, Change> log = new LinkedHashMap<>();
        private final Map<String, Selection> agreed = new LinkedHashMap<>();
        private int revision;

        Newswire(long seed) {
            this.random = new Random(seed);
        }

        Change[] begin() {
            return TOPICS.stream().map(slug -> announce(topic(slug, null))).toArray(Change[]::new);
        }

        void step(CopyOfTheFeed copy, int step) {
            if (step % 5 == 3) {
                agree(copy, "partner-" + random.nextInt(3));
            }
            copy.apply(IntStream.range(0, 1 + random.nextInt(60))
                    .mapToObj(n -> announce(next()))
                    .toArray(Change[]::new));
        }

        private void agree(CopyOfTheFeed copy, String who) {
            if (agreed.containsKey(who) && random.nextInt(3) == 0) {
                agreed.remove(who);
                copy.end(who);
                return;
            }
            Selection selection = new Selection(FeedKey.partner(who), some(LANGUAGES), some(TOPICS));
            agreed.put(who, selection);
            copy.agree(who, selection.languages(), selection.topics());
        }

        private List<String> some(List<String> of) {
            return of.stream().filter(each -> random.nextInt(3) == 0).toList();
        }

        private Change announce(Change change) {
            log.remove(change.key());
            log.put(change.key(), change);
            return change;
        }

        private Change next() {
            int what = random.nextInt(100);
            if (what < 3) {
                int slug = random.nextInt(TOPICS.size());
                // only into one before it, so that no ring comes of it
                return topic(TOPICS.get(slug), slug == 0 || what == 0 ? null : TOPICS.get(random.nextInt(slug)));
            }
            Translations entry = Translations.titled("article " + random.nextInt(150))
                    .inLanguage(LANGUAGES.get(random.nextInt(LANGUAGES.size())))
                    .revised(++revision)
                    .publishedAt(Translations.NOON.plusSeconds(random.nextInt(100_000)))
                    .on(some(TOPICS).toArray(String[]::new));
            Instant when = Translations.NOON.plusSeconds(revision);
            return what < 20 ? entry.withdrawn(when, "reason " + revision) : entry.at(revision);
        }

        /** The lines of {@link #LIVE}. */
        List<String> live() {
            Map<String, Change.Topic> bySlug = new HashMap<>();
            log.values().forEach(change -> {
                if (change instanceof Change.Topic topic) {
                    bySlug.put(topic.slug(), topic);
                }
            });
            Topics topics = new Topics(bySlug);
            TreeSet<String> lines = new TreeSet<>();
            log.values().forEach(change -> {
                if (change instanceof Change.Published entry) {
                    feeds(entry, topics)
                            .forEach(feed -> lines.add(feed + " " + entry.article() + " " + entry.language()));
                }
            });
            return List.copyOf(lines);
        }

        private List<FeedKey> feeds(Change.Published entry, Topics topics) {
            List<FeedKey> feeds = new ArrayList<>();
            for (String group : List.of(entry.language(), FeedKey.ALL)) {
                feeds.add(FeedKey.articles(group));
                topics.resolve(entry.topics()).forEach(topic -> feeds.add(FeedKey.topic(group, topic)));
            }
            agreed.values().forEach(selection -> {
                boolean spoken =
                        selection.languages().isEmpty() || selection.languages().contains(entry.language());
                boolean meant = selection.topics().isEmpty()
                        || selection.topics().stream()
                                .anyMatch(asked -> entry.topics().stream()
                                        .anyMatch(has -> topics.resolve(has).equals(topics.resolve(asked))));
                if (spoken && meant) {
                    feeds.add(selection.feed());
                }
            });
            return feeds;
        }
    }
}

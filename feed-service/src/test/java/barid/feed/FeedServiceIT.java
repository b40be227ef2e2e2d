package barid.feed;

import barid.feed.entries.FeedKey;
import barid.feed.entries.SelectionStore;
import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpResponse;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class FeedServiceIT {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration SURELY = Duration.ofSeconds(10);
    private static final String ATOM = "/feeds/en/articles.atom";
    private static final String RSS = "/feeds/en/articles.rss";

    private final Newsroom newsroom = new Newsroom();
    private final DatabaseSettings database = TestPostgres.create("feed", true);
    private final List<RunningService> running = new ArrayList<>();
    private RunningService service;
    private Reader reader;

    private final Change.Published hello = Translations.titled("Hello").at(1);
    private final Change.Published bonjour =
            Translations.titled("Hello").inLanguage("fr").retitled("Bonjour").at(2);

    @BeforeEach
    void start() {
        newsroom.announce(hello, bonjour);
        service = startReplica();
        reader = new Reader(service.port());
    }

    private RunningService startReplica() {
        return startOn(database);
    }

    private RunningService startOn(DatabaseSettings database) {
        RunningService replica = new Replicas(newsroom, database).start();
        running.add(replica);
        return replica;
    }

    @AfterEach
    void stop() {
        running.forEach(RunningService::stop);
        newsroom.close();
    }

    private void waitFor(String path, String text) throws Exception {
        Await.until("the feed follows", SURELY, () -> reader.text(path).contains(text));
    }

    @Test
    void anArticleIsInBothFeedsWithinASecondAndAWithdrawalToo() throws Exception {
        assertThat(reader.text(ATOM)).contains(hello.entryId());
        Change.Published news = Translations.titled("News").at(3);
        newsroom.announce(news);
        Await.until(
                "the feed follows",
                SOON,
                () -> reader.text(ATOM).contains(news.entryId())
                        && reader.text(RSS).contains(news.entryId()));
        newsroom.announce(Translations.titled("News").withdrawn(Translations.NOON, "Wrong figures"));
        Await.until(
                "the feed follows",
                SOON,
                () -> !reader.text(RSS).contains(news.entryId())
                        && reader.text(ATOM).contains("<at:deleted-entry"));
        assertThat(reader.text(ATOM)).contains("ref=\"" + news.entryId() + "\"").contains("Wrong figures");
        newsroom.announce(Translations.titled("News")
                .updatedAt(Translations.NOON.plusSeconds(60))
                .at(5));
        Await.until(
                "the feed follows",
                SURELY,
                () -> !reader.text(ATOM).contains("deleted-entry")
                        && reader.text(RSS).contains(news.entryId()));
    }

    @Test
    void everyConfiguredLanguageHasAFeedAndEveryPublishedOneGetsIts() throws Exception {
        assertThat(reader.get("/feeds/ar/articles.atom").statusCode()).isEqualTo(200);
        assertThat(reader.get("/feeds/ur/articles.atom").statusCode()).isEqualTo(404);
        newsroom.announce(Translations.titled("خبر").inLanguage("ur").at(3));
        waitFor("/feeds/ur/articles.rss", "خبر");
        assertThat(reader.text("/feeds/fr/articles.rss")).contains("Bonjour").doesNotContain("Hello", "خبر");
    }

    @Test
    void aTranslationThatArrivesIsLinkedFromItsSibling() throws Exception {
        newsroom.announce(
                Translations.titled("Hello").beside("ar", Origin.HUMAN).at(3));
        waitFor(ATOM, "hreflang=\"ar\"");
    }

    @Test
    void aRenamedTopicChangesLabelsAndAMergeToo() throws Exception {
        newsroom.announce(new Change.Topic(3, "health", Map.of("en", "Health"), null));
        waitFor(ATOM, "label=\"Health\"");
        newsroom.announce(new Change.Topic(4, "medicine", Map.of("en", "Medicine"), null));
        newsroom.announce(new Change.Topic(5, "health", Map.of("en", "Health"), "medicine"));
        waitFor(ATOM, "label=\"Medicine\"");
        newsroom.announce(new Change.Topic(6, "medicine", Map.of("en", "Medicine and care"), null));
        waitFor(RSS, "Medicine and care");
    }

    @Test
    void answersConditionalRequestsInEachCoding() throws Exception {
        HttpResponse<byte[]> plain = reader.get(ATOM);
        HttpResponse<byte[]> packed = reader.get(ATOM, "Accept-Encoding", "gzip");
        assertThat(Reader.text(packed)).isEqualTo(Reader.text(plain));
        assertThat(packed.body().length).isLessThan(plain.body().length);
        for (HttpResponse<byte[]> full : List.of(plain, packed)) {
            assertThat(full.statusCode()).isEqualTo(200);
            assertThat(Reader.header(full, "Vary")).isEqualTo("Accept-Encoding");
            assertThat(Reader.header(full, "Cache-Control"))
                    .isEqualTo("public, max-age=300, stale-while-revalidate=60");
            assertThat(Reader.header(full, "Content-Type")).isEqualTo("application/atom+xml; charset=UTF-8");
            assertThat(Reader.header(full, "Access-Control-Allow-Origin")).isEqualTo("*");
            assertThat(Reader.header(full, "Date")).isNotEmpty();
        }
        String tag = Reader.header(packed, "ETag");
        assertThat(tag).endsWith("-gzip\"").isNotEqualTo(Reader.header(plain, "ETag"));
        HttpResponse<byte[]> unchanged =
                reader.get(ATOM, "Accept-Encoding", "gzip", "If-None-Match", "\"x\", W/" + tag);
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(unchanged.body()).isEmpty();
        assertThat(Reader.header(unchanged, "ETag")).isEqualTo(tag);
        for (String name : List.of("Vary", "Cache-Control", "Last-Modified")) {
            assertThat(Reader.header(unchanged, name))
                    .isEqualTo(Reader.header(packed, name))
                    .isNotEmpty();
        }
        assertThat(reader.get(ATOM, "If-None-Match", tag).statusCode()).isEqualTo(200);
        String modified = Reader.header(plain, "Last-Modified");
        assertThat(reader.get(ATOM, "If-Modified-Since", modified).statusCode()).isEqualTo(304);
        assertThat(reader.get(ATOM, "If-Modified-Since", modified, "If-None-Match", "\"x\"")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void deletingTheNewestIsNewsToEveryOldValidator() throws Exception {
        HttpResponse<byte[]> before = reader.get(ATOM);
        newsroom.announce(Translations.titled("Hello").withdrawn(Instant.parse("2026-03-26T13:00:00Z"), ""));
        waitFor(ATOM, "deleted-entry");
        assertThat(reader.get(ATOM, "If-None-Match", Reader.header(before, "ETag"))
                        .statusCode())
                .isEqualTo(200);
        assertThat(reader.get(ATOM, "If-Modified-Since", Reader.header(before, "Last-Modified"))
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void headHasTheHeadersAndNoBodyAndOtherMethodsAre405() throws Exception {
        HttpResponse<byte[]> get = reader.get(RSS);
        HttpResponse<byte[]> head = reader.send("HEAD", RSS);
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        for (String name : List.of("ETag", "Content-Length", "Content-Type", "Last-Modified", "Vary")) {
            assertThat(Reader.header(head, name))
                    .isEqualTo(Reader.header(get, name))
                    .isNotEmpty();
        }
        assertThat(reader.send("HEAD", RSS, "If-None-Match", Reader.header(get, "ETag"))
                        .statusCode())
                .isEqualTo(304);
        HttpResponse<byte[]> post = reader.send("POST", RSS);
        assertThat(post.statusCode()).isEqualTo(405);
        assertThat(Reader.header(post, "Allow")).contains("GET", "HEAD");
        assertThat(reader.get("/feeds/en/articles.xml").statusCode()).isEqualTo(404);
    }

    @Test
    void replicasAndRestartsShowTheSame() throws Exception {
        newsroom.announce(Translations.titled("Third").at(3));
        waitFor(ATOM, "Third");
        // A state that follows another within a second is dated in the next one, and says so only then.
        Await.until(
                "the state has its date",
                SURELY,
                () -> !Reader.header(reader.get(RSS), "Last-Modified").isEmpty());
        RunningService second = startReplica();
        Reader other = new Reader(second.port());
        for (String path : List.of(ATOM, RSS)) {
            HttpResponse<byte[]> here = reader.get(path);
            HttpResponse<byte[]> there = other.get(path);
            assertThat(there.body()).isEqualTo(here.body());
            for (String name : List.of("ETag", "Last-Modified")) {
                assertThat(Reader.header(there, name))
                        .isEqualTo(Reader.header(here, name))
                        .isNotEmpty();
            }
        }
        newsroom.announce(Translations.titled("Fourth").at(4));
        waitFor(ATOM, "Fourth");
        Await.until("the feed follows", SURELY, () -> other.text(ATOM).contains("Fourth"));
        assertThat(Reader.header(other.get(ATOM), "ETag")).isEqualTo(Reader.header(reader.get(ATOM), "ETag"));
        String tag = Reader.header(reader.get(ATOM), "ETag");
        service.stop();
        second.stop();
        assertThat(Reader.header(new Reader(startReplica().port()).get(ATOM), "ETag"))
                .isEqualTo(tag);
    }

    @Test
    void aRebuildKeepsTheBytesOfWhatItFindsUnchangedAndWithdrawsTheRest() throws Exception {
        HttpResponse<byte[]> atom = reader.get(ATOM);
        HttpResponse<byte[]> french = reader.get("/feeds/fr/articles.atom");
        newsroom.restoreWithout(bonjour.key());
        waitFor("/feeds/fr/articles.atom", "deleted-entry");
        Await.until(
                "RSS follows",
                SURELY,
                () -> !reader.text("/feeds/fr/articles.rss").contains(bonjour.entryId()));
        assertThat(reader.get(ATOM).body()).isEqualTo(atom.body());
        assertThat(Reader.header(reader.get(ATOM), "ETag")).isEqualTo(Reader.header(atom, "ETag"));
        assertThat(Reader.text(french)).contains(bonjour.entryId());
    }

    @Test
    void goesOnWithoutArticleServiceAndCatchesUp() throws Exception {
        String tag = Reader.header(reader.get(ATOM), "ETag");
        newsroom.stop();
        RunningService withoutSource = startReplica();
        for (Reader any : List.of(reader, new Reader(withoutSource.port()))) {
            assertThat(any.get(ATOM).statusCode()).isEqualTo(200);
            assertThat(any.get(ATOM, "If-None-Match", tag).statusCode()).isEqualTo(304);
        }
        newsroom.announce(Translations.titled("Late").at(3));
        newsroom.startAgain();
        Await.until(
                "the feed follows",
                Duration.ofSeconds(2),
                () -> reader.text(ATOM).contains("Late"));
    }

    @Test
    void goesOnWithoutItsDatabase() throws Exception {
        String tag = Reader.header(reader.get(ATOM), "ETag");
        String name = TestPostgres.nameOf(database);
        TestPostgres.execute("postgres", "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
        TestPostgres.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        assertThat(reader.get(ATOM).statusCode()).isEqualTo(200);
        assertThat(reader.get(ATOM, "If-None-Match", tag).statusCode()).isEqualTo(304);
        newsroom.announce(Translations.titled("Meanwhile").at(3));
        TestPostgres.execute("postgres", "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
        waitFor(ATOM, "Meanwhile");
    }

    @Test
    void isNotReadyBeforeTheCopyWasWholeOnce() throws Exception {
        newsroom.stop();
        CompletableFuture<RunningService> starting =
                CompletableFuture.supplyAsync(() -> startOn(TestPostgres.create("feed", true)));
        assertThatThrownBy(() -> starting.get(1, TimeUnit.SECONDS)).isInstanceOf(TimeoutException.class);
        newsroom.startAgain();
        RunningService ready = starting.get(10, TimeUnit.SECONDS);
        assertThat(new Reader(ready.port()).text(ATOM)).contains(hello.entryId());
    }

    @Test
    void aBurstIsRenderedTogether() throws Exception {
        long began = System.nanoTime();
        for (int i = 0; i < 30; i++) {
            newsroom.announce(Translations.titled("Burst " + i).at(10 + i));
        }
        Await.until("the feed follows", SURELY, () -> reader.text(ATOM).contains("Burst 29"));
        String metrics = new Reader(service.adminPort()).text("/observe/metrics");
        String count = metrics.lines()
                .filter(line -> line.startsWith("barid_feeds_renders_seconds_count"))
                .findFirst()
                .orElseThrow();
        double seconds = (System.nanoTime() - began) / 1e9;
        // The first of each of three languages, then at most four at once and one a second.
        assertThat(Double.parseDouble(count.substring(count.indexOf(' ')))).isBetween(4.0, 8.0 + seconds);
    }

    private static Change.Topic topic(String slug, String english, String mergedInto) {
        return new Change.Topic(0, slug, Map.of("en", english, "ar", "الصحة"), mergedInto);
    }

    @Test
    void aTopicThatIsNoMoreIsGoneAndOneThatNeverWasIsUnknown() throws Exception {
        newsroom.announce(
                topic("health", "Health", null),
                topic("sport", "Sport", null),
                Translations.titled("Goal").on("sport").at(3));
        waitFor("/feeds/en/topics/sport.rss", "Goal");
        newsroom.restoreWithout("topic:sport", Translations.titled("Goal").at(3).key());
        Await.until(
                "the topic is gone",
                SURELY,
                () -> reader.get("/feeds/en/topics/sport.rss").statusCode() == 410);
        assertThat(reader.get("/feeds/all/topics/sport.atom").statusCode()).isEqualTo(410);
        assertThat(reader.get("/feeds/en/topics/never.rss").statusCode()).isEqualTo(404);
        assertThat(reader.get("/feeds/en/topics/health.rss").statusCode()).isEqualTo(200);
    }

    @Test
    void aPartnersFeedIsNotAmongThePublicOnesWhateverThePartnerIsCalled() throws Exception {
        try (Database copy = Database.open(database)) {
            SelectionStore selections = new SelectionStore("feeds", Clock.systemUTC());
            copy.transactions().run(tx -> selections.put(tx, FeedKey.partner("articles"), List.of("en"), List.of()));
        }
        newsroom.announce(
                topic("health", "Health", null),
                Translations.titled("Cure").on("health").at(4));
        // Feeds of topics are rendered last.
        waitFor("/feeds/en/topics/health.atom", "Cure");
        assertThat(reader.get("/feeds/partners/articles.atom").statusCode()).isEqualTo(404);
    }

    @Test
    void aTopicHasAFeedOfItsOwnInEveryLanguage() throws Exception {
        newsroom.announce(
                topic("health", "Health", null),
                topic("sport", "Sport", null),
                Translations.titled("Goal").on("sport").at(3),
                Translations.titled("Cure").on("health").at(4));
        waitFor("/feeds/en/topics/health.atom", "Cure");
        String atom = reader.text("/feeds/en/topics/health.atom");
        assertThat(atom)
                .contains(
                        "Health</title>",
                        "/feeds/en/topics/health.atom\"",
                        "/en/topics/health\"",
                        ":feeds/en/topics/health</id>")
                .doesNotContain("Goal");
        waitFor("/feeds/en/topics/sport.rss", "Goal");
        assertThat(reader.text("/feeds/en/topics/sport.rss")).doesNotContain("Cure");
        Await.until(
                "the empty ones follow",
                SURELY,
                () -> reader.get("/feeds/ar/topics/sport.atom").statusCode() == 200
                        && reader.get("/feeds/ar/topics/health.rss").statusCode() == 200);
        assertThat(reader.text("/feeds/ar/topics/health.rss")).contains("الصحة").doesNotContain("<item>");
        for (String nothing : List.of(
                "/feeds/en/topics/nothing.atom",
                "/feeds/en/topics/health.html",
                "/feeds/en/topics/health",
                "/feeds/en/topics/.atom",
                "/feeds/xx/topics/health.atom")) {
            assertThat(reader.get(nothing).statusCode()).as(nothing).isEqualTo(404);
        }
        HttpResponse<byte[]> first = reader.get("/feeds/en/topics/health.rss");
        assertThat(reader.get("/feeds/en/topics/health.rss", "If-None-Match", Reader.header(first, "ETag"))
                        .statusCode())
                .isEqualTo(304);
        assertThat(reader.send("HEAD", "/feeds/en/topics/health.rss").statusCode())
                .isEqualTo(200);
    }

    @Test
    void theFeedsOfAMergedTopicLeadToTheOthersWhichHoldItsArticles() throws Exception {
        newsroom.announce(
                topic("illness", "Illness", null),
                topic("disease", "Disease", null),
                topic("health", "Health", null),
                Translations.titled("Cough").on("illness").at(3),
                Translations.titled("Cold").on("disease").at(4),
                Translations.titled("Cure").on("health").at(5));
        waitFor("/feeds/en/topics/illness.atom", "Cough");
        newsroom.announce(topic("illness", "Illness", "disease"));
        waitFor("/feeds/en/topics/disease.rss", "Cough");
        newsroom.announce(topic("disease", "Disease", "health"));
        waitFor("/feeds/en/topics/health.rss", "Cough");

        assertThat(reader.text("/feeds/en/topics/health.rss")).contains("Cough", "Cold", "Cure");
        Await.until(
                "the old addresses lead on",
                SURELY,
                () -> reader.get("/feeds/ar/topics/disease.atom").statusCode() == 301);
        for (String language : List.of("ar", "en", "fr")) {
            for (String old : List.of("illness", "disease")) {
                for (String format : List.of("atom", "rss")) {
                    String path = "/feeds/" + language + "/topics/" + old + "." + format;
                    HttpResponse<byte[]> moved = reader.get(path);
                    assertThat(moved.statusCode()).as(path).isEqualTo(301);
                    assertThat(Reader.header(moved, "Location"))
                            .isEqualTo("/feeds/" + language + "/topics/health." + format);
                    assertThat(reader.send("HEAD", path).statusCode()).isEqualTo(301);
                }
            }
        }
        // the same on a replica that begins now
        RunningService second = startReplica();
        Reader other = new Reader(second.port());
        assertThat(other.get("/feeds/en/topics/illness.rss").statusCode()).isEqualTo(301);
        assertThat(other.text("/feeds/en/topics/health.rss")).contains("Cough", "Cold", "Cure");
        newsroom.announce(Translations.titled("Fever").on("illness").at(9));
        waitFor("/feeds/en/topics/health.rss", "Fever");
    }

    @Test
    void aNewNameOfATopicIsReadInItsFeedAndMovesNothing() throws Exception {
        newsroom.announce(
                topic("health", "Health", null),
                Translations.titled("Cure").on("health").at(3));
        waitFor("/feeds/en/topics/health.atom", "Cure");
        String before = reader.text("/feeds/en/topics/health.atom");
        newsroom.announce(topic("health", "Wellness", null));
        waitFor("/feeds/en/topics/health.atom", "Wellness");
        assertThat(reader.text("/feeds/en/topics/health.atom").replace("Wellness", "Health"))
                .isEqualTo(before);
    }

    @Test
    void aCorrectionMovesUpdatedAndIsReadAndASilentRevisionIsNot() throws Exception {
        String updated = "<updated>" + Translations.NOON + "</updated>";
        newsroom.announce(
                Translations.titled("Hello").saying("<p>No typo</p>").revised(2).at(3));
        waitFor(ATOM, "No typo");
        assertThat(reader.text(ATOM)).contains(updated).doesNotContain("Correction of");
        assertThat(reader.text(RSS)).contains("No typo").doesNotContain("Correction of");
        Instant at = Translations.NOON.plusSeconds(3600);
        newsroom.announce(Translations.titled("Hello")
                .saying("<p>Right</p>")
                .corrected(at, "The sum was wrong.")
                .at(4));
        waitFor(RSS, "The sum was wrong.");
        waitFor(ATOM, "The sum was wrong.");
        assertThat(reader.text(ATOM)).contains("<updated>" + at + "</updated>", "Correction of");
    }
}

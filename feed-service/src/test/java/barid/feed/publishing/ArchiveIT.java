package barid.feed.publishing;

import barid.feed.Mirror;
import barid.feed.Newsroom;
import barid.feed.Reader;
import barid.feed.Replicas;
import barid.feed.Translations;
import barid.kit.changes.Change;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every article ever published, page by page from the newest. */
@Timeout(90)
@Tag("alone")
class ArchiveIT {
    private static final String ATOM = "/feeds/en/articles.atom";

    private final Newsroom newsroom = new Newsroom();
    private final Replicas replicas = new Replicas(newsroom);

    @AfterEach
    void stop() {
        replicas.close();
        newsroom.close();
    }

    private static Translations numbered(int n) {
        return Translations.titled("article " + n).saying("<p>text of " + n + ".</p>");
    }

    private void publish(int from, int to) {
        newsroom.announce(new Change.Topic(0, "health", Map.of("en", "Health"), null));
        newsroom.announce(IntStream.rangeClosed(from, to)
                .mapToObj(n -> numbered(n)
                        .publishedAt(Translations.NOON.plusSeconds(n))
                        .at(n))
                .toArray(Change[]::new));
    }

    /** The documents by path, the subscription document first. */
    private static Map<String, HttpResponse<byte[]>> walk(Reader reader, String path) throws Exception {
        Map<String, HttpResponse<byte[]>> walked = new LinkedHashMap<>();
        for (String at = path; !at.isEmpty(); ) {
            HttpResponse<byte[]> answer = reader.get(at);
            assertThat(answer.statusCode()).as(at).isEqualTo(200);
            walked.put(at, answer);
            at = Documents.parse(answer.body()).all("/a:feed/a:link[@rel='prev-archive']/@href").stream()
                    .map(url -> URI.create(url).getRawPath())
                    .findFirst()
                    .orElse("");
        }
        return walked;
    }

    private static List<String> ids(Map<String, HttpResponse<byte[]>> documents) {
        return documents.values().stream()
                .flatMap(answer -> Documents.parse(answer.body()).all("//a:entry/a:id").stream())
                .toList();
    }

    private static List<HttpResponse<byte[]>> pages(Map<String, HttpResponse<byte[]>> walked) {
        return List.copyOf(walked.values()).subList(1, walked.size());
    }

    @Test
    void everyArticleIsReachedFromEveryFeedThatHoldsIt() throws Exception {
        publish(1, 160);
        Reader reader = replicas.reader();
        Schemas schemas = new Schemas();
        for (String path : List.of(
                ATOM, "/feeds/en/topics/health.atom", "/feeds/all/articles.atom", "/feeds/all/topics/health.atom")) {
            Map<String, HttpResponse<byte[]>> walked = walk(reader, path);
            assertThat(walked).as(path).hasSize(4);
            assertThat(new HashSet<>(ids(walked)))
                    .isEqualTo(Set.copyOf(IntStream.rangeClosed(1, 160)
                            .mapToObj(n -> numbered(n).at(n).entryId())
                            .toList()));
            for (HttpResponse<byte[]> page : pages(walked)) {
                assertThat(schemas.breaches(FeedFormat.ATOM, page.body())).isEmpty();
                Documents document = Documents.parse(page.body());
                assertThat(document.all("/a:feed/fh:archive")).hasSize(1);
                assertThat(document.all("/a:feed/a:link[@rel='current']/@href"))
                        .containsExactly("https://news.example.org" + path);
                assertThat(document.all("/a:feed/a:link[@rel='self']/@href"))
                        .containsExactly("https://news.example.org" + page.uri().getRawPath());
                assertThat(document.all("//a:entry")).hasSize(50);
                assertThat(Reader.header(page, "Link")).contains("rel=\"current\"", "rel=\"self\"");
            }
        }
    }

    @Test
    void aPageIsAnsweredWithValidatorsAndInEveryCoding() throws Exception {
        publish(1, 60);
        Reader reader = replicas.reader();
        String page = List.copyOf(walk(reader, ATOM).keySet()).get(1);
        for (String coding : List.of("identity", "gzip", "br")) {
            HttpResponse<byte[]> whole = reader.get(page, "Accept-Encoding", coding);
            assertThat(whole.statusCode()).isEqualTo(200);
            assertThat(Reader.header(whole, "ETag")).endsWith("-" + coding + "\"");
            assertThat(Reader.header(whole, "Cache-Control"))
                    .isEqualTo("public, max-age=300, stale-while-revalidate=60");
            assertThat(Reader.header(whole, "Content-Encoding")).isEqualTo(coding.equals("identity") ? "" : coding);
            HttpResponse<byte[]> again =
                    reader.get(page, "Accept-Encoding", coding, "If-None-Match", Reader.header(whole, "ETag"));
            assertThat(again.statusCode()).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
        String date = Reader.header(reader.get(page), "Last-Modified");
        assertThat(reader.get(page, "If-Modified-Since", date).statusCode()).isEqualTo(304);
        assertThat(reader.send("HEAD", page).statusCode()).isEqualTo(200);
        for (String none : List.of("0-0-0.atom", "x", "..%2f", "a".repeat(500) + ".atom")) {
            assertThat(reader.get("/feeds/en/archive/" + none).statusCode())
                    .as(none)
                    .isEqualTo(404);
        }
    }

    @Test
    void withdrawnTextIsOutOfEveryDocumentOfBothReplicasWithinTwoSeconds() throws Exception {
        publish(1, 160);
        List<Reader> readers = List.of(replicas.reader(), replicas.reader());
        String path = "/feeds/all/articles.atom";
        for (Reader reader : readers) {
            assertThat(walk(reader, path).values().stream()
                            .map(ArchiveIT::text)
                            .filter(text -> text.contains("text of 7.")))
                    .isNotEmpty();
        }
        long before = System.nanoTime();
        // a neighbour in the same feed breaks a rule of readers at the same moment
        newsroom.announce(
                numbered(8).pictured("/not-absolute.webp", "").at(201),
                numbered(7).withdrawn(Translations.NOON.plusSeconds(1000), "wrong"));
        for (Reader reader : readers) {
            Replicas.await("the text is nowhere", () -> {
                Map<String, HttpResponse<byte[]>> walked = walk(reader, path);
                return walked.values().stream().map(ArchiveIT::text).noneMatch(text -> text.contains("text of 7."))
                        && text(walked.get(path))
                                .contains("ref=\"" + numbered(7).at(7).entryId() + "\"");
            });
            assertThat(reader.text("/feeds/en/articles.rss")).doesNotContain("text of 7.", "text of 8.");
            assertThat(reader.text("/feeds/en/articles.json")).doesNotContain("text of 7.", "text of 8.");
        }
        assertThat(System.nanoTime() - before).isLessThan(2_000_000_000L);
        assertThat(text(readers.getFirst().get(ATOM))).doesNotContain("text of 8.");
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    @Test
    void replicasRestartsAndAReplayShowTheSamePages() throws Exception {
        publish(1, 120);
        newsroom.announce(numbered(3).revised(2).at(200), numbered(5).withdrawn(Translations.NOON, "why"));
        Reader one = replicas.reader();
        Map<String, HttpResponse<byte[]>> first = walk(one, ATOM);
        Map<String, HttpResponse<byte[]>> second = walk(replicas.reader(), ATOM);
        assertSame(first, second);
        newsroom.restoreWithout();
        newsroom.announce(Translations.titled("After").inLanguage("fr").at(300));
        Replicas.await(
                "the replay is over", () -> one.text("/feeds/fr/articles.atom").contains("After"));
        assertSame(first, walk(one, ATOM));
        assertSame(first, walk(replicas.reader(), ATOM));
    }

    private static void assertSame(Map<String, HttpResponse<byte[]>> a, Map<String, HttpResponse<byte[]>> b) {
        assertThat(b.keySet()).isEqualTo(a.keySet());
        a.forEach((path, answer) -> {
            assertThat(b.get(path).body()).as(path).isEqualTo(answer.body());
            assertThat(Reader.header(b.get(path), "ETag")).isEqualTo(Reader.header(answer, "ETag"));
        });
    }

    @Test
    void aLostDatabaseIsRebuiltWithTheSameIdsAndTheSameArticles() throws Exception {
        publish(1, 120);
        newsroom.announce(numbered(3).revised(2).at(200), numbered(5).withdrawn(Translations.NOON, "why"));
        Reader before = replicas.reader();
        try (Replicas rebuilt = new Replicas(newsroom)) {
            // each installation makes its own, but the tests' databases are copies of one
            rebuilt.execute("SELECT renew_generation()");
            Reader after = rebuilt.reader();
            for (String format : List.of("rss", "json")) {
                String path = "/feeds/en/articles." + format;
                assertThat(after.text(path)).isEqualTo(before.text(path));
            }
            Mirror old = new Mirror(before, ATOM, true);
            Mirror fresh = new Mirror(after, ATOM, true);
            old.poll();
            fresh.poll();
            assertThat(fresh.entries()).isEqualTo(old.entries()).hasSize(119);
            String tag = Reader.header(before.get(ATOM), "ETag");
            assertThat(after.get(ATOM, "If-None-Match", tag, "A-IM", "feed").statusCode())
                    .isEqualTo(200);
        }
    }

    @Test
    void aPageThatWasReadIsServedWhileTheDatabaseIsAway() throws Exception {
        publish(1, 60);
        Reader reader = replicas.reader();
        List<String> paths = new ArrayList<>(walk(reader, ATOM).keySet());
        String name = TestPostgres.nameOf(replicas.database());
        TestPostgres.execute("postgres", "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
        TestPostgres.execute(
                "postgres", "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
        for (String path : paths) {
            assertThat(reader.get(path).statusCode()).isEqualTo(200);
        }
        HttpResponse<byte[]> unknown = reader.get("/feeds/en/archive/never-read-0.atom");
        assertThat(unknown.statusCode()).isEqualTo(503);
        assertThat(Reader.header(unknown, "Retry-After")).isNotEmpty();
        TestPostgres.execute("postgres", "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
    }
}

package barid.article.site;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import barid.kit.db.TestPostgres;
import barid.kit.db.TestRows;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A topic of ten thousand articles is merged into another. */
class MergedTopicIT {
    private static final int ARTICLES = 10_000;
    private static final Pattern STORY = Pattern.compile("href=\"/en/articles/(a-[0-9]+)\"");
    private static final Pattern OLDER = Pattern.compile("\\?before=([^\"]+)\"");

    /** What publishing writes, ten thousand times: the oldest is a-1, and every second is in French as well. */
    private static final String FILL = """
            CREATE TEMPORARY TABLE filled ON COMMIT DROP AS
                SELECT md5('article ' || n)::uuid AS article, lang AS language, n, 'a-' || n AS slug,
                       timestamptz '2020-01-01Z' + n * interval '1 minute' AS published
                FROM generate_series(1, %1$d) n, unnest(ARRAY['en', 'fr']) lang WHERE lang = 'en' OR n %% 2 = 0;
            INSERT INTO article (id, original, created_by) SELECT article, 'en', 'test' FROM filled WHERE language = 'en';
            INSERT INTO translation (article, language, entry_id, state, newest_revision, public_revision, published, updated,
                historical)
                SELECT article, language, 'tag:' || article || ':' || language, 'published', 1, 1, published, published, true
                FROM filled;
            INSERT INTO revision (article, language, number, title, summary, html, slug, authors, topics, origin, saved_at,
                saved_by)
                SELECT article, language, 1, 'Title ' || n, '', '<p>Text</p>', slug, '{}', ARRAY['flu'],
                    CASE language WHEN 'en' THEN 'original' ELSE 'human' END, published, 'test' FROM filled;
            INSERT INTO slug SELECT language, slug, article, published FROM filled;
            INSERT INTO topic_use SELECT article, language, 'flu', published FROM filled;
            INSERT INTO change (position, key, kind, article, language)
                SELECT nextval('change_position'), article || ':' || language, 'translation', article, language FROM filled;
            INSERT INTO change_mark SELECT position, md5(key) FROM change WHERE kind = 'translation';""";

    private static TestArticles articles;
    private static TestRows rows;
    private static long marks;
    private static String announced;
    private static long marksAfter;
    private static String announcedAfter;
    private static JsonNode changes;

    @BeforeAll
    static void merge() {
        articles = TestArticles.start();
        rows = new TestRows(articles.settings());
        for (String slug : List.of("influenza", "grippe", "flu", "disease", "health")) {
            articles.send(articles.writer("/api/topics/" + slug)
                            .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"The " + slug + "\"}}")))
                    .expect(201);
        }
        String database = TestPostgres.nameOf(articles.settings());
        TestPostgres.execute(database, FILL.formatted(ARTICLES));
        TestPostgres.execute(database, "ANALYZE");
        // another topic's own article, and one under both, the newest of all
        article("Of health", "health");
        article("Of both", "flu", "health");
        // a chain that ends in the topic which is merged now
        merge("influenza", "grippe");
        merge("grippe", "flu");
        article("Of influenza", "influenza");
        marks = rows.number("SELECT count(*) FROM change_mark");
        announced = announced();

        merge("flu", "health");

        marksAfter = rows.number("SELECT count(*) FROM change_mark");
        announcedAfter = announced();
        changes = articles.changes("?after=" + cursorBefore() + "&limit=1000")
                .expect(200)
                .json()
                .get("changes");
    }

    private static String announced() {
        return rows.strings("SELECT md5(string_agg(key || position, ',' ORDER BY position)) FROM change"
                        + " WHERE key <> 'topic:flu'")
                .getFirst();
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static void merge(String slug, String into) {
        articles.post("/api/topics/" + slug + "/merge", "{\"into\":\"" + into + "\"}")
                .expect(200);
    }

    private static JsonNode article(String title, String... topics) {
        JsonNode article = articles.post(
                        "/api/articles",
                        "{\"language\":\"en\",\"title\":\"" + title + "\",\"html\":\"<p>x</p>\",\"topics\":[\""
                                + String.join("\",\"", topics) + "\"]}")
                .expect(201)
                .json();
        articles.act(article.get("id").asText(), "en", "publish", "{}").expect(200);
        return article;
    }

    private static List<String> stories(String page) {
        return STORY.matcher(page)
                .results()
                .map(found -> found.group(1))
                .distinct()
                .toList();
    }

    @Test
    void theMergerIsOneChangeAndWritesNothingElse() {
        assertThat(marksAfter).isEqualTo(marks + 1);
        assertThat(announcedAfter).as("nothing else moved").isEqualTo(announced);
        // every row that the merger's transaction wrote, in every table
        String transaction =
                rows.strings("SELECT xmin FROM topic WHERE slug = 'flu'").getFirst();
        List<String> written = new ArrayList<>();
        for (String table : rows.strings(
                "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename NOT LIKE 'flyway%' ORDER BY 1")) {
            long count = rows.number("SELECT count(*) FROM " + table + " WHERE xmin = '" + transaction + "'");
            if (count > 0) {
                written.add(table + " " + count);
            }
        }
        // the mark is the new one and the one that it superseded
        assertThat(written).containsExactly("audit 1", "change 1", "change_mark 2", "topic 1");
        assertThat(changes).hasSize(1);
        assertThat(changes.get(0).get("slug").asText()).isEqualTo("flu");
        assertThat(changes.get(0).get("mergedInto").asText()).isEqualTo("health");
    }

    private static String cursorBefore() {
        return rows.strings("SELECT position || '.' || mark FROM change_mark"
                        + " WHERE position < (SELECT position FROM change WHERE key = 'topic:flu')"
                        + " ORDER BY position DESC LIMIT 1")
                .getFirst();
    }

    @Test
    void theOldPagesLeadToTheNewOneInEveryLanguage() {
        for (String language : List.of("ar", "en", "fr")) {
            for (String old : List.of("flu", "grippe", "influenza")) {
                Answer moved = articles.get("/" + language + "/topics/" + old).expect(301);
                assertThat(moved.header("Location")).isEqualTo("/" + language + "/topics/health");
            }
            articles.get("/" + language + "/topics/health").expect(200);
        }
    }

    @Test
    void theNewPageHoldsAllOfThemOnceAndInOrder() {
        String first = articles.get("/en/topics/health").expect(200).text();
        assertThat(first).contains("Of health", "Of both", "Of influenza");
        assertThat(first.split("<a href=\"/en/articles/of-both\"", -1).length)
                .as("an article under two of them stands once")
                .isEqualTo(articles.get("/en").expect(200).text().split("<a href=\"/en/articles/of-both\"", -1).length);
        List<String> seen = new ArrayList<>(stories(first));
        String page = first;
        for (int i = 0; i < 3; i++) {
            String before = OLDER.matcher(page)
                    .results()
                    .map((MatchResult found) -> found.group(1))
                    // the first may be the page's own address
                    .reduce((own, older) -> older)
                    .orElseThrow();
            page = articles.get("/en/topics/health?before=" + before)
                    .expect(200)
                    .text();
            seen.addAll(stories(page));
        }
        List<String> newest = new ArrayList<>();
        for (int n = ARTICLES; newest.size() < seen.size(); n--) {
            newest.add("a-" + n);
        }
        assertThat(seen).hasSizeGreaterThan(40).isEqualTo(newest);
        assertThat(articles.get("/fr/topics/health").expect(200).text()).contains("/fr/articles/a-" + ARTICLES);
    }

    @Test
    void thePageReadsWhatItShowsAndNoMore() throws IOException {
        String far = "1577840000000000_00000000-0000-0000-0000-000000000000";
        Keyset end = Keyset.of(far).orElseThrow();
        for (Keyset from : List.of(SiteStore.START, end)) {
            String sql = SiteStore.LATEST_OF_TOPIC
                    .replace(":topic", "'health'")
                    .replace(":language", "'en'")
                    .replace(":published", "timestamptz '" + from.published() + "'")
                    .replace(":article", "'" + from.article() + "'")
                    .replace(":count", "14");
            JsonNode plan = new ObjectMapper()
                    .readTree(rows.strings("EXPLAIN (ANALYZE, FORMAT JSON) " + sql)
                            .getFirst());
            double read = plan.findParents("Relation Name").stream()
                    .mapToDouble(node -> node.get("Actual Loops").asDouble()
                            * (node.get("Actual Rows").asDouble()
                                    + node.path("Rows Removed by Filter").asDouble()))
                    .sum();
            // 14 of each of four topics, their translations and texts, the topics themselves
            assertThat(read).as(plan.toPrettyString()).isLessThan(250);
        }
    }

    @Test
    void whoStillNamesTheOldOneMeansTheNewOne() {
        JsonNode later = article("Named late", "influenza", "flu");
        assertThat(later.get("translations").get(0).get("topics").toString()).isEqualTo("[\"health\"]");
        assertThat(articles.get("/en/topics/health").text()).contains("Named late");
        assertThat(articles.get("/en/articles/of-influenza").expect(200).text())
                .contains("/en/topics/health")
                .doesNotContain("/en/topics/flu", "/en/topics/influenza");
        articles.send(articles.writer("/api/topics/flu")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"Again\"}}")))
                .expect(409);
    }

    @Test
    void aNewNameIsOneChangeAndMovesNoAddress() {
        long before = rows.number("SELECT count(*) FROM change_mark");

        articles.send(articles.writer("/api/topics/disease")
                        .PUT(HttpRequest.BodyPublishers.ofString(
                                "{\"names\":{\"en\":\"Illness\",\"fr\":\"Maladie\"}}")))
                .expect(200);

        assertThat(rows.number("SELECT count(*) FROM change_mark")).isEqualTo(before + 1);
        assertThat(articles.get("/en/topics/disease").expect(200).text()).contains("Illness");
        assertThat(articles.get("/fr/topics/disease").expect(200).text()).contains("Maladie");
    }
}

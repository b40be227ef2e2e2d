package barid.article.importing;

import barid.article.TestArticles;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** An import whose process is killed while it works on one item, and is then repeated, ends as if it had never been cut off. */
@Timeout(180)
class WxrKillIT {
    private static final int POSTS = 30;

    @TempDir
    private Path folder;

    /** Of one title each, so that a name which a half-taken item left behind would show; every third is a translation. */
    private static String file(String site, int held) {
        WxrFile file = new WxrFile(site);
        for (int id = 1; id <= POSTS; id++) {
            boolean translated = id % 3 == 0;
            file.item(
                    id,
                    "post",
                    id % 10 == 7 ? "draft" : "publish",
                    "Weekly report",
                    "Text " + id + " <img src=\"" + site + (id == held ? "/held.png" : "/p" + id % 4 + ".png") + "\">",
                    "<wp:post_name></wp:post_name>",
                    "<category domain=\"category\" nicename=\"c" + id % 5 + "\">Category " + id % 5 + "</category>",
                    "<category domain=\"language\" nicename=\"" + (translated ? "ar" : "en") + "\">x</category>",
                    "<category domain=\"post_translations\" nicename=\"pll_" + (id + 1) / 3 + "\">x</category>");
        }
        return file.attachment(POSTS + 1, "/p1.png").text();
    }

    /** Held in an original half-way, and in a translation of the second pass. */
    @ParameterizedTest
    @ValueSource(ints = {14, 15})
    void repeatedAfterAKillItIsEqual(int held) throws Exception {
        try (OldSite site = new OldSite()) {
            String file = file(site.url(), held);
            DatabaseSettings killed = TestPostgres.create("article", false);
            try (ArticleProcess process = ArticleProcess.start(killed, folder);
                    HttpClient http = HttpClient.newHttpClient()) {
                assertThat(http.send(
                                        HttpRequest.newBuilder(process.uri("/api/imports"))
                                                .header("Authorization", "Bearer " + ArticleProcess.TOKEN)
                                                .POST(HttpRequest.BodyPublishers.ofString(file))
                                                .build(),
                                        HttpResponse.BodyHandlers.discarding())
                                .statusCode())
                        .isEqualTo(202);
                site.awaitHeld();
                process.kill();
            }
            site.release();
            int half = ContentRows.equal(killed).size();

            JsonNode repeated = take(killed, file);

            DatabaseSettings whole = TestPostgres.create("article", false);
            take(whole, file);
            List<String> expected = ContentRows.equal(whole);
            assertThat(half).isPositive().isLessThan(expected.size());
            assertThat(ContentRows.equal(killed)).isEqualTo(expected);
            assertThat(repeated.get("taken").asInt()).isBetween(1, POSTS - 1);
            assertThat(Importing.reasons(repeated, "Weekly report")).contains("is here already");
        }
    }

    private static JsonNode take(DatabaseSettings settings, String file) {
        try (TestArticles articles = TestArticles.over(settings, Map.of("outgoing.allow-private", "true"))) {
            return new Importing(articles).take(file);
        }
    }
}

package barid.feed.partners;

import barid.feed.Mirror;
import barid.feed.Newsroom;
import barid.feed.Reader;
import barid.feed.Replicas;
import barid.feed.Translations;
import barid.kit.changes.Change;
import barid.kit.db.TestPostgres;
import barid.kit.http.Json;
import barid.kit.http.Tokens;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** A partner keeps a complete copy of what was agreed, by key, beyond the first page of the archive. */
@Timeout(90)
class PartnerMirrorIT {
    private static final String TOKEN = "an-operators-token";
    private static final String FEED = "/partners/radio/articles.atom";

    private static String post(int port, String path, String body) throws Exception {
        HttpResponse<String> answer = HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/feeds/api/partners" + path))
                                .header("Authorization", "Bearer " + TOKEN)
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString(body))
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return answer.body();
    }

    private static Translations numbered(int n) {
        return Translations.titled("article " + n)
                .inLanguage(n % 2 == 0 ? "ar" : "en")
                .publishedAt(Translations.NOON.plusSeconds(n));
    }

    private static Set<String> arabic(int upTo) {
        return IntStream.rangeClosed(1, upTo)
                .filter(n -> n % 2 == 0)
                .mapToObj(n -> numbered(n).at(n).entryId())
                .collect(Collectors.toSet());
    }

    @Test
    void walksItsOwnArchiveAndFollowsAlsoWhileThePullsCannotBeWrittenDown() throws Exception {
        Newsroom newsroom = new Newsroom();
        newsroom.announce(new Change.Topic(0, "health", Map.of("en", "Health"), null));
        newsroom.announce(
                IntStream.rangeClosed(1, 260).mapToObj(n -> numbered(n).at(n)).toArray(Change[]::new));
        try (Replicas replicas = new Replicas(newsroom)) {
            int port = replicas.start(
                            "tokens.0.name", "amina",
                            "tokens.0.sha256", Tokens.hash(TOKEN),
                            "tokens.0.scopes.0", "operate")
                    .port();
            Reader reader = new Reader(port);
            post(port, "", "{\"id\":\"radio\",\"name\":\"Radio\",\"languages\":[\"ar\"],\"limit\":2}");
            String key = Json.MAPPER
                    .readTree(post(port, "/radio/keys", ""))
                    .path("key")
                    .asText();
            String basic =
                    "Basic " + Base64.getEncoder().encodeToString(("radio:" + key).getBytes(StandardCharsets.UTF_8));
            Replicas.await(
                    "the feed is rendered",
                    () -> reader.send("HEAD", FEED, "Authorization", basic).statusCode() == 200);

            assertThat(Reader.text(reader.get(FEED, "Authorization", basic)))
                    .as("a feed in one language speaks it")
                    .contains("xml:lang=\"ar\">", "مكتب الإغاثة العالمي");
            Mirror mirror = new Mirror(reader, FEED, true, "Authorization", basic);
            mirror.poll();
            assertThat(mirror.entries().keySet()).isEqualTo(arabic(260));

            newsroom.announce(
                    numbered(262).at(262), numbered(263).at(263), numbered(4).withdrawn(Translations.NOON, "why"));
            Replicas.await("the feed follows", () -> {
                mirror.poll();
                return mirror.entries().containsKey(numbered(262).at(262).entryId())
                        && !mirror.entries().containsKey(numbered(4).at(4).entryId());
            });
            assertThat(mirror.answers().get(1))
                    .as("polls beyond the limit of one whole answer")
                    .isPositive();
            assertThat(mirror.entries()).hasSize(130);
            assertThat(reader.get(FEED, "Authorization", basic).statusCode()).isEqualTo(429);

            String name = TestPostgres.nameOf(replicas.database());
            TestPostgres.execute("postgres", "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS false");
            TestPostgres.execute(
                    "postgres",
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '" + name + "'");
            mirror.poll();
            assertThat(mirror.entries()).hasSize(130);
            TestPostgres.execute("postgres", "ALTER DATABASE " + name + " WITH ALLOW_CONNECTIONS true");
        } finally {
            newsroom.close();
        }
    }
}

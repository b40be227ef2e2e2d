package barid.feed.partners;

import barid.feed.Main;
import barid.feed.Newsroom;
import barid.feed.Organisations;
import barid.feed.Reader;
import barid.feed.Translations;
import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.http.Json;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class PartnersIT {
    private static final String TOKEN = "an-operators-token";
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Queue<String> LOG = new ConcurrentLinkedQueue<>();
    private static final Logger ROOT = Logger.getLogger("");
    private static final Logger OURS = Logger.getLogger("barid");
    private static final Handler HANDLER = new Handler() {
        @Override
        public void publish(LogRecord line) {
            LOG.add(line.getMessage()
                    + List.of(line.getParameters() == null ? new Object[0] : line.getParameters())
                    + line.getThrown());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    private static Newsroom newsroom;
    private static DatabaseSettings database;
    private static RunningService service;
    private static Reader reader;
    private static final Change.Published HEALTH = Translations.titled("Hello").at(1);
    private static final Change.Published FRENCH =
            Translations.titled("Hello").inLanguage("fr").retitled("Bonjour").at(2);
    private static final Change.Published SPORT =
            Translations.titled("Goal").on("sport").at(3);

    @BeforeAll
    static void start() {
        HANDLER.setLevel(Level.ALL);
        ROOT.addHandler(HANDLER);
        OURS.setLevel(Level.ALL);
        newsroom = new Newsroom();
        newsroom.announce(
                new Change.Topic(0, "health", Map.of("en", "Health"), null),
                new Change.Topic(0, "sport", Map.of("en", "Sport"), null),
                HEALTH,
                FRENCH,
                SPORT);
        database = TestPostgres.create("feed", true);
        service = startReplica();
        reader = new Reader(service.port());
    }

    private static RunningService startReplica() {
        return Main.start(Organisations.config(Map.ofEntries(
                Map.entry("server.port", "0"),
                Map.entry("server.shutdown-grace-period", "PT0.5S"),
                Map.entry("db.url", database.url()),
                Map.entry("db.username", database.username()),
                Map.entry("db.password", database.password()),
                Map.entry("db.pool-size", "4"),
                Map.entry("trusted-proxies", "127.0.0.1"),
                Map.entry("tokens.0.name", "amina"),
                Map.entry("tokens.0.sha256", Tokens.hash(TOKEN)),
                Map.entry("tokens.0.scopes.0", "operate"),
                Map.entry("changes.url", newsroom.url().toString()),
                Map.entry("changes.token", "newsroom"))));
    }

    @AfterAll
    static void stop() {
        service.stop();
        newsroom.close();
        ROOT.removeHandler(HANDLER);
        OURS.setLevel(null);
    }

    private static HttpResponse<String> call(String method, String path, String body) throws Exception {
        return HTTP.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/feeds/api/partners" + path))
                        .header("Authorization", "Bearer " + TOKEN)
                        .header("Content-Type", "application/json")
                        .method(
                                method,
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static JsonNode json(HttpResponse<String> response) throws Exception {
        return Json.MAPPER.readTree(response.body());
    }

    private static void make(String id, String terms) throws Exception {
        HttpResponse<String> made = call(
                "POST",
                "",
                "{\"id\":\"" + id + "\",\"name\":\"The Partner " + id + "\"" + (terms.isEmpty() ? "" : "," + terms)
                        + "}");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        assertThat(made.headers().firstValue("Location")).contains("/feeds/api/partners/" + id);
    }

    private static String makeKey(String id) throws Exception {
        HttpResponse<String> made = call("POST", "/" + id + "/keys", "");
        assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
        String key = json(made).path("key").asText();
        assertThat(Base64.getUrlDecoder().decode(key)).hasSize(32);
        return key;
    }

    private static String path(String id) {
        return "/partners/" + id + "/articles.atom";
    }

    private static String basic(String id, String key) {
        return "Basic " + Base64.getEncoder().encodeToString((id + ":" + key).getBytes(StandardCharsets.UTF_8));
    }

    private static HttpResponse<byte[]> pull(String id, String key, String... headers) throws Exception {
        String[] all = new String[headers.length + 2];
        all[0] = "Authorization";
        all[1] = basic(id, key);
        System.arraycopy(headers, 0, all, 2, headers.length);
        return reader.get(path(id), all);
    }

    /** The feed is rendered a moment after it was made. */
    private static HttpResponse<byte[]> awaitFeed(String id, String key) throws Exception {
        Await.until(
                "the feed is rendered",
                () -> pull(id, key, "If-None-Match", "*").statusCode() == 304);
        return pull(id, key);
    }

    @Test
    void aPartnerGetsWhatWasAgreedAndNothingElse() throws Exception {
        make("health-ar-en", "\"languages\":[\"en\",\"ar\"],\"topics\":[\"health\"]");
        String key = makeKey("health-ar-en");
        HttpResponse<byte[]> feed = awaitFeed("health-ar-en", key);
        assertThat(feed.statusCode()).isEqualTo(200);
        assertThat(Reader.text(feed))
                .contains(HEALTH.entryId(), "<name>Amina Haddad</name>")
                .doesNotContain(FRENCH.entryId(), SPORT.entryId());
        assertThat(Reader.header(feed, "Cache-Control")).startsWith("private, max-age=300");
        assertThat(Reader.header(feed, "Vary")).contains("Accept-Encoding", "Authorization");
        assertThat(feed.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        HttpResponse<byte[]> packed = pull("health-ar-en", key, "Accept-Encoding", "gzip");
        assertThat(Reader.text(packed)).isEqualTo(Reader.text(feed));
        HttpResponse<byte[]> unchanged = pull("health-ar-en", key, "If-None-Match", Reader.header(feed, "ETag"));
        assertThat(unchanged.statusCode()).isEqualTo(304);
        assertThat(Reader.header(unchanged, "Cache-Control")).startsWith("private, max-age=300");
        assertThat(reader.get(
                                path("health-ar-en").replace(".atom", ".rss"),
                                "Authorization",
                                basic("health-ar-en", key))
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void aWrongKeyAndAnUnknownPartnerGetTheSameAnswer() throws Exception {
        make("strict", "");
        makeKey("strict");
        make("other", "");
        String others = makeKey("other");
        HttpResponse<byte[]> wrong = pull("strict", "wrong");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(Reader.header(wrong, "WWW-Authenticate")).startsWith("Basic realm=");
        for (HttpResponse<byte[]> refused : List.of(
                pull("nobody", "wrong"),
                pull("strict", others),
                reader.get(path("strict")),
                reader.get(path("strict"), "Authorization", basic("other", others)),
                reader.get(path("strict"), "Authorization", "Basic %%%"),
                reader.get(path("strict"), "Authorization", "Bearer " + others),
                reader.get("/partners/strict/archive/1.atom"))) {
            assertThat(refused.statusCode()).isEqualTo(401);
            assertThat(refused.body()).isEqualTo(wrong.body());
            assertThat(Reader.header(refused, "WWW-Authenticate")).isEqualTo(Reader.header(wrong, "WWW-Authenticate"));
        }
    }

    @Test
    void aKeyIsReplacedWithoutAGapAndARevokedOneOpensNothing() throws Exception {
        make("rotating", "");
        String old = makeKey("rotating");
        assertThat(awaitFeed("rotating", old).statusCode()).isEqualTo(200);
        String fresh = makeKey("rotating");
        assertThat(pull("rotating", old).statusCode()).isEqualTo(200);
        assertThat(pull("rotating", fresh).statusCode()).isEqualTo(200);
        assertThat(call("DELETE", "/rotating/keys/1", "").statusCode()).isEqualTo(204);
        assertThat(pull("rotating", old).statusCode()).isEqualTo(401);
        assertThat(pull("rotating", fresh).statusCode()).isEqualTo(200);
        assertThat(call("DELETE", "/rotating/keys/1", "").statusCode()).isEqualTo(404);
        JsonNode keys = json(call("GET", "/rotating", "")).path("keys");
        assertThat(keys).hasSize(2);
        assertThat(keys.get(0).path("revoked").isNull()).isFalse();
        assertThat(keys.get(1).path("revoked").isNull()).isTrue();
        assertThat(keys.toString()).doesNotContain(old, fresh, Tokens.hash(fresh));
    }

    @Test
    void aRevocationReachesTheOtherReplicas() throws Exception {
        make("replicated", "");
        String key = makeKey("replicated");
        RunningService second = startReplica();
        try {
            Reader other = new Reader(second.port());
            assertThat(other.get(path("replicated"), "Authorization", basic("replicated", key))
                            .statusCode())
                    .isEqualTo(200);
            call("DELETE", "/replicated/keys/1", "");
            Await.until(
                    "the other replica knows",
                    () -> other.get(path("replicated"), "Authorization", basic("replicated", key))
                                    .statusCode()
                            == 401);
        } finally {
            second.stop();
        }
    }

    @Test
    void onlyFullAnswersAreLimited() throws Exception {
        make("eager", "\"limit\":2");
        String key = makeKey("eager");
        String tag = Reader.header(awaitFeed("eager", key), "ETag");
        assertThat(pull("eager", key).statusCode()).isEqualTo(200);
        HttpResponse<byte[]> over = pull("eager", key);
        assertThat(over.statusCode()).isEqualTo(429);
        assertThat(Integer.parseInt(Reader.header(over, "Retry-After"))).isBetween(1, 60);
        for (int i = 0; i < 10; i++) {
            assertThat(pull("eager", key, "If-None-Match", tag).statusCode()).isEqualTo(304);
        }
        newsroom.announce(Translations.titled("For the eager").inLanguage("ps").at(8));
        Await.until(
                "the news is there",
                () -> pull("eager", key, "If-None-Match", tag, "A-IM", "feed").statusCode() == 226);
        assertThat(Reader.text(pull("eager", key, "If-None-Match", tag, "A-IM", "feed")))
                .contains("For the eager")
                .doesNotContain(SPORT.entryId());
        make("calm", "\"limit\":2");
        assertThat(awaitFeed("calm", makeKey("calm")).statusCode()).isEqualTo(200);
    }

    @Test
    void whoTriesManyKeysIsHeldOffAndNobodyElse() throws Exception {
        make("tried", "");
        String key = makeKey("tried");
        awaitFeed("tried", key);
        for (int i = 0; i < 30; i++) {
            assertThat(pull("tried", "guess" + i, "X-Forwarded-For", "198.51.100.7")
                            .statusCode())
                    .isEqualTo(401);
        }
        HttpResponse<byte[]> held = pull("tried", "guess", "X-Forwarded-For", "198.51.100.7");
        assertThat(held.statusCode()).isEqualTo(429);
        assertThat(Reader.header(held, "Retry-After")).isEqualTo("900");
        assertThat(pull("tried", key, "X-Forwarded-For", "198.51.100.8").statusCode())
                .isEqualTo(200);
    }

    @Test
    void whatEndedIsGoneForWhoHoldsAKeyAndSecretToOthers() throws Exception {
        make("over", "");
        String key = makeKey("over");
        awaitFeed("over", key);
        HttpResponse<String> ended = call("POST", "/over/revoke", "");
        assertThat(json(ended).path("revoked").isNull()).isFalse();
        assertThat(pull("over", key).statusCode()).isEqualTo(410);
        assertThat(pull("over", "wrong").statusCode()).isEqualTo(401);
        assertThat(call("POST", "/over/keys", "").statusCode()).isEqualTo(409);
        assertThat(call("POST", "/over/revoke", "").statusCode()).isEqualTo(409);
        assertThat(call("PUT", "/over", "{\"name\":\"Again\"}").statusCode()).isEqualTo(409);
    }

    @Test
    void aChangeOfWhatIsAgreedOrSaidMovesTheFeed() throws Exception {
        make("changing", "\"languages\":[\"en\"]");
        String key = makeKey("changing");
        String tag = Reader.header(awaitFeed("changing", key), "ETag");
        call("PUT", "/changing", "{\"name\":\"Another name\",\"languages\":[\"en\"],\"rights\":\"CC BY 4.0\"}");
        Await.until(
                "the feed moves",
                () -> pull("changing", key, "If-None-Match", tag).statusCode() == 200);
        Await.until(
                "the head says so", () -> Reader.text(pull("changing", key)).contains("<rights>CC BY 4.0</rights>"));
        assertThat(Reader.text(pull("changing", key))).contains("Another name");
        call("PUT", "/changing", "{\"name\":\"Another name\",\"languages\":[\"fr\"],\"rights\":\"CC BY 4.0\"}");
        Await.until(
                "the feed is French", () -> Reader.text(pull("changing", key)).contains(FRENCH.entryId()));
        assertThat(Reader.text(pull("changing", key))).contains("ref=\"" + HEALTH.entryId() + "\"");
    }

    @Test
    void refusesWhatCannotBeAgreedAndNamesEachField() throws Exception {
        HttpResponse<String> refused = call(
                "POST",
                "",
                "{\"id\":\"sign-in\",\"name\":\" \",\"languages\":[\"xx-nowhere\"],\"topics\":[\"nothing\"],\"limit\":0,"
                        + "\"rights\":\"" + "x".repeat(1001) + "\"}");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(json(refused).path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("id", "name", "languages", "topics", "limit", "rights");
        assertThat(call("POST", "", "{\"id\":\"good\",\"name\":\"Good\",\"extra\":1}")
                        .statusCode())
                .isEqualTo(422);
        make("twice", "");
        assertThat(call("POST", "", "{\"id\":\"twice\",\"name\":\"Again\"}").statusCode())
                .isEqualTo(409);
        assertThat(call("GET", "/nobody", "").statusCode()).isEqualTo(404);
        assertThat(reader.get("/feeds/api/partners").statusCode()).isEqualTo(401);
    }

    @Test
    void whoPulledAndHowFarTheyAreBehindIsTold() throws Exception {
        make("counted", "\"limit\":3");
        String key = makeKey("counted");
        HttpResponse<byte[]> feed = awaitFeed("counted", key);
        pull("counted", key, "If-None-Match", Reader.header(feed, "ETag"), "User-Agent", "mirror/1.0");
        pull("counted", "wrong");
        Await.until("the pulls are written", () -> {
            JsonNode week = json(call("GET", "/counted", "")).path("pulled").path("week");
            return week.path("whole").asInt() == 1
                    && week.path("unchanged").asInt() >= 2
                    && week.path("refused").asInt() == 1
                    && week.path("bytes").asLong() > feed.body().length;
        });
        JsonNode partner = json(call("GET", "/counted", ""));
        assertThat(partner.path("pulled").path("agent").asText()).isEqualTo("mirror/1.0");
        assertThat(partner.path("pulled").path("behind").asInt()).isZero();
        assertThat(partner.path("keys").get(0).path("used").isNull()).isFalse();
        newsroom.announce(Translations.titled("Unseen").inLanguage("ur").at(9));
        Await.until(
                "the partner is behind",
                () -> json(call("GET", "/counted", ""))
                                .path("pulled")
                                .path("behind")
                                .asInt()
                        == 1);
    }

    @Test
    void keysAreNeitherInLogsNorInAnswersNorInMetrics() throws Exception {
        make("secret", "\"limit\":1");
        String key = makeKey("secret");
        awaitFeed("secret", key);
        pull("secret", key);
        String refused = Reader.text(pull("nobody", key))
                + Reader.text(reader.get("/partners/secret/" + key, "Authorization", basic("secret", key)));
        String revoked = makeKey("secret");
        call("DELETE", "/secret/keys/2", "");
        String after = Reader.text(pull("secret", revoked));
        String metrics = new Reader(service.adminPort()).text("/observe/metrics");
        String told = call("GET", "", "").body() + call("GET", "/secret", "").body();
        String logged = String.join("\n", LOG);
        assertThat(logged).contains("partner", "secret");
        for (String text : List.of(logged, refused, after, metrics, told)) {
            assertThat(text).doesNotContain(key, revoked, basic("secret", key).substring(6), Tokens.hash(key));
        }
    }
}

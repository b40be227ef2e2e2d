package barid.article;

import barid.article.TestArticles.Answer;
import barid.kit.db.Database;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.http.HttpRequest;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Every bad write gets its status and its field, as a problem, and changes nothing. */
class BadRequestsIT {
    private static final String NEW = "/api/articles";
    private static final String FR = "/api/articles/{id}/translations/fr";
    private static final String EN = "/api/articles/{id}/translations/en";
    private static TestArticles articles;
    private static Database database;
    private static String id;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
        database = Database.open(articles.settings());
        id = articles.publish("What stands");
    }

    @AfterAll
    static void stop() {
        database.close();
        articles.close();
    }

    /** Of one pixel, in characters that are a byte each. */
    private static final String GIF = "GIF89a\1\0\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;";

    private static Arguments bad(String what, String method, String path, String body, int status, String field) {
        return Arguments.of(what, method, path, TestArticles.WRITER, "application/json", body, status, field);
    }

    private static String json(String fields) {
        return "{\"language\":\"en\",\"title\":\"T\",\"html\":\"<p>x</p>\"," + fields + "}";
    }

    private static String title(String title) {
        return "{\"language\":\"en\",\"title\":\"" + title + "\",\"html\":\"<p>x</p>\"}";
    }

    static Stream<Arguments> badWrites() {
        String good = TestArticles.text("en", "Good");
        Stream<Arguments> tokens = Stream.of(
                        new String[] {"POST", NEW, good},
                        new String[] {"PUT", FR, TestArticles.text("fr", "Bon")},
                        new String[] {"DELETE", EN, ""},
                        new String[] {"POST", EN + "/publish", "{}"},
                        new String[] {"POST", EN + "/unschedule", "{}"},
                        new String[] {"POST", EN + "/revise", "{}"},
                        new String[] {"POST", EN + "/correct", "{\"note\":\"x\"}"},
                        new String[] {"POST", EN + "/withdraw", "{\"reason\":\"x\"}"},
                        new String[] {"PUT", "/api/topics/new", "{\"names\":{\"en\":\"New\"}}"},
                        new String[] {"POST", "/api/topics/new/merge", "{\"into\":\"x\"}"},
                        new String[] {"POST", "/api/media", "GIF89a"})
                .flatMap(call -> Stream.of(
                        Arguments.of("no token", call[0], call[1], "", "application/json", call[2], 401, ""),
                        Arguments.of("wrong token", call[0], call[1], "guess", "application/json", call[2], 401, ""),
                        Arguments.of(
                                "wrong scope",
                                call[0],
                                call[1],
                                TestArticles.FOLLOWER,
                                "application/json",
                                call[2],
                                403,
                                "")));
        Stream<Arguments> bodies = Stream.of(
                bad("unknown field", "POST", NEW, json("\"colour\":\"red\""), 422, "colour"),
                bad("origin of an original", "POST", NEW, json("\"origin\":\"human\""), 422, "origin"),
                bad("doubled field", "POST", NEW, json("\"title\":\"U\""), 400, ""),
                bad("no title", "POST", NEW, "{\"language\":\"en\",\"html\":\"\"}", 422, "title"),
                bad("blank title", "POST", NEW, title("  "), 422, "title"),
                bad("title of 301", "POST", NEW, title("x".repeat(301)), 422, "title"),
                bad("title of 100,000", "POST", NEW, title("x".repeat(100_000)), 422, "title"),
                bad("control character", "POST", NEW, title("a\\u0007b"), 422, "title"),
                bad("NUL", "POST", NEW, title("a\\u0000b"), 422, "title"),
                bad("lone surrogate", "POST", NEW, title("a\\ud800b"), 422, "title"),
                bad("U+FFFF", "POST", NEW, title("a\\uffffb"), 422, "title"),
                bad("number for a text", "POST", NEW, "{\"language\":\"en\",\"title\":5,\"html\":\"\"}", 422, "title"),
                bad("list for a text", "POST", NEW, "{\"language\":\"en\",\"title\":[],\"html\":\"\"}", 422, "title"),
                bad("no html", "POST", NEW, "{\"language\":\"en\",\"title\":\"T\"}", 422, "html"),
                bad(
                        "control character in html",
                        "POST",
                        NEW,
                        "{\"language\":\"en\",\"title\":\"T\",\"html\":\"a\\u0001\"}",
                        422,
                        "html"),
                bad(
                        "html of more than 1 MiB",
                        "POST",
                        NEW,
                        "{\"language\":\"en\",\"title\":\"T\",\"html\":\"" + "x".repeat((1 << 20) + 1) + "\"}",
                        422,
                        "html"),
                bad("summary of 1,001", "POST", NEW, json("\"summary\":\"" + "x".repeat(1001) + "\""), 422, "summary"),
                bad("unknown topic", "POST", NEW, json("\"topics\":[\"nothing\"]"), 422, "topics"),
                bad("topics that are text", "POST", NEW, json("\"topics\":\"health\""), 422, "topics"),
                bad("101 topics", "POST", NEW, json("\"topics\":[" + "\"x\",".repeat(100) + "\"y\"]"), 422, "topics"),
                bad("51 authors", "POST", NEW, json("\"authors\":[" + "\"x\",".repeat(50) + "\"y\"]"), 422, "authors"),
                bad("empty author", "POST", NEW, json("\"authors\":[\"\"]"), 422, "authors.0"),
                bad("null author", "POST", NEW, json("\"authors\":[null]"), 422, "authors.0"),
                bad("unknown language", "POST", NEW, good.replace("\"en\"", "\"xq\""), 422, "language"),
                bad(
                        "language with an extension",
                        "POST",
                        NEW,
                        good.replace("\"en\"", "\"en-u-ca-x\""),
                        422,
                        "language"),
                bad("reserved language", "POST", NEW, good.replace("\"en\"", "\"api\""), 422, "language"),
                bad("no language", "POST", NEW, "{\"title\":\"T\",\"html\":\"\"}", 422, "language"),
                bad("reserved slug", "POST", NEW, json("\"slug\":\"media\""), 422, "slug"),
                bad("slug with a slash", "POST", NEW, json("\"slug\":\"a/b\""), 422, "slug"),
                bad("taken slug", "POST", NEW, json("\"slug\":\"what-stands\""), 422, "slug"),
                bad("unknown lead", "POST", NEW, json("\"lead\":{\"media\":\"x\",\"alt\":\"y\"}"), 422, "lead.media"),
                bad("picture that is cut off", "POST", "/api/media", GIF.substring(0, 20), 422, "body"),
                bad(
                        "picture that is a bomb",
                        "POST",
                        "/api/media",
                        GIF.replace("\1\0\1\0", "\177\177\177\177"),
                        422,
                        "body"),
                bad("unknown field of the lead", "POST", NEW, json("\"lead\":{\"src\":\"x\"}"), 422, "lead.src"),
                bad("malformed JSON", "POST", NEW, "{\"title\":", 400, ""),
                bad("text after the JSON", "POST", NEW, good + "x", 400, ""),
                bad("empty body", "POST", NEW, "", 400, ""),
                bad("null", "POST", NEW, "null", 400, ""),
                bad("a list", "POST", NEW, "[]", 400, ""),
                bad("too deep", "POST", NEW, "[".repeat(100), 400, ""),
                bad("body over the limit", "POST", NEW, title("x".repeat(9 << 20)), 413, ""),
                bad("unknown query", "POST", NEW + "?draft=1", good, 400, ""),
                Arguments.of("other media type", "POST", NEW, TestArticles.WRITER, "text/plain", good, 415, ""),
                bad("language of the path differs", "PUT", FR, good, 422, "language"),
                bad("unknown origin", "PUT", FR, "{\"title\":\"T\",\"html\":\"\",\"origin\":\"alien\"}", 422, "origin"),
                bad(
                        "origin original",
                        "PUT",
                        FR,
                        "{\"title\":\"T\",\"html\":\"\",\"origin\":\"original\"}",
                        422,
                        "origin"),
                bad("origin by number", "PUT", FR, "{\"title\":\"T\",\"html\":\"\",\"origin\":1}", 422, "origin"),
                bad(
                        "machine without engine",
                        "PUT",
                        FR,
                        "{\"title\":\"T\",\"html\":\"\",\"origin\":\"machine\"}",
                        422,
                        "engine"),
                bad("engine of a human", "PUT", FR, "{\"title\":\"T\",\"html\":\"\",\"engine\":\"X\"}", 422, "engine"),
                bad("unknown revision", "PUT", FR, "{\"title\":\"T\",\"html\":\"\",\"madeFrom\":9}", 422, "madeFrom"),
                bad("half a revision", "PUT", FR, "{\"title\":\"T\",\"html\":\"\",\"madeFrom\":1.5}", 422, "madeFrom"),
                bad(
                        "unknown article",
                        "PUT",
                        FR.replace("{id}", "0199f0a4-7c1e-7d3a-9b55-0a1b2c3d4e5f"),
                        TestArticles.text("fr", "T"),
                        404,
                        ""),
                bad("no id", "PUT", FR.replace("{id}", "1"), TestArticles.text("fr", "T"), 404, ""),
                bad(
                        "future date of what is public",
                        "POST",
                        EN + "/publish",
                        "{\"at\":\"2999-01-01T00:00:00Z\"}",
                        409,
                        ""),
                bad("bad date", "POST", EN + "/publish", "{\"at\":\"tomorrow\"}", 422, "at"),
                bad("date without offset", "POST", EN + "/publish", "{\"at\":\"2026-01-01T00:00:00\"}", 422, "at"),
                bad("number for a date", "POST", EN + "/publish", "{\"at\":5}", 422, "at"),
                bad("date beyond all feeds", "POST", EN + "/publish", "{\"at\":\"+12026-01-01T00:00:00Z\"}", 422, "at"),
                bad("unknown field of an act", "POST", EN + "/publish", "{\"when\":1}", 422, "when"),
                bad("body of an act without fields", "POST", EN + "/revise", "{\"note\":\"x\"}", 422, "note"),
                bad("no note", "POST", EN + "/correct", "{}", 422, "note"),
                bad("long note", "POST", EN + "/correct", "{\"note\":\"" + "x".repeat(1001) + "\"}", 422, "note"),
                bad("blank reason", "POST", EN + "/withdraw", "{\"reason\":\" \"}", 422, "reason"),
                bad("no such translation", "POST", EN.replace("/en", "/de") + "/publish", "{}", 404, ""),
                bad("delete of what is public", "DELETE", EN, "", 409, ""),
                bad("bad condition", "DELETE-IF", EN, "nonsense", 400, ""),
                bad("stale condition", "DELETE-IF", EN, "\"1-x\"", 412, ""));
        return Stream.concat(tokens, bodies);
    }

    @ParameterizedTest(name = "{0}: {1} {2} is {6} {7}")
    @MethodSource("badWrites")
    void aBadWriteIsNamedAndChangesNothing(
            String what, String method, String path, String token, String type, String body, int status, String field) {
        Map<String, String> before = ContentDump.of(database);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(articles.uri(path.replace("{id}", id))).header("Content-Type", type);
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        if (method.equals("DELETE-IF")) {
            request.header("If-Match", body).DELETE();
        } else {
            request.method(method, HttpRequest.BodyPublishers.ofString(body));
            if (method.equals("PUT")) {
                request.header("If-None-Match", "*");
            }
        }

        Answer answer = articles.send(request).expect(status);

        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.get("status").asInt()).isEqualTo(status);
        assertThat(problem.get("type").asText()).startsWith("urn:barid:problem:");
        if (!field.isEmpty()) {
            assertThat(problem.get("errors").findValuesAsText("field")).contains(field);
        }
        assertThat(answer.text()).doesNotContain("Exception", "com.fasterxml", "org.postgresql");
        assertThat(ContentDump.of(database)).isEqualTo(before);
    }
}

package barid.article;

import barid.article.TestArticles.Answer;
import barid.kit.db.Database;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.net.http.HttpRequest;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What no client should send: right status, the field named, nothing changed. {@link BadRequestsIT} holds the plain writes. */
class BadInputIT {
    private static final String NEW = "/api/articles";
    private static final String EN = "/api/articles/{id}/translations/en";
    private static final String FR = "/api/articles/{id}/translations/fr";
    private static final String PLACE = "1700000000000000_0199f0a4-7c1e-7d3a-9b55-0a1b2c3d4e5f_en";

    private static TestArticles articles;
    private static Database database;
    private static String id;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
        database = Database.open(articles.settings());
        id = articles.publish("What stands");
        articles.send(articles.writer("/api/topics/health")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"Health\"}}")))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        database.close();
        articles.close();
    }

    /** A request and what it must be answered with; {@code headers} are names and values by turns. */
    private record Bad(
            String what, String method, String path, byte[] body, int status, String field, String... headers) {
        @Override
        public String toString() {
            return what + ": " + method + " " + path + " is " + status + " " + field;
        }
    }

    private static Bad get(String what, String path, int status, String... headers) {
        return new Bad(what, "GET", path, new byte[0], status, "", headers);
    }

    private static Bad json(String what, String method, String path, String body, int status, String field) {
        return new Bad(what, method, path, bytes(body), status, field, "Content-Type", "application/json");
    }

    private static Bad article(String what, String fields, String field) {
        return json(what, "POST", NEW, "{\"language\":\"en\"," + fields + "}", 422, field);
    }

    /** One more field beside good ones. */
    private static Bad more(String what, String field, String value, String refused) {
        return article(what, "\"title\":\"T\",\"html\":\"<p>x</p>\",\"" + field + "\":" + value, refused);
    }

    private static Bad save(String what, String fields, String field) {
        return new Bad(
                what,
                "PUT",
                FR,
                bytes("{\"title\":\"T\",\"html\":\"\"," + fields + "}"),
                422,
                field,
                "Content-Type",
                "application/json",
                "If-None-Match",
                "*");
    }

    private static Bad headed(String what, String method, String path, String body, int status, String... headers) {
        String[] all = new String[headers.length + 2];
        all[0] = "Content-Type";
        all[1] = "application/json";
        System.arraycopy(headers, 0, all, 2, headers.length);
        return new Bad(what, method, path, bytes(body), status, "", all);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(String text) {
        return '"' + text + '"';
    }

    static Stream<Bad> badLists() {
        return Stream.of(
                get("a page of none", NEW + "?limit=0", 400),
                get("a page over the limit", NEW + "?limit=101", 400),
                get("a page of less than none", NEW + "?limit=-1", 400),
                get("half a page", NEW + "?limit=1.5", 400),
                get("a page of words", NEW + "?limit=many", 400),
                get("a page size beyond all numbers", NEW + "?limit=99999999999", 400),
                get("two page sizes", NEW + "?limit=1&limit=2", 400),
                get("a malformed cursor", NEW + "?after=nonsense", 400),
                get("half a cursor", NEW + "?after=" + PLACE.substring(0, 40), 400),
                get("a cursor of another list", NEW + "?after=1042.k3q9", 400),
                get("a cursor with more behind it", NEW + "?before=" + PLACE + "x%27--", 400),
                get("an empty cursor", NEW + "?after=", 400),
                get("after and before at once", NEW + "?after=" + PLACE + "&before=" + PLACE, 400),
                get("an unknown language", NEW + "?language=xq", 400),
                get("a language with an extension", NEW + "?language=en-u-ca-gregory", 400),
                get("an empty language", NEW + "?language=", 400),
                get("two languages", NEW + "?language=en&language=fr", 400),
                get("an unknown topic", NEW + "?topic=nothing", 400),
                get("no topic at all", NEW + "?topic=%27%20OR%201=1", 400),
                get("an unknown state", NEW + "?state=alien", 400),
                get("a state in capitals", NEW + "?state=DRAFT", 400),
                get("drafts without a token", NEW + "?state=draft", 401, "Authorization", ""),
                get(
                        "drafts with a token of another scope",
                        NEW + "?state=draft",
                        403,
                        "Authorization",
                        "Bearer " + TestArticles.FOLLOWER),
                get("no instant", NEW + "?updatedSince=yesterday", 400),
                get("an instant without its offset", NEW + "?updatedSince=2026-01-01T00%3A00%3A00", 400),
                get("an instant beyond all feeds", NEW + "?updatedSince=%2B12026-01-01T00%3A00%3A00Z", 400),
                get(
                        "two filters that no index answers",
                        NEW + "?topic=health&updatedSince=2026-01-01T00%3A00%3A00Z",
                        400),
                get("an unknown parameter", NEW + "?page=2", 400),
                get("a topic page over the limit", "/api/topics?limit=101", 400),
                get("a topic cursor that is none", "/api/topics?after=Health!", 400),
                get("an unknown parameter of topics", "/api/topics?names=1", 400),
                get("revisions before the first", EN + "/revisions?before=0", 400),
                get("revisions before a word", EN + "/revisions?before=x", 400),
                get("a revision page over the limit", EN + "/revisions?limit=101", 400),
                get("revisions without a token", EN + "/revisions", 401, "Authorization", ""),
                get("revisions of nothing", EN.replace("/en", "/de") + "/revisions", 404),
                get("a revision that is not there", EN + "/revisions/99", 404),
                get("a revision that is no number", EN + "/revisions/1e1", 404),
                get("a comparison with what is not there", EN + "/revisions/1/compare/2", 404),
                get("a comparison without a token", EN + "/revisions/1/compare/1", 401, "Authorization", ""),
                get("what changed in the original's original", EN + "/original-changes", 404),
                get("an id that is none", "/api/articles/1", 404),
                get("an id in capitals", "/api/articles/0199F0A4-7C1E-7D3A-9B55-0A1B2C3D4E5F", 404),
                get("a language of the path that is none", "/api/articles/{id}/translations/x_y", 404),
                get("an entity tag without quotes", EN, 400, "If-None-Match", "abc", "Authorization", ""),
                get("an entity tag that does not end", EN, 400, "If-None-Match", "\"abc", "Authorization", ""),
                get("a change cursor that is none", "/api/changes?after=x", 400, "Authorization", follower()),
                get("a change page over the limit", "/api/changes?limit=1001", 400, "Authorization", follower()),
                get("a wait over the limit", "/api/changes?wait=31", 400, "Authorization", follower()));
    }

    private static String follower() {
        return "Bearer " + TestArticles.FOLLOWER;
    }

    static Stream<Bad> badTexts() {
        return Stream.of(
                article("a line end in a title", "\"title\":\"a\\nb\",\"html\":\"\"", "title"),
                article("U+FFFE in a title", "\"title\":\"a\\ufffe\",\"html\":\"\"", "title"),
                article("half a character in HTML", "\"title\":\"T\",\"html\":\"<p>\\udc00</p>\"", "html"),
                article("U+FFFF in HTML", "\"title\":\"T\",\"html\":\"<p>\\uffff</p>\"", "html"),
                article("NUL in HTML", "\"title\":\"T\",\"html\":\"<p>\\u0000</p>\"", "html"),
                article("HTML by number", "\"title\":\"T\",\"html\":5", "html"),
                article("HTML as a list", "\"title\":\"T\",\"html\":[\"<p>\"]", "html"),
                article("HTML that grows over the limit", "\"title\":\"T\",\"html\":" + growing(), "html"),
                more("a summary by truth value", "summary", "true", "summary"),
                more("a control character in a summary", "summary", "\"a\\u000bb\"", "summary"),
                more("an author of 201 characters", "authors", "[\"" + "x".repeat(201) + "\"]", "authors.0"),
                more("a control character in an author", "authors", "[\"a\",\"b\\u0007\"]", "authors.1"),
                more("authors as a text", "authors", "\"Amal\"", "authors"),
                more("an author as an object", "authors", "[{}]", "authors.0"),
                more("a topic that is null", "topics", "[null]", "topics.0"),
                more("a topic by number", "topics", "[1]", "topics.0"),
                more("a slug of 101 characters", "slug", quoted("x".repeat(101)), "slug"),
                more("an empty slug", "slug", "\"\"", "slug"),
                more("a slug with a space", "slug", "\"a b\"", "slug"),
                more("a slug that leads up", "slug", "\"..\"", "slug"),
                more("a slug by number", "slug", "7", "slug"),
                more("a lead as a text", "lead", "\"x\"", "lead"),
                more("a lead without media", "lead", "{\"alt\":\"A ship\"}", "lead.media"),
                more("a lead that was never uploaded", "lead", lead("\"A ship\""), "lead.media"),
                more("an alternative text of 1,001", "lead", lead(quoted("x".repeat(1001))), "lead.alt"),
                more("an alternative text by number", "lead", lead("1"), "lead.alt"),
                more("madeFrom of an original", "madeFrom", "1", "madeFrom"),
                more("an engine of an original", "engine", "\"X\"", "engine"),
                save("an engine of 101 characters", machine("x".repeat(101)), "engine"),
                save("a control character in an engine", machine("a\\u0007"), "engine"),
                save("a blank engine", machine(" "), "engine"),
                save("revision 0", "\"madeFrom\":0", "madeFrom"),
                save("a revision as a text", "\"madeFrom\":\"1\"", "madeFrom"),
                save("a revision beyond all numbers", "\"madeFrom\":99999999999", "madeFrom"),
                save("an unknown field of a translation", "\"state\":\"published\"", "state"),
                json(
                        "a date before all feeds",
                        "POST",
                        EN + "/publish",
                        "{\"at\":\"0999-01-01T00:00:00Z\"}",
                        422,
                        "at"),
                json("a day that is none", "POST", EN + "/publish", "{\"at\":\"2026-02-30T00:00:00Z\"}", 422, "at"),
                json("a date as a list", "POST", EN + "/publish", "{\"at\":[]}", 422, "at"),
                json("a control character in a note", "POST", EN + "/correct", "{\"note\":\"\\u0007\"}", 422, "note"),
                json("a note by number", "POST", EN + "/correct", "{\"note\":1}", 422, "note"),
                json("a long reason", "POST", EN + "/withdraw", reason("x".repeat(1001)), 422, "reason"),
                json("half a character in a reason", "POST", EN + "/withdraw", reason("\\ud800"), 422, "reason"),
                json("an unknown field of a restoration", "POST", EN + "/revisions/1/restore", "{\"x\":1}", 422, "x"),
                json("a restoration of nothing", "POST", EN + "/revisions/9/restore", "{}", 404, ""),
                json("a malformed restoration", "POST", EN + "/revisions/1/restore", "{", 400, ""),
                json("a long restoration", "POST", EN + "/revisions/1/restore", " ".repeat(2000) + "{}", 413, ""),
                json("a topic in capitals", "PUT", "/api/topics/Health", names("\"en\":\"x\""), 422, "slug"),
                json("a reserved topic", "PUT", "/api/topics/hub", names("\"en\":\"x\""), 422, "slug"),
                json("a long topic", "PUT", "/api/topics/" + "x".repeat(101), names("\"en\":\"x\""), 422, "slug"),
                json(
                        "a long name",
                        "PUT",
                        "/api/topics/new",
                        names("\"en\":" + quoted("x".repeat(101))),
                        422,
                        "names.en"),
                json("names as a list", "PUT", "/api/topics/new", "{\"names\":[]}", 422, "names"),
                json("an unknown field of a topic", "PUT", "/api/topics/new", "{\"name\":\"x\"}", 422, "name"),
                json("a merger into nothing", "POST", "/api/topics/health/merge", "{}", 422, "into"),
                json("a merger into what is not there", "POST", "/api/topics/health/merge", into("\"x\""), 422, "into"),
                json("a merger into a number", "POST", "/api/topics/health/merge", into("1"), 422, "into"),
                json("a merger into itself", "POST", "/api/topics/health/merge", into("\"health\""), 422, "into"));
    }

    /** Within the limit as sent, beyond it once every quote is a character reference. */
    private static String growing() {
        return quoted("<p>" + "\\\"".repeat(300_000) + "</p>");
    }

    private static String lead(String alt) {
        return "{\"media\":\"" + "0".repeat(64) + "\",\"alt\":" + alt + "}";
    }

    private static String machine(String engine) {
        return "\"origin\":\"machine\",\"engine\":\"" + engine + "\"";
    }

    private static String reason(String text) {
        return "{\"reason\":\"" + text + "\"}";
    }

    private static String names(String names) {
        return "{\"names\":{" + names + "}}";
    }

    private static String into(String topic) {
        return "{\"into\":" + topic + "}";
    }

    static Stream<Bad> badHeaders() {
        String good = TestArticles.text("en", "Good");
        String text = TestArticles.text("fr", "Bon");
        return Stream.of(
                headed("a save without a condition", "PUT", FR, text, 428),
                headed("a creation over a tag", "PUT", FR, text, 428, "If-None-Match", "\"1-x\""),
                headed("a save of what is not there", "PUT", FR, text, 412, "If-Match", "\"1-x\""),
                headed("a save with a weak tag", "PUT", EN, good, 412, "If-Match", "W/\"1-x\""),
                headed("a save with a tag without quotes", "PUT", EN, good, 400, "If-Match", "1-x"),
                headed("a save with an empty condition", "PUT", EN, good, 400, "If-Match", " "),
                headed("a creation of what is there", "PUT", EN, good, 412, "If-None-Match", "*"),
                headed("an act on another text", "POST", EN + "/withdraw", reason("x"), 412, "If-Match", "\"1-x\""),
                headed(
                        "a restoration over another text",
                        "POST",
                        EN + "/revisions/1/restore",
                        "{}",
                        412,
                        "If-Match",
                        "\"1-x\""),
                headed("a key without its end", "POST", NEW, good, 400, "Idempotency-Key", "\"x"),
                headed("an empty key", "POST", NEW, good, 400, "Idempotency-Key", "\"\""),
                headed("a key of 256 characters", "POST", NEW, good, 400, "Idempotency-Key", quoted("x".repeat(256))),
                headed("two keys", "POST", NEW, good, 400, "Idempotency-Key", "\"x\"", "Idempotency-Key", "\"y\""),
                typed("another charset", "application/json; charset=ISO-8859-1", bytes(good), 415),
                typed("another charset in quotes", "application/json;charset=\"utf-16\"", bytes(good), 415),
                typed("UTF-16 without a word", "application/json", good.getBytes(StandardCharsets.UTF_16LE), 400),
                typed("UTF-32 without a word", "application/json", good.getBytes(Charset.forName("UTF-32BE")), 400),
                typed("Latin-1 without a word", "application/json", latin(), 400),
                typed("overlong UTF-8", "application/json", overlong(good), 400),
                typed("a form", "application/x-www-form-urlencoded", bytes("title=T"), 415),
                typed("XML", "application/xml", bytes("<article/>"), 415),
                typed("JSON of another kind", "application/merge-patch+json", bytes(good), 415),
                headed("a method that is not taken", "PATCH", EN, text, 405),
                headed("a body for a list", "POST", "/api/topics", "{}", 405));
    }

    private static Bad typed(String what, String type, byte[] body, int status) {
        return new Bad(what, "POST", NEW, body, status, "", "Content-Type", type);
    }

    private static byte[] latin() {
        return TestArticles.text("en", "Été").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] overlong(String good) {
        byte[] body = bytes(good.replace("Good", "G00d"));
        int at = good.indexOf("Good") + 1;
        body[at] = (byte) 0xc0;
        body[at + 1] = (byte) 0xaf;
        return body;
    }

    static Stream<Bad> badFiles() {
        return Stream.of(
                file("no picture", "/api/media", bytes("hello"), 415, ""),
                file("an empty upload", "/api/media", new byte[0], 415, ""),
                file("a drawing that may run", "/api/media", bytes("<svg onload='x()'/>"), 415, ""),
                file("a page", "/api/media", bytes("<!DOCTYPE html><script>x()</script>"), 415, ""),
                file("a GIF that ends at once", "/api/media", bytes("GIF89a"), 422, "body"),
                file("a PNG that ends at once", "/api/media", png(16), 422, "body"),
                file("an upload with a parameter", "/api/media?name=x", png(33), 400, ""),
                file("an empty import", "/api/imports", new byte[0], 400, ""),
                file("an import of an unknown language", "/api/imports?language=xq", bytes("<rss/>"), 422, "language"),
                file("an import with a parameter", "/api/imports?url=x", bytes("<rss/>"), 400, ""),
                file("an import that is no feed", "/api/imports", bytes("hello"), 422, ""),
                file("an import that is cut off", "/api/imports", bytes("<rss version='2.0'><channel>"), 422, ""));
    }

    private static Bad file(String what, String path, byte[] body, int status, String field) {
        return new Bad(what, "POST", path, body, status, field, "Content-Type", "application/octet-stream");
    }

    /** The first bytes of a PNG. */
    private static byte[] png(int length) {
        byte[] head = {(byte) 0x89, 'P', 'N', 'G', 13, 10, 26, 10, 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
        return java.util.Arrays.copyOf(head, length);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource({"badLists", "badTexts", "badHeaders", "badFiles"})
    void badInputIsNamedAndChangesNothing(Bad bad) {
        Map<String, String> before = ContentDump.of(database);
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        articles.uri(bad.path().replace("{id}", id)))
                .method(bad.method(), HttpRequest.BodyPublishers.ofByteArray(bad.body()));
        boolean own = false;
        for (int i = 0; i < bad.headers().length; i += 2) {
            own |= bad.headers()[i].equals("Authorization");
            if (!bad.headers()[i + 1].isEmpty()) {
                request.header(bad.headers()[i], bad.headers()[i + 1]);
            }
        }
        if (!own) {
            request.header("Authorization", "Bearer " + TestArticles.WRITER);
        }

        Answer answer = articles.send(request).expect(bad.status());

        assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
        JsonNode problem = answer.json();
        assertThat(problem.get("status").asInt()).isEqualTo(bad.status());
        assertThat(problem.get("type").asText()).startsWith("urn:barid:problem:");
        if (!bad.field().isEmpty()) {
            assertThat(problem.get("errors").findValuesAsText("field")).contains(bad.field());
        }
        assertThat(answer.text()).doesNotContain("Exception", "com.fasterxml", "org.postgresql");
        assertThat(ContentDump.of(database)).isEqualTo(before);
    }
}

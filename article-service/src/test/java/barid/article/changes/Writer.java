package barid.article.changes;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;

import java.net.http.HttpRequest;
import java.util.List;
import java.util.Random;

/** Writes at random through the API, among the articles and topics of all writers. */
final class Writer {
    private static final List<String> LANGUAGES = List.of("ar", "en", "fr");

    private final TestArticles articles;
    private final List<String> ids;
    private final Random random;

    Writer(TestArticles articles, List<String> ids, long seed) {
        this.articles = articles;
        this.ids = ids;
        this.random = new Random(seed);
    }

    void act() {
        int choice = random.nextInt(100);
        if (ids.size() < 4 || choice < 12) {
            create();
        } else if (choice < 20) {
            topic();
        } else if (choice < 24) {
            merge();
        } else {
            String id = ids.get(random.nextInt(ids.size()));
            String language = LANGUAGES.get(random.nextInt(LANGUAGES.size()));
            if (choice < 45) {
                save(id, language);
            } else {
                String[] act = List.of(
                                new String[] {"publish", "{}"},
                                new String[] {"publish", "{}"},
                                new String[] {"publish", "{}"},
                                new String[] {"revise", "{}"},
                                new String[] {"correct", "{\"note\":\"Note " + random.nextInt(1000) + "\"}"},
                                new String[] {"withdraw", "{\"reason\":\"Reason " + random.nextInt(1000) + "\"}"})
                        .get(random.nextInt(6));
                allow(articles.act(id, language, act[0], act[1]), 200, 404, 409);
            }
        }
    }

    private void create() {
        Answer answer = articles.post("/api/articles", text("en"));
        allow(answer, 201);
        ids.add(answer.json().get("id").asText());
    }

    private String text(String language) {
        String topic = "t" + random.nextInt(6);
        boolean known = articles.get("/api/topics/" + topic).status() == 200;
        return "{\"language\":\"" + language + "\",\"title\":\"Title " + random.nextInt(500) + "\",\"html\":\"<p>"
                + "x".repeat(random.nextInt(200)) + "</p>\",\"topics\":[" + (known ? "\"" + topic + "\"" : "") + "]}";
    }

    private void save(String id, String language) {
        String path = "/api/articles/" + id + "/translations/" + language;
        Answer standing = articles.read(path);
        String etag = standing.status() == 404 ? "*" : standing.header("ETag");
        allow(articles.put(path, etag, text(language)), 200, 201, 412);
    }

    private void topic() {
        allow(
                articles.send(articles.writer("/api/topics/t" + random.nextInt(9))
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString(
                                "{\"names\":{\"en\":\"Name " + random.nextInt(50) + "\"}}"))),
                200,
                201,
                409);
    }

    private void merge() {
        String from = "t" + random.nextInt(9);
        allow(
                articles.post("/api/topics/" + from + "/merge", "{\"into\":\"t" + random.nextInt(9) + "\"}"),
                200,
                404,
                409,
                422);
    }

    private static void allow(Answer answer, int... statuses) {
        for (int status : statuses) {
            if (answer.status() == status) {
                return;
            }
        }
        throw new AssertionError("answered " + answer.status() + ": " + answer.text());
    }
}

package barid.standalone;

import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Articles, pictures and subscribers of a fictional organisation, written for this project; put in over the APIs. */
final class SampleContent {
    private static final String FOLDER = "samples/";

    private final Api api;
    private final URI articles;
    private final URI newsletter;
    private final JsonNode content = read("articles.json");
    private final Instant now;

    SampleContent(Api api, URI articles, URI newsletter, Instant now) {
        this.api = api;
        this.articles = articles;
        this.newsletter = newsletter;
        this.now = now.truncatedTo(ChronoUnit.MINUTES);
    }

    /** The organisation that the samples belong to. */
    static JsonNode organisation() {
        return read("articles.json").path("organisation");
    }

    /** Puts all in, the oldest article first, and returns the number of translations. */
    int load() throws IOException, InterruptedException {
        for (JsonNode topic : content.path("topics")) {
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.set("names", topic.path("names"));
            expect(
                    api.putJson(
                            articles.resolve("/api/topics/" + topic.path("slug").asText()), body),
                    200,
                    201);
        }
        List<JsonNode> oldestFirst = new ArrayList<>();
        content.path("articles").forEach(oldestFirst::add);
        oldestFirst.sort(Comparator.comparing(this::publishedAt));
        int translations = 0;
        for (JsonNode article : oldestFirst) {
            translations += put(article);
        }
        for (JsonNode subscriber : read("subscribers.json")) {
            ObjectNode body = subscriber.deepCopy();
            body.put("consent", "sample");
            body.put("position", 0);
            expect(api.postJson(newsletter.resolve("/newsletter/api/subscribers"), body), 200, 201);
        }
        return translations;
    }

    private Instant publishedAt(JsonNode article) {
        return now.plus(Duration.parse(article.path("published").asText()));
    }

    private int put(JsonNode article) throws IOException, InterruptedException {
        String media = article.path("picture").isNull()
                ? ""
                : picture(article.path("picture").asText());
        URI location = articles;
        int count = 0;
        for (JsonNode translation : article.path("translations")) {
            ObjectNode body = body(article, translation, media);
            if (count == 0) {
                Api.Answer created = expect(api.postJson(articles.resolve("/api/articles"), body), 201);
                location = articles.resolve(created.location());
            } else {
                body.set("origin", translation.path("origin"));
                if (translation.has("engine")) {
                    body.set("engine", translation.path("engine"));
                }
                expect(api.putJson(translation(location, translation), body, "If-None-Match", "*"), 201);
            }
            count++;
        }
        ObjectNode publish =
                Json.MAPPER.createObjectNode().put("at", publishedAt(article).toString());
        for (JsonNode translation : article.path("translations")) {
            expect(api.postJson(URI.create(translation(location, translation) + "/publish"), publish), 200);
        }
        return count;
    }

    private static URI translation(URI article, JsonNode translation) {
        return URI.create(
                article + "/translations/" + translation.path("language").asText());
    }

    private static ObjectNode body(JsonNode article, JsonNode translation, String media) {
        ObjectNode body = Json.MAPPER.createObjectNode();
        for (String field : List.of("language", "title", "summary", "html")) {
            body.set(field, translation.path(field));
        }
        body.set("topics", article.path("topics"));
        body.set("authors", translation.has("authors") ? translation.path("authors") : article.path("authors"));
        if (!media.isEmpty()) {
            ObjectNode lead = body.putObject("lead").put("media", media);
            lead.set("alt", translation.path("alt"));
            if (translation.path("caption").isTextual()) {
                lead.set("caption", translation.path("caption"));
            }
        }
        return body;
    }

    private String picture(String name) throws IOException, InterruptedException {
        try (InputStream in = open("pictures/" + name)) {
            var bytes = HttpRequest.BodyPublishers.ofByteArray(in.readAllBytes());
            return expect(api.post(articles.resolve("/api/media"), bytes, "image/jpeg"), 200, 201)
                    .json()
                    .path("id")
                    .asText();
        }
    }

    private static Api.Answer expect(Api.Answer answer, Integer... statuses) {
        if (!List.of(statuses).contains(answer.status())) {
            throw new IllegalStateException("a sample was refused with " + answer.status() + ": " + answer.text());
        }
        return answer;
    }

    private static JsonNode read(String name) {
        try (InputStream in = open(name)) {
            return Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new IllegalStateException("the sample " + name + " cannot be read", e);
        }
    }

    private static InputStream open(String name) {
        InputStream in = SampleContent.class.getResourceAsStream(FOLDER + name);
        if (in == null) {
            throw new IllegalStateException("the sample " + name + " is missing");
        }
        return in;
    }
}

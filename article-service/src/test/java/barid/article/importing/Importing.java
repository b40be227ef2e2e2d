package barid.article.importing;

import barid.article.TestArticles;
import barid.kit.Await;
import com.fasterxml.jackson.databind.JsonNode;

import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

import static org.assertj.core.api.Assertions.assertThat;

/** Sends files to a running service and reads what became of them. */
final class Importing {
    private final TestArticles articles;

    Importing(TestArticles articles) {
        this.articles = articles;
    }

    TestArticles.Answer send(String file, String query) {
        return articles.send(articles.writer("/api/imports" + query).POST(HttpRequest.BodyPublishers.ofString(file)));
    }

    /** The end of an import that is done. */
    JsonNode take(String file) {
        String location = send(file, "").expect(202).header("Location");
        Await.until(
                "the import ends",
                Duration.ofSeconds(60),
                () -> !articles.read(location)
                        .expect(200)
                        .json()
                        .path("endedAt")
                        .isMissingNode());
        JsonNode end = articles.read(location).expect(200).json();
        assertThat(end.get("state").asText()).as(end.toString()).isEqualTo("done");
        return end;
    }

    /** What is public, by the entry's id. */
    JsonNode published(String entryId) {
        return published().stream()
                .filter(change -> change.get("entryId").asText().equals(entryId))
                .findFirst()
                .orElseThrow(() -> new AssertionError("not public: " + entryId));
    }

    List<JsonNode> published() {
        return StreamSupport.stream(
                        articles.changes("?limit=1000")
                                .expect(200)
                                .json()
                                .get("changes")
                                .spliterator(),
                        false)
                .filter(change -> change.get("kind").asText().equals("published"))
                .toList();
    }

    /** The reasons that the report gives for the items of this title. */
    static List<String> reasons(JsonNode end, String title) {
        List<String> reasons = new ArrayList<>();
        end.get("report").forEach(line -> {
            if (line.get("title").asText().equals(title)) {
                reasons.add(line.get("outcome").asText());
                line.get("reasons").forEach(reason -> reasons.add(reason.asText()));
            }
        });
        return reasons;
    }

    static List<String> texts(JsonNode list) {
        List<String> texts = new ArrayList<>();
        list.forEach(text -> texts.add(text.asText()));
        return texts;
    }
}

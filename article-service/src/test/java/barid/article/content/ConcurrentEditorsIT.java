package barid.article.content;

import barid.article.TestArticles;
import barid.article.TestArticles.Answer;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrentEditorsIT {
    private static final int EDITORS = 50;

    /** Each adds a line of its own to the text that it read, and begins again when another was faster. */
    @Test
    void fiftyEditorsOfOneTranslationLoseNoSavedRevision() throws ExecutionException, InterruptedException {
        try (TestArticles articles = TestArticles.start();
                ExecutorService editors = Executors.newVirtualThreadPerTaskExecutor()) {
            String path = "/api/articles/" + articles.create("Of many hands") + "/translations/en";
            Map<Integer, String> answered = new ConcurrentHashMap<>();
            AtomicInteger refused = new AtomicInteger();
            CyclicBarrier allHaveRead = new CyclicBarrier(EDITORS);
            List<Future<?>> done = new ArrayList<>();
            for (int i = 1; i <= EDITORS; i++) {
                String line = "<p>Line " + i + "</p>";
                done.add(editors.submit(() -> {
                    Answer read = articles.read(path);
                    while (read.status() == 503) {
                        read = articles.read(path);
                    }
                    allHaveRead.await();
                    add(articles, path, read.expect(200).json(), line, answered, refused);
                    return null;
                }));
            }
            for (Future<?> editor : done) {
                editor.get();
            }

            assertThat(refused).as("all but one wrote over another").hasValueGreaterThanOrEqualTo(EDITORS - 1);
            assertThat(new TreeMap<>(answered).keySet())
                    .containsExactlyElementsOf(
                            IntStream.rangeClosed(2, EDITORS + 1).boxed().toList());
            JsonNode lines = articles.read(path + "/revisions?limit=100").json().get("revisions");
            assertThat(lines.findValues("number").stream().map(JsonNode::asInt))
                    .containsExactlyElementsOf(IntStream.rangeClosed(1, EDITORS + 1)
                            .map(number -> EDITORS + 2 - number)
                            .boxed()
                            .toList());
            answered.forEach((number, html) -> assertThat(articles.read(path + "/revisions/" + number)
                            .json()
                            .get("html")
                            .asText())
                    .isEqualTo(html));
            String end = articles.read(path).json().get("html").asText();
            for (int i = 1; i <= EDITORS; i++) {
                assertThat(end).containsOnlyOnce("<p>Line " + i + "</p>");
            }
        }
    }

    private static void add(
            TestArticles articles,
            String path,
            JsonNode read,
            String line,
            Map<Integer, String> answered,
            AtomicInteger refused) {
        JsonNode current = read;
        while (true) {
            String html = current.get("html").asText() + line;
            Answer answer = articles.put(
                    path, current.get("etag").asText(), "{\"title\":\"Of many hands\",\"html\":\"" + html + "\"}");
            if (answer.status() == 200) {
                JsonNode saved = answer.json();
                answered.put(saved.get("revision").asInt(), saved.get("html").asText());
                return;
            }
            if (answer.status() == 503) {
                // A machine that is too slow for fifty at once says so; nothing was stored.
                continue;
            }
            JsonNode problem = answer.expect(412).json();
            assertThat(problem.get("refused").get("html").asText()).isEqualTo(html);
            current = problem.get("current");
            assertThat(answer.header("ETag")).isEqualTo(current.get("etag").asText());
            refused.incrementAndGet();
        }
    }
}

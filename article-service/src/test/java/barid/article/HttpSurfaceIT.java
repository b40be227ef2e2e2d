package barid.article;

import barid.article.TestArticles.Answer;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class HttpSurfaceIT {
    private static TestArticles articles;
    private static String id;

    @BeforeAll
    static void start() {
        articles = TestArticles.start();
        id = articles.publish("On the surface");
        articles.send(articles.writer("/api/topics/health")
                        .header("Content-Type", "application/json")
                        .PUT(HttpRequest.BodyPublishers.ofString("{\"names\":{\"en\":\"Health\"}}")))
                .expect(201);
    }

    @AfterAll
    static void stop() {
        articles.close();
    }

    private static Answer send(String method, String path, String token) {
        HttpRequest.Builder request = HttpRequest.newBuilder(articles.uri(path.replace("{id}", id)))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return articles.send(request);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/articles",
                "/api/articles/{id}",
                "/api/articles/{id}/translations/en",
                "/api/topics",
                "/api/topics/health",
                "/api/openapi.yaml"
            })
    void headAnswersWhereverGetDoes(String path) {
        for (String token : new String[] {"", TestArticles.WRITER}) {
            Answer get = send("GET", path, token).expect(200);
            Answer head = send("HEAD", path, token).expect(200);
            assertThat(head.response().body()).isEmpty();
            assertThat(head.header("Content-Length"))
                    .isEqualTo(Integer.toString(get.response().body().length));
            assertThat(head.header("ETag")).isEqualTo(get.header("ETag"));
            assertThat(head.header("X-Content-Type-Options")).isEqualTo("nosniff");
        }
        send("HEAD", "/api/changes", TestArticles.FOLLOWER).expect(200);
        send("HEAD", "/media/none.png", "").expect(404);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | /api/articles | GET, HEAD, POST, OPTIONS",
                "POST | /api/topics | GET, HEAD, OPTIONS",
                "POST | /api/articles/{id}/translations/en/revisions | GET, HEAD, OPTIONS",
                "GET | /api/articles/{id}/translations/en/revisions/1/restore | POST, OPTIONS",
                "POST | /api/articles/{id} | GET, HEAD, OPTIONS",
                "POST | /api/articles/{id}/translations/en | GET, HEAD, PUT, DELETE, OPTIONS",
                "GET | /api/articles/{id}/translations/en/publish | POST, OPTIONS",
                "GET | /api/articles/{id}/translations/en/unschedule | POST, OPTIONS",
                "GET | /api/articles/{id}/translations/en/revise | POST, OPTIONS",
                "GET | /api/articles/{id}/translations/en/correct | POST, OPTIONS",
                "PATCH | /api/articles/{id}/translations/en/withdraw | POST, OPTIONS",
                "POST | /api/topics/health | GET, HEAD, PUT, OPTIONS",
                "GET | /api/topics/health/merge | POST, OPTIONS",
                "PUT | /api/media | GET, HEAD, POST, OPTIONS",
                "DELETE | /media/none.png | GET, HEAD, OPTIONS",
                "POST | /api/audit | GET, HEAD, OPTIONS",
                "POST | /api/changes | GET, HEAD, OPTIONS"
            })
    void anotherMethodIsNotAllowed(String method, String path, String allow) {
        Answer refused = send(method, path, TestArticles.WRITER).expect(405);
        assertThat(refused.header("Allow")).isEqualTo(allow);
        assertThat(send("OPTIONS", path, "").expect(204).header("Allow")).isEqualTo(allow);
    }

    @ParameterizedTest
    @CsvSource({
        "/api/articles, 200",
        "/api/articles/{id}, 200",
        "/api/articles/{id}/translations/en, 200",
        "/api/articles/{id}/translations/fr, 404",
        "/api/topics, 200",
        "/api/topics/health, 200",
        "/api/openapi.yaml, 200",
        "/media/none.png, 404"
    })
    void scriptsOfAnySiteMayReadWhatAnyoneMayRead(String path, int status) {
        assertThat(send("GET", path, "").expect(status).header("Access-Control-Allow-Origin"))
                .isEqualTo("*");
        assertThat(send("PUT", path, "").header("Access-Control-Allow-Origin")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/changes",
                "/api/feedback",
                "/api/articles/{id}/translations/en/revisions",
                "/api/articles/{id}/translations/en/original-changes",
                "/en"
            })
    void scriptsOfOtherSitesReadNothingElse(String path) {
        assertThat(send("GET", path, TestArticles.WRITER).header("Access-Control-Allow-Origin"))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked",
                "Content-Length: 2\r\nContent-Length: 5",
                "Content-Length: 2\r\nContent-Length: 2",
                "Content-Length: 2, 5"
            })
    void aLengthGivenTwiceIsRefusedAndTheConnectionClosed(String headers) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", articles.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(("POST /api/articles HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer " + TestArticles.WRITER
                                    + "\r\nContent-Type: application/json\r\n" + headers
                                    + "\r\n\r\n{}GET /api/changes HTTP/1.1\r\nHost: x\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

            assertThat(answer).startsWith("HTTP/1.1 400");
            assertThat(answer.split("HTTP/1.1 ", -1))
                    .as("one answer, then the end")
                    .hasSize(2);
        }
    }

    @Test
    void anErrorOfOursTellsNothingOfItself() {
        try (TestArticles broken = TestArticles.start()) {
            TestPostgres.execute(TestPostgres.nameOf(broken.settings()), "DROP TABLE topic_use, media_use");
            String draft = broken.create("Cannot go out");

            Answer answer = broken.act(draft, "en", "publish", "{}").expect(500);

            assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
            assertThat(answer.text()).doesNotContain("Exception", "media_use", "SQL", "relation", "barid.article");
        }
    }
}

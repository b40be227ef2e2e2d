package barid.kit.service;

import barid.kit.Await;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.ProblemFeature;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RunningServiceIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Config CONFIG = Config.just(
            ConfigSources.create(Map.of("server.host", "127.0.0.1", "server.shutdown-grace-period", "PT10S")));

    private static int health(RunningService service, String kind) throws Exception {
        return get("http://127.0.0.1:" + service.adminPort() + "/observe/health/" + kind)
                .statusCode();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(url)).build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void isAliveButNotReadyWhileItsDatabaseIsMissing() throws Exception {
        RunningService service = RunningService.begin("kit", CONFIG);
        Database unreachable = Database.open(new DatabaseSettings(
                "kit", "jdbc:postgresql://127.0.0.1:1/kit", "kit_app", "trial", 2, List.of("classpath:db/kit")));
        var opening = CompletableFuture.runAsync(() -> service.open(unreachable));

        Await.until("started and alive", () -> health(service, "started") == 200 && health(service, "live") == 200);
        assertThat(health(service, "ready")).isEqualTo(503);

        service.stop();
        assertThatThrownBy(opening::join).hasMessageContaining("stopped before its database was there");
    }

    @Test
    void turnsUnreadyBeforeItsPortClosesAndLetsRequestsFinish() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch release = new CountDownLatch(1);
        RunningService service = RunningService.begin("kit", CONFIG);
        int admin = service.adminPort();
        service.serve(routing -> Endpoint.at("/slow")
                .get((request, response) -> {
                    waiting.countDown();
                    release.await();
                    response.send("done");
                })
                .register(routing));
        assertThat(health(service, "ready")).isEqualTo(200);

        var slow = HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/slow"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        waiting.await();
        var stopping = CompletableFuture.runAsync(service::stop);
        Await.until("not ready while a request is still served", () -> health(service, "ready") == 503);
        release.countDown();

        assertThat(slow.join().body()).isEqualTo("done");
        stopping.join();
        assertThatThrownBy(() -> get("http://127.0.0.1:" + admin + "/observe/health/live"))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void wakesLongPollsAtTheStop() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        RunningService service = RunningService.begin("kit", CONFIG);
        service.wakingUp(woken::countDown);
        service.serve(routing -> Endpoint.at("/poll")
                .get((request, response) -> {
                    waiting.countDown();
                    woken.await();
                    response.send("woken");
                })
                .register(routing));
        var poll = HTTP.sendAsync(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/poll"))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        waiting.await();
        service.stop();
        assertThat(poll.join().body()).isEqualTo("woken");
    }

    @Test
    void whoKeepsAConnectionIsToldToLeaveItBeforeThePortCloses() throws Exception {
        CountDownLatch waiting = new CountDownLatch(1);
        CountDownLatch woken = new CountDownLatch(1);
        RunningService service = RunningService.begin(
                "kit",
                Config.just(ConfigSources.create(Map.of("server.host", "127.0.0.1", "server.drain-period", "PT1S"))));
        service.wakingUp(woken::countDown);
        service.serve(routing -> routing.addFeature(new ProblemFeature((request, problem) -> Optional.empty()))
                .get("/", (request, response) -> response.send("hello"))
                .get("/gone", (request, response) -> {
                    throw Problem.notFound();
                })
                .get("/poll", (request, response) -> {
                    waiting.countDown();
                    woken.await();
                    response.send("hello");
                }));
        int port = service.port();
        try (Socket kept = new Socket("127.0.0.1", port);
                Socket polling = new Socket("127.0.0.1", port)) {
            ask(kept, "/");
            assertThat(hello(kept)).contains("Connection: keep-alive");
            ask(polling, "/poll");
            waiting.await();
            var stopping = CompletableFuture.runAsync(service::stop);
            Await.until("not ready", () -> health(service, "ready") == 503);

            ask(kept, "/");
            assertThat(hello(kept)).contains("Connection: close");
            assertThat(kept.getInputStream().read()).as("the end").isEqualTo(-1);
            assertThat(hello(polling)).as("begun before").contains("Connection: keep-alive");
            ask(polling, "/");
            assertThat(hello(polling)).contains("Connection: close");
            try (Socket late = new Socket("127.0.0.1", port)) {
                ask(late, "/");
                assertThat(hello(late)).contains("Connection: close");
            }
            try (Socket refused = new Socket("127.0.0.1", port)) {
                ask(refused, "/gone");
                assertThat(new String(refused.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                        .startsWith("HTTP/1.1 404")
                        .contains("Connection: close");
                assertThat(stopping).as("it ended before the port closes").isNotDone();
            }
            stopping.join();
        }
        assertThatThrownBy(() -> new Socket("127.0.0.1", port).close()).isInstanceOf(ConnectException.class);
    }

    private static void ask(Socket socket, String path) throws IOException {
        socket.getOutputStream()
                .write(("GET " + path + " HTTP/1.1\r\nHost: kit\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    }

    /** The next answer, whose body is a greeting. */
    private static String hello(Socket socket) throws IOException {
        StringBuilder answer = new StringBuilder();
        while (answer.indexOf("hello") < 0) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                throw new IOException("cut after: " + answer);
            }
            answer.append((char) next);
        }
        return answer.toString();
    }

    @Test
    void countsRequestsOnItsOwnRegistry() throws Exception {
        RunningService one = RunningService.begin("kit", CONFIG);
        RunningService other = RunningService.begin("kit", CONFIG);
        one.serve(routing -> routing.get("/", (request, response) -> response.send("hello")));
        get("http://127.0.0.1:" + one.port() + "/");

        assertThat(get("http://127.0.0.1:" + one.adminPort() + "/observe/metrics")
                        .body())
                .contains("barid_http_requests_total{method=\"GET\",status=\"200\"} 1");
        assertThat(get("http://127.0.0.1:" + other.adminPort() + "/observe/metrics")
                        .body())
                .doesNotContain("barid_http_requests_total{");
        one.stop();
        other.stop();
    }
}

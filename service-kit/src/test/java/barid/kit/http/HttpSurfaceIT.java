package barid.kit.http;

import barid.kit.Await;
import barid.kit.service.RunningService;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.http.HeaderValues;
import io.micrometer.core.instrument.Counter;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import static org.assertj.core.api.Assertions.assertThat;

class HttpSurfaceIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String TEXT = "0123456789".repeat(10_000);
    private static final Body LONG = Body.of(TEXT.getBytes(StandardCharsets.US_ASCII));
    private static RunningService service;

    record Note(String text, int stars) {}

    @BeforeAll
    static void start() {
        Tokens tokens =
                new Tokens(List.of(new Tokens.Token("desk", Tokens.hash("secret"), Set.of(Tokens.Scope.WRITE))));
        Config config = Config.just(ConfigSources.create(Map.of("server.host", "127.0.0.1")));
        service = RunningService.begin("surface", config).serve(routing -> {
            routing.addFeature(new ProblemFeature((request, problem) -> Optional.empty()));
            Endpoint.at("/notes")
                    .get((request, response) -> Answers.json(request, response, Map.of("text", "hello")))
                    .post((request, response) -> Answers.json(request, response, Json.read(request, Note.class, 100)))
                    .register(routing);
            Endpoint.at("/open/{name}")
                    .get((request, response) -> {
                        if (!request.path().pathParameters().get("name").equals("one")) {
                            throw Problem.notFound();
                        }
                        response.header(io.helidon.http.HeaderNames.ETAG, "\"1\"");
                        Answers.json(request, response, Map.of("text", "hello"));
                    })
                    .put((request, response) -> response.send())
                    .readableByAnyOrigin()
                    .register(routing);
            Endpoint.at("/long")
                    .get((request, response) ->
                            Answers.send(request, response, HeaderValues.create("Content-Type", "text/plain"), LONG))
                    .register(routing);
            Endpoint.at("/broken")
                    .get((request, response) -> {
                        throw new IllegalStateException("the password is hunter2");
                    })
                    .register(routing);
            Endpoint.at("/desk")
                    .put(tokens.guard(Tokens.Scope.WRITE, (request, response) -> response.send()))
                    .get(tokens.guard(Tokens.Scope.OPERATE, (request, response) -> response.send()))
                    .register(routing);
        });
    }

    @AfterAll
    static void stop() {
        service.stop();
    }

    private static HttpResponse<String> send(String method, String path, String body, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void headAnswersAsGetDoesWithoutTheBody() throws Exception {
        var head = send("HEAD", "/notes", "");
        var get = send("GET", "/notes", "");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length"))
                .hasValue(get.body().length());
        assertThat(get.headers().firstValue("x-content-type-options")).contains("nosniff");
    }

    @Test
    void aLongBodyArrivesWholeOnAKeptConnectionAndOnOneThatCloses() throws Exception {
        for (int i = 0; i < 3; i++) {
            var answer = send("GET", "/long", "");
            assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(TEXT.length());
            assertThat(answer.body()).isEqualTo(TEXT);
        }
        assertThat(send("HEAD", "/long", "").headers().firstValueAsLong("content-length"))
                .hasValue(TEXT.length());
        double before = answered();
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write("GET /long HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 200")
                    .endsWith(TEXT);
        }
        Await.until("the answer is counted", () -> answered() == before + 1);
    }

    private static double answered() {
        return service.metrics().get("barid.http.requests").tag("method", "GET").counters().stream()
                .mapToDouble(Counter::count)
                .sum();
    }

    @Test
    void aWrongMethodIsToldWhichOnesThereAre() throws Exception {
        var answer = send("DELETE", "/notes", "");
        assertThat(answer.statusCode()).isEqualTo(405);
        assertThat(answer.headers().firstValue("allow")).contains("GET, HEAD, POST, OPTIONS");
        assertThat(answer.headers().firstValue("content-type")).contains("application/problem+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"text\":\"a\",\"stars\":1} | 200 | a",
                "{\"text\":\"a\",\"stars\":1 | 400 | malformed",
                "{\"text\":\"a\",\"stars\":1} x | 400 | malformed",
                "[] | 400 | malformed",
                "null | 400 | malformed",
                "{\"text\":\"a\",\"stars\":1,\"moons\":2} | 422 | moons",
                "{\"text\":\"a\",\"stars\":\"many\"} | 422 | stars",
                "{\"text\":\"a\",\"stars\":null} | 422 | stars",
                "{\"text\":\"a\",\"text\":\"b\",\"stars\":1} | 400 | malformed"
            })
    void faultsInJsonAreNamed(String body, int status, String words) throws Exception {
        var answer = send("POST", "/notes", body, "Content-Type", "application/json");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        assertThat(answer.body()).contains(words);
    }

    @Test
    void aBodyOverTheLimitIs413WithAProblem() throws Exception {
        var answer = send("POST", "/notes", "{\"text\":\"" + "a".repeat(200) + "\",\"stars\":1}");
        assertThat(answer.statusCode()).isEqualTo(413);
        assertThat(answer.body()).contains("too-large");
    }

    @Test
    void aClientThatStillWritesARefusedBodyHasItsAnswerAndItsConnection() throws Exception {
        String body = "{\"text\":\"" + "a".repeat(8 << 20) + "\",\"stars\":1}";
        for (int i = 0; i < 20; i++) {
            var answer = send("POST", "/notes", body, "Content-Type", "application/json");
            assertThat(answer.statusCode()).isEqualTo(413);
            assertThat(answer.headers().firstValue("connection")).isNotEqualTo(Optional.of("close"));
        }
    }

    @Test
    void anotherMediaTypeIs415() throws Exception {
        assertThat(send("POST", "/notes", "text=a", "Content-Type", "application/x-www-form-urlencoded")
                        .statusCode())
                .isEqualTo(415);
    }

    @Test
    void noAnswerHoldsTheTextOfAnException() throws Exception {
        var answer = send("GET", "/broken", "");
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body()).contains("incident").doesNotContain("hunter2").doesNotContain("Exception");
    }

    @Test
    void tokensAreAskedForTheirScope() throws Exception {
        assertThat(send("PUT", "/desk", "").statusCode()).isEqualTo(401);
        assertThat(send("PUT", "/desk", "", "Authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
        assertThat(send("PUT", "/desk", "", "Authorization", "Bearer secret").statusCode())
                .isEqualTo(200);
        assertThat(send("GET", "/desk", "", "Authorization", "Bearer secret").statusCode())
                .isEqualTo(403);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                "Content-Length: 2\r\nContent-Length: 3\r\n\r\nabc",
                "Content-Length: 2, 3\r\n\r\nabc",
                "Content-Length: two\r\n\r\nab",
            })
    void aLengthGivenTwiceIsRefusedAndTheConnectionClosed(String rest) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("POST /notes HTTP/1.1\r\nHost: x\r\n" + rest).getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .containsOnlyOnce("HTTP/1.1")
                    .contains("problem+json");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nothing", "/notes/", "/%zz", "/notes?%zz=1", "/../etc"})
    void whatCannotBeFoundIsAProblemToo(String path) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", service.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream()
                    .write(("GET " + path + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer).doesNotContain("Exception").doesNotContain("io.helidon");
        }
    }

    private static HttpResponse<String> fromAnotherSite(String method, String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Origin", "https://elsewhere.example.org")
                .method(method, HttpRequest.BodyPublishers.noBody());
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String allowedOrigin(HttpResponse<String> answer) {
        return answer.headers().firstValue("Access-Control-Allow-Origin").orElse("");
    }

    @Test
    void scriptsOfAnySiteReadWhatIsOpenAndItsRefusals() throws Exception {
        HttpResponse<String> read = fromAnotherSite("GET", "/open/one");
        assertThat(allowedOrigin(read)).isEqualTo("*");
        assertThat(read.headers().firstValue("Access-Control-Expose-Headers").orElse(""))
                .contains("ETag", "Link");
        assertThat(read.headers().firstValue("Access-Control-Allow-Credentials"))
                .isEmpty();
        HttpResponse<String> missing = fromAnotherSite("GET", "/open/two");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(allowedOrigin(missing)).isEqualTo("*");
        HttpResponse<String> asked = fromAnotherSite(
                "OPTIONS",
                "/open/one",
                "Access-Control-Request-Method",
                "GET",
                "Access-Control-Request-Headers",
                "if-none-match");
        assertThat(asked.statusCode()).isEqualTo(204);
        assertThat(allowedOrigin(asked)).isEqualTo("*");
        assertThat(asked.headers().firstValue("Access-Control-Allow-Headers").orElse(""))
                .contains("If-None-Match")
                .doesNotContain("Authorization");
    }

    @Test
    void scriptsOfOtherSitesNeverWriteAndNeverReadTheRest() throws Exception {
        assertThat(allowedOrigin(fromAnotherSite("PUT", "/open/one"))).isEmpty();
        assertThat(allowedOrigin(fromAnotherSite("OPTIONS", "/open/one", "Access-Control-Request-Method", "PUT")))
                .isEmpty();
        assertThat(allowedOrigin(fromAnotherSite("GET", "/notes"))).isEmpty();
        assertThat(allowedOrigin(fromAnotherSite("OPTIONS", "/notes", "Access-Control-Request-Method", "GET")))
                .isEmpty();
    }

    @Test
    void aServiceListsWhatItAnswers() {
        assertThat(service.endpoints())
                .contains(
                        new Endpoint.Registered("/notes", Set.of("GET", "HEAD", "POST")),
                        new Endpoint.Registered("/open/{name}", Set.of("GET", "HEAD", "PUT")));
    }

    @Test
    void aBodyInAnotherCharsetIsRefused() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + "/notes"))
                .header("Content-Type", "application/json; charset=ISO-8859-1")
                .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"x\",\"stars\":1}"))
                .build();

        assertThat(HTTP.send(request, HttpResponse.BodyHandlers.ofString()).statusCode())
                .isEqualTo(415);
    }
}

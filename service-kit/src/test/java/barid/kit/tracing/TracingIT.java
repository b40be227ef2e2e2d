package barid.kit.tracing;

import barid.kit.TraceCollector;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.ProblemFeature;
import barid.kit.service.Logs;
import barid.kit.service.RunningService;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.http.HttpRouting;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class TracingIT {
    private static final String TRACE = "0af7651916cd43dd8448eb211c80319c";
    private static final String TRACEPARENT = "00-" + TRACE + "-b7ad6b7169203331-01";

    private static TraceCollector collector;
    private static String withinWrite;
    private static String withinLeaving;
    private static String withinUnsampled;
    private static String line;
    private static String nestedLine;
    private static String lineAfterwards;

    /** All is done once, and sent by the stop: each test then looks at what came. */
    @BeforeAll
    static void run() throws Exception {
        collector = TraceCollector.start();
        RunningService service = RunningService.begin(
                        "traced",
                        Config.just(ConfigSources.create(Map.of(
                                "server.host",
                                "127.0.0.1",
                                "tracing.endpoint",
                                collector.endpoint().toString()))))
                .serve(TracingIT::route);
        try {
            withinWrite = send(service, "PUT", "/api/notes/1", "traceparent", TRACEPARENT);
            send(service, "POST", "/api/notes/1");
            send(service, "DELETE", "/api/notes/1");
            send(service, "GET", "/api/notes/1");
            withinLeaving = send(service, "POST", "/leave/a-personal-token");
            work(service.tracing());
        } finally {
            service.stop();
            collector.close();
        }
    }

    private static void route(HttpRouting.Builder routing) {
        routing.addFeature(new ProblemFeature((request, problem) -> Optional.empty()));
        Endpoint.at("/api/notes/{id}")
                .get((request, response) -> response.send("read"))
                .put((request, response) -> response.send(TraceContext.current().orElse("none")))
                .post((request, response) -> {
                    throw Problem.of(409, "state", "No.");
                })
                .delete((request, response) -> {
                    throw new IllegalStateException("reader@example.org");
                })
                .register(routing);
        Endpoint.at("/leave/{token}")
                .post((request, response) ->
                        response.send(TraceContext.current().orElse("none")))
                .register(routing);
    }

    private static void work(Tracing tracing) {
        List<String> writes = IntStream.range(0, 100)
                .mapToObj(i -> "00-%032x-%016x-01".formatted(i + 1, i + 1))
                .toList();
        tracing.caused("follow many", writes).tell("barid.changes", 100).close();
        tracing.caused("follow none", List.of("nonsense")).close();
        try (Work work = tracing.request("not sampled", Optional.of(TRACEPARENT.replaceAll("01$", "00")))) {
            withinUnsampled = TraceContext.current().orElseThrow();
        }
        var json = Logs.formatter(Logs.Format.JSON);
        LogRecord said = new LogRecord(Level.INFO, "said");
        try (Work work = tracing.caused("work", List.of(TRACEPARENT))) {
            try (Work inner = tracing.request("inner", TraceContext.current())) {
                nestedLine = json.format(said);
            }
            line = json.format(said);
        }
        lineAfterwards = json.format(said);
    }

    private static String send(RunningService service, String method, String path, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .method(method, HttpRequest.BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString())
                    .body();
        }
    }

    private static TraceCollector.Span span(String name) {
        return collector.spans().stream()
                .filter(span -> span.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aWriteGoesOnInTheTraceOfItsCallerAndHandsItOn() {
        TraceCollector.Span span = span("PUT /api/notes/{id}");
        assertThat(span.service()).isEqualTo("traced");
        assertThat(span.traceId()).isEqualTo(TRACE);
        assertThat(span.parent()).isEqualTo("b7ad6b7169203331");
        assertThat(withinWrite).isEqualTo("00-" + TRACE + "-" + span.spanId() + "-01");
        assertThat(span.attributes())
                .containsEntry("http.route", "/api/notes/{id}")
                .containsEntry("http.response.status_code", "200");
    }

    @Test
    void aRefusedWriteTellsItsStatusAndABrokenOneOnlyTheKindOfItsFault() {
        assertThat(span("POST /api/notes/{id}").attributes()).containsEntry("http.response.status_code", "409");
        TraceCollector.Span broken = span("DELETE /api/notes/{id}");
        assertThat(broken.failed()).isTrue();
        assertThat(broken.toString()).contains("IllegalStateException").doesNotContain("reader@example.org");
    }

    @Test
    void readersAndTheirPersonalLinksAreNotTraced() {
        assertThat(withinLeaving).isEqualTo("none");
        assertThat(collector.spans())
                .isNotEmpty()
                .noneMatch(
                        span -> span.name().startsWith("GET") || span.toString().contains("leave"));
    }

    @Test
    void whatFollowsFromManyWritesIsInTheTraceOfEachUpToALimit() {
        assertThat(collector.spans())
                .filteredOn(span -> span.name().equals("follow many"))
                .hasSize(32)
                .allMatch(span -> span.traceId().endsWith(span.parent()))
                .allMatch(span -> "100".equals(span.attributes().get("barid.changes")));
        assertThat(collector.spans()).noneMatch(span -> span.name().equals("follow none"));
    }

    @Test
    void aCallerThatDoesNotSampleIsHeeded() {
        assertThat(withinUnsampled).startsWith("00-" + TRACE).endsWith("-00");
        assertThat(collector.spans()).noneMatch(span -> span.name().equals("not sampled"));
    }

    @Test
    void aLineOfTheLogNamesTheTraceThatItWasWrittenIn() {
        assertThat(List.of(line, nestedLine)).allMatch(text -> text.contains("\"trace_id\":\"" + TRACE + "\""));
        assertThat(lineAfterwards).contains("said").doesNotContain("trace_id");
    }

    @ParameterizedTest
    @CsvSource({"endpoint, collector", "ratio, 1.5", "queue, 0"})
    void aSettingThatIsNoneIsNamedAtTheStart(String key, String value) {
        var settings = new HashMap<>(Map.of("endpoint", "http://localhost:4318/v1/traces"));
        settings.put(key, value);
        assertThatThrownBy(() -> Tracing.from("a-service", Config.just(ConfigSources.create(settings))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("tracing." + key);
    }

    /** Start-up time is a product figure. */
    @Test
    void withoutACollectorNothingOfOpenTelemetryIsLoaded() throws Exception {
        URL[] path = Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(part -> !part.contains("opentelemetry"))
                .map(part -> {
                    try {
                        return new File(part).toURI().toURL();
                    } catch (MalformedURLException e) {
                        throw new IllegalArgumentException(e);
                    }
                })
                .toArray(URL[]::new);
        try (var without = new URLClassLoader(path, ClassLoader.getPlatformClassLoader())) {
            Class<?> config = without.loadClass("io.helidon.config.Config");
            Class<?> tracing = without.loadClass("barid.kit.tracing.Tracing");
            Object off = tracing.getMethod("from", String.class, config)
                    .invoke(null, "a-service", config.getMethod("empty").invoke(null));
            assertThat(tracing.getMethod("on").invoke(off)).isEqualTo(false);
            assertThatThrownBy(() -> without.loadClass("io.opentelemetry.api.trace.Span"))
                    .isInstanceOf(ClassNotFoundException.class);
        }
    }
}

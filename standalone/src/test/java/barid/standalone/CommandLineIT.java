package barid.standalone;

import barid.kit.Await;
import barid.kit.TestSmtpServer;
import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

class CommandLineIT {
    private static final boolean LONG = Boolean.getBoolean("barid.long");

    @TempDir
    private Path folder;

    private static int nineFreePorts() throws IOException {
        for (int first = 20_000; first < 60_000; first += 100) {
            if (Ports.from(first).taken(true).isEmpty()) {
                return first;
            }
        }
        throw new IOException("no ports");
    }

    private List<Path> left() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().startsWith("barid-"))
                    .toList();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aSignalStopsEveryProcessAndLeavesNothing(String signal) throws Exception {
        int port = nineFreePorts();
        try (BaridProcess barid = start(port, signal.equals("INT")).awaitReady()) {
            assertThat(left()).hasSize(1);
            Path data = left().getFirst();
            long database = Long.parseLong(
                    Files.readAllLines(data.resolve("data/postmaster.pid")).getFirst());
            assertThat(ProcessHandle.of(database)).isPresent();
            if (signal.equals("INT")) {
                digestsInEachLanguage(port);
            }
            barid.signal(signal);
            barid.exitCode();
            Await.until("the database is gone", () -> ProcessHandle.of(database).isEmpty());
            assertThat(left()).isEmpty();
            assertThat(Ports.from(port).taken(true)).isEmpty();
        }
    }

    /** The samples are put in only where they are looked at. */
    private BaridProcess start(int port, boolean samples) {
        String number = Integer.toString(port);
        return samples
                ? BaridProcess.start(folder, "--port", number)
                : BaridProcess.start(folder, "--port", number, "--empty");
    }

    /** Within 60 s of ready the mailbox shows a digest in Arabic, English and French. */
    private static void digestsInEachLanguage(int port) {
        try (Api api = new Api(BaridProcess.TOKEN)) {
            Set<String> languages = new TreeSet<>();
            Await.until("digests in three languages", Duration.ofSeconds(60), () -> {
                for (JsonNode mail : api.get(URI.create("http://localhost:" + (port + 3) + "/api/messages"))
                        .json()) {
                    languages.add(mail.path("language").asText());
                }
                return languages.containsAll(Set.of("ar", "en", "fr"));
            });
        }
    }

    @Test
    void aTakenPortIsNamedInOneLine() throws Exception {
        int port = nineFreePorts();
        try (ServerSocket taken = new ServerSocket(port + 1);
                BaridProcess barid = BaridProcess.start(folder, "--port", Integer.toString(port))) {
            assertThat(barid.exitCode()).isEqualTo(1);
            assertThat(barid.output().strip().lines())
                    .singleElement()
                    .asString()
                    .contains(Integer.toString(taken.getLocalPort()), "feed-service", "taken");
        }
    }

    @Test
    void anImportSaysWhenNobodyRuns() throws Exception {
        int port = nineFreePorts();
        try (BaridProcess nobody = BaridProcess.start(folder, "--port", Integer.toString(port), "import", "pom.xml")) {
            assertThat(nobody.exitCode()).isEqualTo(1);
            assertThat(nobody.output()).contains("No Barid answers at http://localhost:" + port);
        }
    }

    @Test
    void afterAKillInMidSendNothingIsLostAndADoubleKeepsItsMessageId() throws Exception {
        int port = nineFreePorts();
        Path data = folder.resolve("kept");
        int readers = 300;
        try (TestSmtpServer relay = new TestSmtpServer()) {
            Path config = TestOrganisation.write(
                    folder.resolve("organisation.yaml"),
                    Ports.from(port),
                    relay.port(),
                    "editions: {collecting-window: PT2S}\ndeliveries: {lease: " + (LONG ? "PT30S" : "PT3S") + "}");
            String[] options = {
                "--data", data.toString(), "--port", Integer.toString(port), "--config", config.toString()
            };
            relay.beforeAccepting(recipient -> pauseFor(Duration.ofMillis(20)));
            BaridProcess first = BaridProcess.start(folder, options).awaitReady();
            subscribe(port, readers);
            String article = publish(port);
            Await.until(
                    "mid-send", Duration.ofSeconds(60), () -> relay.accepted().size() > readers / 4);
            first.signal("KILL");
            first.exitCode();
            int before = relay.accepted().size();
            assertThat(before).isLessThan(readers);

            try (BaridProcess second = BaridProcess.start(folder, options).awaitReady()) {
                Await.until(
                        "everybody has a digest",
                        Duration.ofSeconds(120),
                        () -> recipients(relay).size() == readers);
                assertThat(title(article)).isEqualTo("In mid-send");
                doublesKeepTheirMessageId(relay, readers);
                nextDigestComesAlone(relay, port, readers);
            }
            if (LONG) {
                try (BaridProcess third = BaridProcess.start(folder, options).awaitReady()) {
                    nextDigestComesAlone(relay, port, readers);
                }
            }
        }
    }

    /** A further article goes out to all: whatever would be sent again is sent by then. */
    private static void nextDigestComesAlone(TestSmtpServer relay, int port, int readers) throws Exception {
        int before = relay.accepted().size();
        publish(port);
        Await.until(
                "the next digest",
                Duration.ofSeconds(120),
                () -> relay.accepted().size() >= before + readers);
        assertThat(relay.accepted().subList(before, relay.accepted().size())).hasSize(readers);
    }

    private static void doublesKeepTheirMessageId(TestSmtpServer relay, int readers) {
        var ids = relay.accepted().stream()
                .collect(Collectors.groupingBy(
                        TestSmtpServer.Accepted::recipient,
                        Collectors.mapping(mail -> mail.header("Message-ID"), Collectors.toSet())));
        assertThat(ids.values()).allMatch(messageIds -> messageIds.size() == 1);
        // At most the 25 marked as attempting of each connection can be doubled; the default is 4 connections.
        assertThat(relay.accepted().size() - readers).isLessThanOrEqualTo(100);
    }

    private static Set<String> recipients(TestSmtpServer relay) {
        return new HashSet<>(relay.accepted().stream()
                .map(TestSmtpServer.Accepted::recipient)
                .toList());
    }

    private static void subscribe(int port, int readers) throws Exception {
        try (Api api = new Api(BaridProcess.TOKEN)) {
            for (int i = 0; i < readers; i++) {
                ObjectNode body = Json.MAPPER.createObjectNode();
                body.put("email", "reader" + i + "@example.org").put("cadence", "immediate");
                body.putArray("languages").add("en");
                body.put("consent", "test").put("position", 0);
                assertThat(api.postJson(
                                        URI.create("http://localhost:" + (port + 2) + "/newsletter/api/subscribers"),
                                        body)
                                .status())
                        .isEqualTo(201);
            }
        }
    }

    private static String publish(int port) throws Exception {
        try (Api api = new Api(BaridProcess.TOKEN)) {
            URI articles = URI.create("http://localhost:" + port);
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.put("language", "en")
                    .put("title", "In mid-send")
                    .put("summary", "One.")
                    .put("html", "<p>Text.</p>");
            Api.Answer created = api.postJson(articles.resolve("/api/articles"), body);
            assertThat(created.status()).as(created.text()).isEqualTo(201);
            String location = articles.resolve(created.location()).toString();
            assertThat(api.postJson(URI.create(location + "/translations/en/publish"), Json.MAPPER.createObjectNode())
                            .status())
                    .isEqualTo(200);
            return location;
        }
    }

    private static String title(String article) throws Exception {
        try (Api api = new Api(BaridProcess.TOKEN)) {
            return api.get(URI.create(article + "/translations/en"))
                    .json()
                    .path("title")
                    .asText();
        }
    }

    private static void pauseFor(Duration time) {
        java.util.concurrent.locks.LockSupport.parkNanos(time.toNanos());
    }
}

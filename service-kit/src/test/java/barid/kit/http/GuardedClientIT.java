package barid.kit.http;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@Timeout(30)
class GuardedClientIT {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> looked = new CopyOnWriteArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private final List<GuardedClient> clients = new ArrayList<>();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", exchange -> {
            asked.add(exchange.getRequestHeaders().getFirst("Host") + exchange.getRequestURI());
            byte[] body = "0123456789".getBytes(StandardCharsets.US_ASCII);
            switch (exchange.getRequestURI().getPath()) {
                case "/moved" -> redirect(exchange, "/here");
                case "/loop" -> redirect(exchange, "/loop");
                case "/inside" -> redirect(exchange, "http://inside.example:" + port() + "/secret");
                case "/file" -> redirect(exchange, "file:///etc/passwd");
                case "/slow" -> {
                    exchange.sendResponseHeaders(200, 10);
                    exchange.getResponseBody().write(body, 0, 5);
                    exchange.getResponseBody().flush();
                    await();
                }
                case "/endless" -> {
                    exchange.sendResponseHeaders(200, 0);
                    exchange.getResponseBody().write(new byte[200]);
                }
                default -> {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                }
            }
            exchange.close();
        });
        server.start();
    }

    private void await() {
        try {
            over.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void redirect(com.sun.net.httpserver.HttpExchange exchange, String to) throws IOException {
        exchange.getResponseHeaders().set("Location", to);
        exchange.sendResponseHeaders(302, -1);
    }

    @AfterEach
    void stop() {
        over.countDown();
        clients.forEach(GuardedClient::close);
        server.stop(0);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    private GuardedClient client(boolean allowPrivate, Duration total) {
        GuardedClient client = GuardedClients.named(allowPrivate, total, host -> {
            looked.add(host);
            return new InetAddress[] {InetAddress.getLoopbackAddress()};
        });
        clients.add(client);
        return client;
    }

    private GuardedClient.Answer get(GuardedClient client, String path) throws Exception {
        return client.send(GuardedClient.Request.get(URI.create("http://news.example:" + port() + path)), 100);
    }

    @Test
    void connectsToTheAddressThatItCheckedAndLooksItUpOnce() throws Exception {
        GuardedClient.Answer answer = get(client(true, Duration.ofSeconds(10)), "/x");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).hasSize(10);
        assertThat(asked).containsExactly("news.example:" + port() + "/x");
        assertThat(looked).containsExactly("news.example");
    }

    @Test
    void aNameThatLeadsInsideIsRefusedAndNothingIsSent() {
        assertThatThrownBy(() -> get(client(false, Duration.ofSeconds(10)), "/x"))
                .isInstanceOf(GuardedClient.Refused.class)
                .hasMessageContaining("news.example");
        assertThat(asked).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://127.0.0.1:%d/",
                "http://localhost:%d/",
                "http://[::1]:%d/",
                "http://[::ffff:127.0.0.1]:%d/",
                "http://2130706433:%d/",
                "http://127.1:%d/",
                "http://0.0.0.0:%d/",
                "file:///etc/passwd",
                "ftp://x.example/",
                "http://user@news.example/",
                "http://news.example:25/",
                "/relative"
            })
    void privateAddressesInEveryFormAndWhatIsNotTheWebAreRefused(String form) {
        GuardedClient client = GuardedClients.named(false, Duration.ofSeconds(10), InetAddress::getAllByName);
        clients.add(client);
        URI uri = URI.create(form.formatted(port()));
        assertThatThrownBy(() -> client.send(GuardedClient.Request.get(uri), 100))
                .isInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.status(GuardedClient.Request.post(
                        uri, Map.of("Content-Type", "text/plain"), "x".getBytes(StandardCharsets.US_ASCII))))
                .isInstanceOf(IOException.class);
        assertThat(asked).isEmpty();
        if (!form.contains("localhost")) {
            assertThatThrownBy(() -> client.check(uri)).isInstanceOf(GuardedClient.Refused.class);
        }
    }

    @Test
    void aNameThatChangesItsAnswerLeadsNowhereInside() throws Exception {
        Queue<InetAddress> answers = new ConcurrentLinkedQueue<>(
                List.of(InetAddress.ofLiteral("3000::1"), InetAddress.getLoopbackAddress()));
        GuardedClient client = GuardedClients.named(false, Duration.ofMillis(200), host -> {
            looked.add(host);
            return new InetAddress[] {answers.remove()};
        });
        clients.add(client);

        // asked at the public address, where nobody is, and not looked up once more
        assertThatThrownBy(() -> get(client, "/x")).isNotInstanceOf(GuardedClient.Refused.class);
        assertThat(looked).hasSize(1);
        assertThatThrownBy(() -> get(client, "/x")).isInstanceOf(GuardedClient.Refused.class);
        assertThat(looked).hasSize(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatMustNotBeRedirectedIsNot() throws Exception {
        GuardedClient client = client(true, Duration.ofSeconds(10));
        URI moved = URI.create("http://news.example:" + port() + "/moved");

        assertThat(client.send(GuardedClient.Request.getOnce(moved), 100).status())
                .isEqualTo(302);
        assertThat(client.status(GuardedClient.Request.post(
                        moved, Map.of("Content-Type", "text/plain"), "x".getBytes(StandardCharsets.US_ASCII))))
                .isEqualTo(302);
        assertThat(asked).hasSize(2).allMatch(path -> path.endsWith("/moved"));
    }

    @Test
    void aStatusIsReadWhateverFollowsIt() throws Exception {
        GuardedClient client = client(true, Duration.ofSeconds(10));
        for (String path : List.of("/x", "/endless", "/slow", "/x")) {
            URI uri = URI.create("http://news.example:" + port() + path);
            assertThat(client.status(GuardedClient.Request.get(uri))).isEqualTo(200);
        }
    }

    @Test
    void manyAreAskedAtOnceWithoutAThreadOfTheSystemForEach() throws Exception {
        int many = 200;
        CyclicBarrier together = new CyclicBarrier(many);
        server.createContext("/together", exchange -> {
            try {
                together.await();
            } catch (InterruptedException | BrokenBarrierException e) {
                throw new IOException(e);
            }
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        GuardedClient client = new GuardedClient(
                true,
                Duration.ofSeconds(5),
                Duration.ofSeconds(20),
                new GuardedClient.Connections(many, many),
                InetAddress::getAllByName);
        clients.add(client);
        URI uri = URI.create("http://127.0.0.1:" + port() + "/together");
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Integer>> answers = IntStream.range(0, many)
                    .mapToObj(i -> callers.submit(() -> client.status(GuardedClient.Request.getOnce(uri))))
                    .toList();
            for (Future<Integer> answer : answers) {
                assertThat(answer.get()).isEqualTo(204);
            }
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().matches("outgoing-[0-9]+"));
    }

    @Test
    void redirectsAreFollowedAndCheckedAnew() throws Exception {
        GuardedClient.Answer answer = get(client(true, Duration.ofSeconds(10)), "/moved");
        assertThat(answer.uri().getPath()).isEqualTo("/here");

        assertThatThrownBy(() -> get(client(true, Duration.ofSeconds(10)), "/loop"))
                .hasMessageContaining("redirected");
        assertThatThrownBy(() -> get(client(true, Duration.ofSeconds(10)), "/file"))
                .isInstanceOf(GuardedClient.Refused.class);
        looked.clear();
        get(client(true, Duration.ofSeconds(10)), "/inside");
        assertThat(looked).containsExactly("news.example", "inside.example");
    }

    @Test
    void whatIsTooLongOrTooSlowIsGivenUp() {
        assertThatThrownBy(() -> get(client(true, Duration.ofSeconds(10)), "/endless"))
                .hasMessageContaining("longer than 100");
        assertThatThrownBy(() -> get(client(true, Duration.ofMillis(300)), "/slow"))
                .isInstanceOf(IOException.class);
    }
}

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
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;

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
        GuardedClient client = new GuardedClient(allowPrivate, Duration.ofSeconds(5), total, host -> {
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
        GuardedClient client =
                new GuardedClient(false, Duration.ofSeconds(5), Duration.ofSeconds(10), InetAddress::getAllByName);
        clients.add(client);
        URI uri = URI.create(form.formatted(port()));
        assertThatThrownBy(() -> client.send(GuardedClient.Request.get(uri), 100))
                .isInstanceOf(IOException.class);
        assertThat(asked).isEmpty();
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

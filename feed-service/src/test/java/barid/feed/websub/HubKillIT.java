package barid.feed.websub;

import barid.kit.Await;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Many subscriptions of one topic, and a process that is killed when half of them have been told. */
@Timeout(300)
class HubKillIT {
    private static final int SUBSCRIPTIONS = Boolean.getBoolean("barid.long") ? 10_000 : 1_000;
    private static final int HOSTS = 50;
    private static final int CONCURRENCY = 50;

    @TempDir
    private Path folder;

    private final TestHub hub = new TestHub(Map.of(
            "hub.concurrency", Integer.toString(CONCURRENCY),
            "hub.claim", "PT5S",
            "hub.timeout", "PT4S"));
    private final Set<String> told = ConcurrentHashMap.newKeySet();
    private final AtomicInteger deliveries = new AtomicInteger();
    private final AtomicInteger unsigned = new AtomicInteger();
    private final CountDownLatch killed = new CountDownLatch(1);
    private HttpServer server;

    @BeforeEach
    void open() throws IOException {
        server = HttpServer.create(new InetSocketAddress(0), 1_000);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::take);
        server.start();
    }

    @AfterEach
    void stop() {
        killed.countDown();
        hub.close();
        server.stop(0);
    }

    /** From the middle on nobody is answered until the process is gone. */
    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (deliveries.incrementAndGet() > SUBSCRIPTIONS / 2) {
            try {
                killed.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        if (body.contains("For thousands")) {
            told.add(exchange.getRequestURI().getPath());
        }
        if (exchange.getRequestHeaders().getFirst("X-Hub-Signature") == null) {
            unsigned.incrementAndGet();
        }
        exchange.sendResponseHeaders(204, -1);
        exchange.close();
    }

    private void subscribeAll() {
        hub.execute(
                "INSERT INTO subscription (feed, format, callback, host, secret, lease_until, position, next_attempt)"
                        + " SELECT f.key, 'atom', 'http://' || host || ':"
                        + server.getAddress().getPort() + "/' || n, host,"
                        + " 'secret ' || n % 3, now() + interval '1 day', f.position, now()"
                        + " FROM feed f, generate_series(1, " + SUBSCRIPTIONS
                        + ") n, LATERAL (SELECT '127.0.0.' || 1 + n % " + HOSTS
                        + " AS host) h WHERE f.key = 'en/articles'");
    }

    @Test
    void everybodyIsToldAlthoughTheProcessIsKilledHalfWay() throws Exception {
        try (FeedProcess process = FeedProcess.start(hub.configuration(), folder)) {
            subscribeAll();
            hub.publish("For thousands");
            Await.until("half are told", Duration.ofSeconds(60), () -> deliveries.get() > SUBSCRIPTIONS / 2);
            process.kill();
        }
        killed.countDown();
        hub.start();
        Await.until("everybody is told", Duration.ofSeconds(120), () -> told.size() == SUBSCRIPTIONS);
        Await.until("nobody is behind", () -> hub.report().get("failing").isEmpty());
        assertThat(unsigned).hasValue(0);
        // At least once: told again are those who were asked when the process died, and whose outcome was not written.
        assertThat(deliveries.get()).isBetween(SUBSCRIPTIONS, SUBSCRIPTIONS + 4 * CONCURRENCY);
    }
}

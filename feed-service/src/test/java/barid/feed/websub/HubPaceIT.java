package barid.feed.websub;

import barid.kit.Await;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** How soon subscribers hear of an article. */
@Tag("alone")
@Timeout(120)
class HubPaceIT {
    private static final int ARTICLES = 9;
    private static final int OTHERS = 20;

    private final TestHub hub = TestHub.started();
    private final Subscribers subscribers = new Subscribers();

    @AfterEach
    void stop() {
        hub.close();
        subscribers.close();
    }

    private boolean has(String path, String title) {
        return subscribers.posts(path).stream().anyMatch(post -> post.text().contains(title));
    }

    @Test
    void anArticleReachesItsSubscribersWithinTwoSecondsAtTheMedian() throws Exception {
        hub.subscribe(TestHub.ATOM, subscribers.callback("/timed"));
        List<Duration> times = new ArrayList<>();
        for (int i = 0; i < ARTICLES; i++) {
            String title = "Timed article " + i + ".";
            long start = System.nanoTime();
            hub.publish(title);
            Await.until("it is delivered", () -> has("/timed", title));
            times.add(Duration.ofNanos(System.nanoTime() - start));
        }
        Collections.sort(times);
        assertThat(times.get(ARTICLES / 2)).as("of " + times).isLessThan(Duration.ofSeconds(2));
    }

    /** Dead ones at two hosts, one of them that of the others, take the connection and say nothing. */
    @Test
    void aDeadCallbackDelaysTheOthersByLessThanASecond() throws Exception {
        try (ServerSocket dead = new ServerSocket()) {
            dead.bind(new InetSocketAddress(InetAddress.getByName("0.0.0.0"), 0), 200);
            insert("http://127.0.0.1:" + dead.getLocalPort() + "/dead", "127.0.0.1");
            for (int i = 0; i < 2 * OTHERS; i++) {
                insert("http://127.0.0.2:" + dead.getLocalPort() + "/dead/" + i, "127.0.0.2");
            }
            IntStream.range(0, OTHERS).forEach(i -> insert(subscribers.callback("/well/" + i), "127.0.0.1"));
            hub.publish("For the living");
            Await.until(
                    "readers see it",
                    () -> hub.reader().text("/feeds/en/articles.atom").contains("For the living"));
            Await.until(
                    "the living have it",
                    Duration.ofSeconds(1),
                    () -> IntStream.range(0, OTHERS).allMatch(i -> has("/well/" + i, "For the living")));
            assertThat(hub.report().get("failing")).isEmpty();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void insert(String callback, String host) {
        hub.execute(
                "INSERT INTO subscription (feed, format, callback, host, secret, lease_until, position, next_attempt)"
                        + " SELECT key, 'atom', '" + callback + "', '" + host
                        + "', '', now() + interval '1 day', position, now()"
                        + " FROM feed WHERE key = 'en/articles'");
    }
}

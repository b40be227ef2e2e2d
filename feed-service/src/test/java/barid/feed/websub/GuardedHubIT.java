package barid.feed.websub;

import barid.feed.entries.FeedKey;
import barid.feed.publishing.FeedDocument;
import barid.feed.publishing.FeedFormat;
import barid.kit.http.GuardedClient;
import barid.kit.http.GuardedClients;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;

/** Whoever subscribes cannot make the hub ask what is not in the public Internet. */
@Timeout(60)
class GuardedHubIT {
    private static final FeedDocument DOCUMENT = new FeedDocument(FeedKey.articles("en"), FeedFormat.ATOM);

    private static final List<String> INSIDE = List.of(
            "http://127.0.0.1/",
            "http://127.1/",
            "http://2130706433/",
            "http://[::1]/",
            "http://10.1.2.3/",
            "http://192.168.0.1/",
            "http://172.16.5.5/",
            "http://169.254.169.254/latest/meta-data",
            "http://[fe80::1]/",
            "http://[fd00::1]/",
            "http://[::ffff:10.0.0.1]/",
            "http://0.0.0.0/",
            "https://100.64.0.1/");

    private final Subscribers inside = new Subscribers();

    private record State(long position) implements Newest.State {
        @Override
        public byte[] whole() {
            return new byte[] {'x'};
        }

        @Override
        public Optional<byte[]> news(long since) {
            return Optional.of(whole());
        }
    }

    @AfterEach
    void stop() {
        inside.close();
    }

    @Test
    void aCallbackInsideIsRefusedAtOnce() throws Exception {
        try (TestHub hub = new TestHub(Map.of("hub.allow-private", "false"))) {
            hub.start();
            for (String callback : INSIDE) {
                HttpResponse<String> answer = hub.request("subscribe", TestHub.ATOM, callback);
                assertThat(answer.statusCode()).as(callback).isEqualTo(422);
                assertThat(answer.body()).contains("\"field\":\"hub.callback\"");
            }
            assertThat(hub.request("subscribe", TestHub.ATOM, "http://127.0.0.1/")
                            .body())
                    .contains("public Internet");
        }
    }

    private static Verdict ask(GuardedClient http, String callback) throws Exception {
        SubscriptionRequest request =
                new SubscriptionRequest(SubscriptionRequest.Mode.SUBSCRIBE, DOCUMENT, URI.create(callback), "", 3_600);
        return new Verification(http, TestHub.BASE, new Random(1)).ask(request);
    }

    private static Outcome deliver(GuardedClient http, String callback) throws Exception {
        URI uri = URI.create(callback);
        return new Courier(http, TestHub.BASE, document -> Optional.of(new State(2)))
                .deliver(new Delivery(1, DOCUMENT, callback, uri.getHost(), "", 1, 2, 0, Instant.MAX));
    }

    @Test
    void aNameThatLeadsInsideIsNeverAsked() throws Exception {
        try (GuardedClient http = GuardedClients.named(
                false, Duration.ofSeconds(2), host -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
            String callback = "http://subscriber.example:" + inside.port() + "/in";
            assertThat(ask(http, callback)).isEqualTo(Verdict.REFUSED);
            assertThat(deliver(http, callback)).isInstanceOf(Outcome.Failed.class);
            assertThat(inside.questions("/in")).isEmpty();
            assertThat(inside.posts("/in")).isEmpty();
        }
    }

    /** Public when it is verified and private when it is delivered to; nothing answers at the public address. */
    @Test
    void aNameThatChangesItsAnswerLeadsNowhere() throws Exception {
        AtomicInteger looked = new AtomicInteger();
        try (GuardedClient http = GuardedClients.named(false, Duration.ofMillis(500), host -> changing(looked))) {
            String callback = "http://changing.example:" + inside.port() + "/in";
            assertThat(ask(http, callback)).isNotEqualTo(Verdict.CONFIRMED);
            assertThat(deliver(http, callback))
                    .isEqualTo(new Outcome.Failed(1, 1, "refused: not an address of the public Internet"));
            assertThat(looked).hasValue(2);
            assertThat(inside.questions("/in")).isEmpty();
            assertThat(inside.posts("/in")).isEmpty();
        }
    }

    private static InetAddress[] changing(AtomicInteger looked) {
        // The first is given to nobody (RFC 4291 section 2.4: global unicast, unassigned).
        return new InetAddress[] {
            looked.incrementAndGet() == 1 ? InetAddress.ofLiteral("3000::1") : InetAddress.getLoopbackAddress()
        };
    }

    @Test
    void aRedirectIsNotFollowedWhereverItLeads() throws Exception {
        inside.redirecting("/moved", inside.callback("/secret"));
        try (GuardedClient http = GuardedClients.named(
                true, Duration.ofSeconds(2), host -> new InetAddress[] {InetAddress.getLoopbackAddress()})) {
            assertThat(ask(http, inside.callback("/moved"))).isEqualTo(Verdict.REFUSED);
            assertThat(deliver(http, inside.callback("/moved"))).isEqualTo(new Outcome.Failed(1, 1, "answered 307"));
            assertThat(inside.questions("/secret")).isEmpty();
            assertThat(inside.posts("/secret")).isEmpty();
        }
    }
}

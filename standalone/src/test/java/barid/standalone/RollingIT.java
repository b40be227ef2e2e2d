package barid.standalone;

import barid.kit.Await;
import barid.kit.TestSmtpServer;
import barid.kit.http.Json;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Every instance of every service is replaced while it is used, as a rolling update does it. */
@Tag("alone")
@EnabledIfSystemProperty(named = "barid.long", matches = "true")
class RollingIT {
    private static final int READERS = 5_000;
    private static final int INSTANCES = 2;
    private static final String[] AUTHORIZED = {"Authorization", "Bearer " + Deployment.TOKEN};

    /** So slow is the relay that the edition lasts for as long as newsletter-service is replaced. */
    private final AtomicLong nanosAMail = new AtomicLong(400_000_000);

    @Test
    void noReaderNoWriterAndNoSubscriberNotices(@TempDir Path folder) throws Exception {
        Software software = Software.current();
        try (Deployment deployment = new Deployment(folder)) {
            deployment.migrate(software);
            deployment.start(software, INSTANCES, "article", "feed", "newsletter");
            subscribeAll(deployment);
            deployment.smtp.beforeAccepting(reader -> LockSupport.parkNanos(nanosAMail.get()));
            announceEdition(deployment);
            Load load = Load.start(deployment, true);
            try (load) {
                Await.until(
                        "the edition is under way",
                        () -> deployment.smtp.accepted().size() > 50);
                deployment.roll("newsletter", software);
                assertThat(deployment.smtp.accepted().size())
                        .as("still in mid-edition")
                        .isLessThan(READERS);
                nanosAMail.set(5_000_000);
                deployment.roll("article", software);
                deployment.roll("feed", software);
            }
            load.answered().forEach((who, count) -> System.out.println("  " + who + ": " + count));
            System.out.println(
                    "  not answered as they should be: " + load.failures().size());
            assertThat(load.failures()).isEmpty();
            assertThat(load.answered().values())
                    .allSatisfy(count -> assertThat(count.get()).isGreaterThan(50));
            for (String service : Deployment.SERVICES) {
                assertThat(deployment.balancer(service).refused()).as(service).isZero();
            }
            assertAllPublished(deployment, load.published());
            assertEachReaderHasOneMail(deployment);
        }
    }

    private static void subscribeAll(Deployment deployment) throws Exception {
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor();
                KeptConnection articles = new KeptConnection(deployment.port("article"))) {
            assertThat(articles.send(
                                    "PUT",
                                    "/api/topics/edition",
                                    "{\"names\":{\"en\":\"Edition\"}}",
                                    "Content-Type",
                                    "application/json",
                                    AUTHORIZED[0],
                                    AUTHORIZED[1])
                            .status())
                    .isEqualTo(201);
            // The first is taken when newsletter-service knows the topic.
            Await.until("the topic is known", () -> {
                try (KeptConnection newsletter = new KeptConnection(deployment.port("newsletter"))) {
                    subscribe(newsletter, 0);
                    return true;
                }
            });
            List<Future<?>> all = new ArrayList<>();
            int callersCount = 4;
            for (int caller = 1; caller <= callersCount; caller++) {
                int from = caller;
                all.add(callers.submit(() -> {
                    try (KeptConnection newsletter = new KeptConnection(deployment.port("newsletter"))) {
                        for (int reader = from; reader < READERS; reader += callersCount) {
                            subscribe(newsletter, reader);
                        }
                    }
                    return true;
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    private static void subscribe(KeptConnection newsletter, int reader) throws IOException {
        KeptConnection.Answer answer =
                newsletter.post("/newsletter/api/subscribers", "application/json", """
                        {"email":"reader%d@example.net","languages":["en"],"topics":["edition"],"cadence":"immediate",
                         "consent":"sample"}""".formatted(reader), AUTHORIZED);
        assertThat(answer.status()).as(answer.text()).isEqualTo(201);
    }

    private static void announceEdition(Deployment deployment) throws IOException {
        try (KeptConnection articles = new KeptConnection(deployment.port("article"))) {
            ObjectNode body = Json.MAPPER
                    .createObjectNode()
                    .put("language", "en")
                    .put("title", "The edition")
                    .put("html", "<p>For everybody.</p>");
            body.putArray("topics").add("edition");
            KeptConnection.Answer written =
                    articles.post("/api/articles", "application/json", body.toString(), AUTHORIZED);
            assertThat(written.status()).as(written.text()).isEqualTo(201);
            assertThat(articles.post(
                                    written.header("location") + "/translations/en/publish",
                                    "application/json",
                                    "{}",
                                    AUTHORIZED)
                            .status())
                    .isEqualTo(200);
        }
    }

    /** The Atom feed with its archive holds all of them. */
    private static void assertAllPublished(Deployment deployment, List<String> articles) {
        Await.until("all are in the feed", Duration.ofSeconds(60), () -> {
            assertThat(inFeed(deployment)).containsAll(articles);
            return true;
        });
        System.out.println("  published and in the feed: " + articles.size());
    }

    private static Set<String> inFeed(Deployment deployment) throws IOException {
        Set<String> found = new HashSet<>();
        try (KeptConnection feeds = new KeptConnection(deployment.port("feed"))) {
            String path = "/feeds/en/articles.atom";
            while (!path.isEmpty()) {
                String document = feeds.get(path).text();
                Matcher ids =
                        Pattern.compile("<id>tag:[^<]*:([0-9a-f-]{36}):en</id>").matcher(document);
                while (ids.find()) {
                    found.add(ids.group(1));
                }
                Matcher older = Pattern.compile("<link[^>]*rel=\"prev-archive\"[^>]*href=\"https?://[^/\"]+([^\"]+)\"")
                        .matcher(document);
                path = older.find() ? older.group(1) : "";
            }
        }
        return found;
    }

    private static void assertEachReaderHasOneMail(Deployment deployment) {
        Await.until(
                "all is sent",
                Duration.ofSeconds(180),
                () -> deployment
                        .strings("newsletter", "SELECT count(*) FROM delivery_state WHERE state = 'sent'")
                        .equals(List.of(Integer.toString(READERS))));
        List<String> mailed = deployment.smtp.accepted().stream()
                .map(TestSmtpServer.Accepted::recipient)
                .toList();
        System.out.println("  mails: " + mailed.size() + ", readers: " + new HashSet<>(mailed).size());
        assertThat(mailed).doesNotHaveDuplicates().hasSize(READERS);
        assertThat(deployment.smtp.accepted())
                .allSatisfy(mail -> assertThat(mail.raw()).contains("The edition"));
    }
}

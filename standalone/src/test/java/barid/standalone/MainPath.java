package barid.standalone;

import barid.kit.Await;
import barid.kit.TestSmtpServer;
import barid.kit.http.Json;
import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The shortest way through all three services, by HTTP and SMTP alone, so that any release can be asked: an address signs up and
 * confirms, an article is published, is in both feeds, comes by mail, and one click ends it; withdrawn it leaves the feeds.
 */
final class MainPath {
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final String[] AUTHORIZED = {"Authorization", "Bearer " + Deployment.TOKEN};

    private final Deployment deployment;
    private final String title;
    private final String address;

    private MainPath(Deployment deployment, String name) {
        this.deployment = deployment;
        this.title = "Walked by " + name;
        this.address = name + "@example.org";
    }

    /** Walks it; {@code name} is a lower-case word not used before on this deployment. */
    static void walk(Deployment deployment, String name) throws IOException, MessagingException {
        MainPath path = new MainPath(deployment, name);
        path.signUp();
        String article = path.publish();
        path.awaitInFeeds(article);
        path.readMailAndLeave();
        path.withdraw(article);
        System.out.println("  from article to feed and mailbox: " + name);
    }

    private void signUp() throws IOException, MessagingException {
        try (KeptConnection newsletter = new KeptConnection(deployment.port("newsletter"))) {
            KeptConnection.Answer answer = newsletter.post(
                    "/newsletter/api/subscriptions",
                    "application/json",
                    "{\"email\":\"" + address + "\",\"languages\":[\"en\"],\"cadence\":\"immediate\"}");
            assertThat(answer.status()).as(answer.text()).isEqualTo(202);
            Await.until(
                    "the confirmation",
                    LIMIT,
                    () -> mail("/newsletter/confirm/").isPresent());
            Matcher link = Pattern.compile("(/newsletter/confirm/[^\\s<>\"]+)")
                    .matcher(mail("/newsletter/confirm/").orElseThrow());
            assertThat(link.find()).isTrue();
            assertThat(newsletter.post(link.group(), "text/plain", "").status()).isIn(200, 303);
        }
    }

    private String publish() throws IOException {
        try (KeptConnection articles = new KeptConnection(deployment.port("article"))) {
            KeptConnection.Answer written = articles.post(
                    "/api/articles",
                    "application/json",
                    Json.MAPPER
                            .createObjectNode()
                            .put("language", "en")
                            .put("title", title)
                            .put("html", "<p>All the way.</p>")
                            .toString(),
                    AUTHORIZED);
            assertThat(written.status()).as(written.text()).isEqualTo(201);
            String article = written.header("location");
            act(articles, article, "publish", "{}");
            return article;
        }
    }

    private static void act(KeptConnection articles, String article, String act, String body) throws IOException {
        KeptConnection.Answer answer =
                articles.post(article + "/translations/en/" + act, "application/json", body, AUTHORIZED);
        assertThat(answer.status()).as(answer.text()).isEqualTo(200);
    }

    private void awaitInFeeds(String article) {
        String id = article.substring(article.lastIndexOf('/') + 1) + ":en";
        Await.until(
                "in both feeds",
                LIMIT,
                () -> feed("atom").contains(id) && feed("rss").contains(title));
    }

    private String feed(String format) throws IOException {
        try (KeptConnection feeds = new KeptConnection(deployment.port("feed"))) {
            return feeds.get("/feeds/en/articles." + format).text();
        }
    }

    private void readMailAndLeave() throws IOException {
        Await.until("the digest", LIMIT, () -> mail(title).isPresent());
        TestSmtpServer.Accepted digest = deployment.smtp.accepted().stream()
                .filter(mail -> mail.recipient().equals(address)
                        && !mail.header("List-Unsubscribe").isEmpty())
                .findFirst()
                .orElseThrow();
        Matcher link = Pattern.compile("<https?://[^/]+([^>]+)>").matcher(digest.header("List-Unsubscribe"));
        assertThat(link.find()).isTrue();
        try (KeptConnection newsletter = new KeptConnection(deployment.port("newsletter"))) {
            assertThat(newsletter
                            .post(link.group(1), "application/x-www-form-urlencoded", "List-Unsubscribe=One-Click")
                            .status())
                    .isBetween(200, 299);
        }
    }

    private void withdraw(String article) throws IOException {
        try (KeptConnection articles = new KeptConnection(deployment.port("article"))) {
            act(articles, article, "withdraw", "{\"reason\":\"It was walked.\"}");
        }
        Await.until(
                "out of the feeds",
                LIMIT,
                () -> !feed("rss").contains(title) && feed("atom").contains("It was walked."));
    }

    /** The text of a mail to the address that holds {@code words}. */
    private Optional<String> mail(String words) throws MessagingException, IOException {
        for (TestSmtpServer.Accepted mail : deployment.smtp.accepted()) {
            if (mail.recipient().equals(address)) {
                String text = text(mail.raw());
                if (text.contains(words)) {
                    return Optional.of(text);
                }
            }
        }
        return Optional.empty();
    }

    private static String text(String raw) throws MessagingException, IOException {
        MimeMessage message = new MimeMessage(
                null, new ByteArrayInputStream(raw.replace("\n", "\r\n").getBytes(StandardCharsets.ISO_8859_1)));
        if (!(message.getContent() instanceof Multipart parts)) {
            return String.valueOf(message.getContent());
        }
        for (int i = 0; i < parts.getCount(); i++) {
            BodyPart part = parts.getBodyPart(i);
            if (part.isMimeType("text/plain")) {
                return String.valueOf(part.getContent());
            }
        }
        return "";
    }
}

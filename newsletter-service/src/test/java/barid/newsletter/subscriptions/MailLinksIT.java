package barid.newsletter.subscriptions;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import barid.newsletter.keys.Keys;
import jakarta.mail.Multipart;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Programs open each link of each mail, again and again, from many places; people press buttons. */
class MailLinksIT {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Pattern OURS = Pattern.compile("http://localhost:8083(/newsletter/[A-Za-z0-9/_?=&.-]+)");
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);

    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(
                database,
                feed.url(),
                sink.port(),
                Clock.systemUTC(),
                Map.of("trusted-proxies.0", "127.0.0.1", "deliveries.retry-gaps.0", "PT3S"));
    }

    @AfterAll
    static void stop() {
        newsletter.close();
        sink.close();
        feed.close();
    }

    @Test
    void noLinkOfAnyMailChangesARowWhoeverOpensIt() throws Exception {
        subscribed("digest@example.org", "immediate");
        UUID moving = subscribed("old@example.org", "daily");
        askToMove(moving, "new@example.org");
        newsletter.post(link("new@example.org", "/newsletter/address/"), FORM, "");
        UUID waiting = subscribed("staying@example.org", "daily");
        askToMove(waiting, "elsewhere@example.org");
        signUp("digest@example.org");
        signUp("pending@example.org");
        feed.announce(Articles.published(1, "en", "A headline"));
        Set<String> links = new TreeSet<>();
        for (String email :
                new String[] {"pending@example.org", "new@example.org", "old@example.org", "elsewhere@example.org"}) {
            Await.until("a mail to " + email, () -> !sink.mailsTo(email).isEmpty());
            links.addAll(links(sink.mailsTo(email).getLast()));
        }
        Await.until(
                "standing and digest", () -> sink.mailsTo("digest@example.org").size() == 2);
        for (SmtpSink.Mail mail : sink.mailsTo("digest@example.org")) {
            links.addAll(links(mail));
        }
        for (String kind : new String[] {"confirm", "address", "preferences", "unsubscribe", "editions"}) {
            assertThat(links).anyMatch(link -> link.startsWith("/newsletter/" + kind + "/"));
        }
        Await.until(
                "nothing is under way",
                () -> rows.number("SELECT count(*) FROM signup") == 0
                        && rows.number("SELECT count(*) FROM address_change WHERE retry_at IS NOT NULL") == 0
                        && rows.number("SELECT count(*) FROM chunk WHERE next_at IS NOT NULL") == 0
                        && rows.number("SELECT count(*) FROM delivery")
                                == rows.number("SELECT coalesce(sum(accepted), 0) FROM lane_minute"));

        String before = rows.everything();
        for (String link : links) {
            for (int i = 0; i < 30; i++) {
                for (String method : new String[] {"GET", "HEAD"}) {
                    HttpResponse<String> answer = newsletter.send(HttpRequest.newBuilder(newsletter.url(link))
                            .header("X-Forwarded-For", "203.0.113." + i % 10)
                            .method(method, HttpRequest.BodyPublishers.noBody()));
                    assertThat(answer.statusCode()).as(method + " " + link).isEqualTo(200);
                }
            }
        }
        assertThat(rows.everything()).isEqualTo(before);
    }

    @Test
    void oneClickHoldsFromTheNextClaimOn() {
        UUID leaving = rows.reader("leaving@example.org", "fr", "immediate");
        rows.reader("reading@example.org", "fr", "immediate");
        // What was claimed before she leaves may still go; so she leaves between two attempts.
        sink.answerRecipients(address -> "451 4.3.0 later");
        feed.announce(Articles.published(2, "fr", "Une nouvelle"));
        Await.until(
                "put off",
                () -> rows.strings("SELECT state FROM delivery_state WHERE subscriber = '" + leaving + "'")
                        .equals(List.of("deferred")));
        HttpResponse<String> left = newsletter.send(
                HttpRequest.newBuilder(newsletter.url("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(leaving)))
                        .POST(HttpRequest.BodyPublishers.noBody()));
        assertThat(left.statusCode()).isEqualTo(200);
        sink.answerRecipients(address -> "250 2.1.5 ok");
        Await.until(
                "the other is mailed",
                () -> !sink.mailsTo("reading@example.org").isEmpty());
        Await.until(
                "left out",
                () -> rows.strings("SELECT state FROM delivery_state WHERE subscriber = '" + leaving + "'")
                        .equals(List.of("suppressed")));
        assertThat(sink.mailsTo("leaving@example.org")).isEmpty();
        assertThat(rows.strings("SELECT act || ' ' || form FROM consent WHERE subscriber = '" + leaving + "'"))
                .containsExactly("unsubscribed one-click");
    }

    private static UUID subscribed(String email, String cadence) {
        assertThat(newsletter
                        .operate("/newsletter/api/subscribers", """
                        {"email":"%s","languages":["en"],"cadence":"%s","consent":"sample"}""".formatted(email, cadence))
                        .statusCode())
                .isEqualTo(201);
        return UUID.fromString(rows.strings("SELECT id FROM subscriber WHERE email = '" + email + "'")
                .getFirst());
    }

    private static void signUp(String email) {
        newsletter.post("/newsletter/api/subscriptions", "application/json", """
                {"email":"%s","languages":["en"],"cadence":"daily"}""".formatted(email));
    }

    private static void askToMove(UUID reader, String email) {
        newsletter.post(
                "/newsletter/preferences/" + KEYS.preferencesToken(reader) + "/address",
                FORM,
                "email=" + email.replace("@", "%40"));
    }

    private static String link(String email, String prefix) throws Exception {
        Await.until("a mail to " + email, () -> !sink.mailsTo(email).isEmpty());
        return links(sink.mailsTo(email).getFirst()).stream()
                .filter(link -> link.startsWith(prefix))
                .findFirst()
                .orElseThrow();
    }

    /** Paths of our own, in the header and both parts. */
    private static Set<String> links(SmtpSink.Mail mail) throws Exception {
        MimeMessage message = new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(mail.content().getBytes(StandardCharsets.UTF_8)));
        Multipart parts = (Multipart) message.getContent();
        Set<String> links = new TreeSet<>();
        for (String text : new String[] {
            mail.content().substring(0, mail.content().indexOf("\r\n\r\n")),
            (String) parts.getBodyPart(0).getContent(),
            (String) parts.getBodyPart(1).getContent()
        }) {
            Matcher link = OURS.matcher(text);
            while (link.find()) {
                links.add(link.group(1));
            }
        }
        return links;
    }
}

package barid.newsletter.bounces;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.TestFeed;
import barid.newsletter.keys.Keys;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.net.http.HttpRequest;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** Digests go out by SMTP, reports come in by SMTP and are read by IMAP: by two processes at once. */
class BounceMailboxIT {
    private static final String DOMAIN = "@bounce.example.org";
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);

    private static final GreenMail MAIL = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
    });
    private static final TestFeed FEED = new TestFeed();
    private static GreenMailUser reports;
    private static Rows rows;
    private static RunningNewsletter one;
    private static RunningNewsletter two;
    private static int story;

    @BeforeAll
    static void start() throws Exception {
        MAIL.start();
        reports = MAIL.getUserManager().createUser("reports" + DOMAIN, "reports", "secret-of-the-mailbox");
        MAIL.getUserManager()
                .setMessageDeliveryHandler(
                        (message, address) -> address.getEmail().endsWith(DOMAIN) ? reports : user(address.getEmail()));
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        Map<String, String> settings = Map.of(
                "bounces.host", "127.0.0.1",
                "bounces.port", Integer.toString(MAIL.getImap().getPort()),
                "bounces.user", "reports",
                "bounces.password", "secret-of-the-mailbox",
                "bounces.poll", "PT0.2S");
        int smtp = MAIL.getSmtp().getPort();
        one = new RunningNewsletter(database, FEED.url(), smtp, Clock.systemUTC(), settings);
        two = new RunningNewsletter(database, FEED.url(), smtp, Clock.systemUTC(), settings);
    }

    @AfterAll
    static void stop() {
        one.close();
        two.close();
        FEED.close();
        MAIL.stop();
    }

    private static GreenMailUser user(String address) {
        GreenMailUser user = MAIL.getUserManager().getUserByEmail(address);
        return user == null ? MAIL.setUser(address, "any") : user;
    }

    @Test
    void whoseAddressIsDeadWhoComplainsAndWhoLeavesByMailGetNoNextEdition() throws Exception {
        UUID dead = reader("dead@example.net");
        UUID complaining = reader("complaining@example.net");
        UUID leaving = reader("leaving@example.net");
        UUID refusing = reader("refusing@example.net");
        reader("content@example.net");
        List<String> all = List.of(
                "dead@example.net",
                "complaining@example.net",
                "leaving@example.net",
                "refusing@example.net",
                "content@example.net");
        edition(all);

        UUID edition = edition(dead);
        deliver(
                KEYS.returnPath(edition, dead) + DOMAIN,
                Letters.bounce(
                        "1",
                        KEYS.returnPath(edition, dead) + DOMAIN,
                        "dead@example.net",
                        "5.1.1",
                        "550 5.1.1 <dead@example.net>: user unknown"));
        deliver(
                KEYS.returnPath(edition, refusing) + DOMAIN,
                Letters.bounce(
                        "2",
                        KEYS.returnPath(edition, refusing) + DOMAIN,
                        "refusing@example.net",
                        "5.7.1",
                        "550 5.7.1 we do not like you"));
        deliver(
                "fbl" + DOMAIN,
                Letters.complaint(
                        "3", "abuse", header(mails("complaining@example.net").getFirst())));
        String unsubscribe = mails("leaving@example.net").getFirst().getHeader("List-Unsubscribe")[0];
        String mailto = unsubscribe.substring(unsubscribe.indexOf("mailto:") + 7, unsubscribe.indexOf("?subject"));
        deliver(mailto, Letters.leaving("4", mailto));

        Await.until(
                "the reports are dealt with", () -> rows.number("SELECT count(*) FROM report") >= 4 && waiting() == 0);
        assertThat(reason(dead)).containsExactly("bounced");
        assertThat(reason(complaining)).containsExactly("complaint");
        assertThat(reason(refusing)).isEmpty();
        assertThat(rows.strings("SELECT state FROM subscriber WHERE id = '" + leaving + "'"))
                .containsExactly("unsubscribed");
        assertThat(rows.strings(
                        "SELECT form FROM consent WHERE subscriber = '" + leaving + "' ORDER BY step DESC LIMIT 1"))
                .containsExactly("mailto");

        assertThat(one.send(HttpRequest.newBuilder(
                                        one.url("/newsletter/api/editions/" + edition + "/deliveries/" + dead))
                                .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR))
                        .body())
                .as("the evidence of the mail")
                .contains("\"kind\":\"bounce\"", "\"code\":\"5.1.1\"");

        edition(List.of("refusing@example.net", "content@example.net"));
        assertThat(mails("dead@example.net")).hasSize(1);
        assertThat(mails("complaining@example.net")).hasSize(1);
        assertThat(mails("leaving@example.net")).hasSize(1);
        assertThat(one.metrics() + two.metrics())
                .contains("barid_reports_total{kind=\"bounce\"", "barid_reports_mailbox 1.0");
        assertThat(MAIL.getReceivedMessages())
                .as("nothing but digests and what was sent here")
                .allMatch(mail ->
                        from(mail).equals("news@example.org") || from(mail).contains("example.net"));
    }

    @Test
    void whatWasReadIsTakenOutAndWhatNobodyCanParseIsFlaggedForAPerson() throws Exception {
        deliver(
                "bounces" + DOMAIN,
                Letters.bounce("out-1", "bounces" + DOMAIN, "x@example.net", "5.1.1", "550 5.1.1 no"));
        deliver(
                "bounces" + DOMAIN,
                Letters.bytes("From: Reader <reader@example.net>\nTo: bounces@bounce.example.org\n"
                        + "Subject: a question\nMessage-ID: <question@example.net>\n\nWho wrote it?\n"));
        Await.until("all is looked at", () -> waiting() == 0);
        assertThat(inbox(reports).getMessages())
                .extracting(stored -> stored.getMimeMessage().getSubject())
                .containsOnlyOnce("a question")
                .doesNotContain("Undelivered Mail Returned to Sender");
    }

    @Test
    void aReportThatIsDeliveredAgainCountsOnceWhoeverReadsIt() throws Exception {
        UUID reader = reader("twice@example.net");
        edition(List.of("twice@example.net"));
        String path = KEYS.returnPath(edition(reader), reader) + DOMAIN;
        byte[] full = Letters.bounce("again", path, "twice@example.net", "5.2.2", "552 5.2.2 full");
        long before = rows.number("SELECT count(*) FROM report");
        for (int i = 0; i < 6; i++) {
            deliver(path, full);
        }
        Await.until("all is looked at", () -> rows.number("SELECT count(*) FROM report") > before && waiting() == 0);
        assertThat(rows.number("SELECT count(*) FROM report") - before).isEqualTo(1);
        assertThat(rows.strings("SELECT score FROM soft_bounce WHERE subscriber = '" + reader + "'"))
                .containsExactly("1");
    }

    @Test
    void aMailboxFullOfReportsIsWorkedOff() throws Exception {
        int many = Boolean.getBoolean("barid.long") ? 100_000 : 350;
        long before = rows.number("SELECT count(*) FROM report");
        long start = System.nanoTime();
        MailFolder inbox = inbox(reports);
        for (int i = 0; i < many; i++) {
            inbox.store(new MimeMessage(
                    Session.getInstance(new Properties()),
                    new ByteArrayInputStream(Letters.bounce(
                            "many-" + i, "bounces" + DOMAIN, "nobody" + i + "@example.net", "5.1.1", "550 5.1.1 no"))));
        }
        Await.until(
                "all is looked at",
                many > 1_000 ? Duration.ofMinutes(30) : Duration.ofSeconds(60),
                () -> rows.number("SELECT count(*) FROM report") - before >= many && waiting() == 0);
        System.out.printf(
                "%d reports worked off by two processes in %d s%n", many, (System.nanoTime() - start) / 1_000_000_000);
        assertThat(rows.number("SELECT count(*) FROM report") - before).isEqualTo(many);
    }

    private static String from(MimeMessage mail) {
        try {
            return ((InternetAddress) mail.getFrom()[0]).getAddress();
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static UUID reader(String email) {
        assertThat(one.operate("/newsletter/api/subscribers", """
                        {"email":"%s","languages":["en"],"cadence":"immediate","consent":"sample"}""".formatted(email))
                        .statusCode())
                .isEqualTo(201);
        return UUID.fromString(rows.strings("SELECT id FROM subscriber WHERE email = '" + email + "'")
                .getFirst());
    }

    /** Publishes something new, and waits until it was mailed to these. */
    private static void edition(List<String> readers) {
        List<Integer> before =
                readers.stream().map(reader -> mails(reader).size()).toList();
        FEED.announce(Articles.published(++story, "en", "Headline " + story));
        Await.until("the edition is sent", () -> {
            for (int i = 0; i < readers.size(); i++) {
                if (mails(readers.get(i)).size() <= before.get(i)) {
                    return false;
                }
            }
            return true;
        });
    }

    private static UUID edition(UUID reader) {
        return UUID.fromString(rows.strings("SELECT edition FROM delivery WHERE subscriber = '" + reader + "'")
                .getFirst());
    }

    private static List<MimeMessage> mails(String address) {
        return inbox(user(address)).getMessages().stream()
                .map(stored -> stored.getMimeMessage())
                .toList();
    }

    private static MailFolder inbox(GreenMailUser user) {
        try {
            return MAIL.getManagers().getImapHostManager().getInbox(user);
        } catch (FolderException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Reports that are neither taken out nor left for a person. */
    private static long waiting() {
        return inbox(reports).getMessages().stream()
                .filter(message -> !message.isSet(Flags.Flag.FLAGGED))
                .count();
    }

    private static List<String> reason(UUID reader) {
        return rows.strings(
                "SELECT reason FROM suppression x JOIN subscriber s USING (email_key) WHERE s.id = '" + reader + "'");
    }

    private static String header(MimeMessage mail) throws Exception {
        StringBuilder header = new StringBuilder();
        for (var lines = mail.getAllHeaderLines(); lines.hasMoreElements(); ) {
            header.append(lines.nextElement().replace("\r\n", "\n")).append('\n');
        }
        return header.toString().replaceAll("(?m)^To: .*\n", "To: <redacted>\n");
    }

    private static void deliver(String to, byte[] mail) throws Exception {
        Properties properties = new Properties();
        // GreenMail takes no null sender.
        properties.setProperty("mail.smtp.from", "mailer-daemon@mx.example.net");
        Session session = Session.getInstance(properties);
        try (Transport transport = session.getTransport("smtp")) {
            transport.connect("127.0.0.1", MAIL.getSmtp().getPort(), null, null);
            transport.sendMessage(
                    new MimeMessage(session, new ByteArrayInputStream(mail)),
                    new InternetAddress[] {new InternetAddress(to)});
        }
    }
}

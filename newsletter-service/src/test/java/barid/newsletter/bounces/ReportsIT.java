package barid.newsletter.bounces;

import barid.kit.Await;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.site.Organisation;
import barid.newsletter.MutableClock;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.editions.Positions;
import barid.newsletter.journal.Journal;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.Dkim;
import barid.newsletter.mail.MailTransport;
import barid.newsletter.mail.SmtpSettings;
import barid.newsletter.privacy.Privacy;
import barid.newsletter.privacy.PrivacySettings;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.subscriptions.Address;
import barid.newsletter.subscriptions.SubscriptionSettings;
import barid.newsletter.subscriptions.Subscriptions;
import barid.newsletter.suppression.Suppressions;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.helidon.config.Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What a report does to whom, once. */
class ReportsIT {
    private static final String DOMAIN = "@bounce.example.org";
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);
    private static final MutableClock CLOCK = new MutableClock(Instant.parse("2026-11-28T12:00:00Z"));
    private static final SimpleMeterRegistry METRICS = new SimpleMeterRegistry();

    private static Database database;
    private static Rows rows;
    private static Rows owner;
    private static BounceStore store;
    private static Reports reports;
    private static ConsentLog consents;
    private static int letters;

    @BeforeAll
    static void start() {
        DatabaseSettings settings = TestPostgres.create("newsletter", true);
        database = Database.open(settings);
        rows = new Rows(settings);
        owner = new Rows(TestPostgres.owner(settings));
        consents = new ConsentLog(KEYS, new SecureRandom(), false);
        store = new BounceStore(database);
        reports = reports(new Suppressions());
    }

    private static Reports reports(Suppressions suppressions) {
        StoryStore stories = new StoryStore();
        Subscriptions subscriptions = new Subscriptions(
                database,
                stories,
                new Positions(stories),
                consents,
                new Privacy(database, consents, PrivacySettings.from(Config.empty()), Journal.off(), CLOCK),
                Organisation.from(Config.empty()),
                KEYS,
                new NeverSends(),
                Dkim.off(),
                SubscriptionSettings.from(Config.empty()),
                Journal.off(),
                CLOCK);
        return new Reports(database, store, suppressions, subscriptions, KEYS, CLOCK, METRICS);
    }

    /** Whatever is read, nothing is sent. */
    private static final class NeverSends implements MailTransport {
        @Override
        public void open() {
            throw new AssertionError("a report was answered");
        }

        @Override
        public boolean send(Source source) {
            throw new AssertionError("a report was answered");
        }

        @Override
        public void close() {}
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @ParameterizedTest
    @CsvSource({
        "5.1.1, 550 5.1.1 user unknown, address, true",
        "5.2.1, 550 5.2.1 mailbox disabled, address, true",
        "5.0.0, 550 no such user, address, true",
        "5.2.2, 552 5.2.2 mailbox full, soft, false",
        "4.4.7, 450 4.4.1 timed out, soft, false",
        "5.7.1, 550 5.7.1 spam, ours, false",
        "5.1.1, 550 5.7.26 unauthenticated, ours, false",
        "5.3.4, 552 5.3.4 too large, ours, false",
        "5.5.0, 550 5.5.0 no, unknown, false"
    })
    void whatAServerSaysOfOneMailDecidesWhetherTheAddressIsDead(
            String status, String said, String blame, boolean dead) {
        UUID reader = reader();
        UUID edition = mailed(reader, 1);
        reports.take(bounce(reader, edition, status, said));
        assertThat(reason(reader)).isEqualTo(dead ? List.of("bounced") : List.of());
        assertThat(store.of(edition, reader)).singleElement().satisfies(told -> {
            assertThat(told.kind()).isEqualTo("bounce");
            assertThat(told.blame()).isEqualTo(blame);
            assertThat(told.reason()).doesNotContain("@").isNotBlank();
        });
        assertThat(store.counts(edition)).isEqualTo(Map.of(blame, 1L));
    }

    @Test
    void aReportThatIsReadAgainHasNoSecondEffect() {
        UUID reader = reader();
        byte[] full = bounce(reader, mailed(reader, 1), "4.2.2", "452 4.2.2 full");
        double before = counted("bounce");
        for (int i = 0; i < 4; i++) {
            reports.take(full);
        }
        reports.take(("Received: by another folder\r\n" + new String(full, StandardCharsets.UTF_8))
                .getBytes(StandardCharsets.UTF_8));
        assertThat(score(reader)).isEqualTo(1);
        assertThat(counted("bounce") - before).isEqualTo(1);
    }

    @Test
    void processesThatReadOneReportAtOnceCountItOnce() throws Exception {
        UUID reader = reader();
        UUID edition = mailed(reader, 1);
        byte[] full = bounce(reader, edition, "4.2.2", "452 4.2.2 full");
        try (ExecutorService many = Executors.newFixedThreadPool(6)) {
            List<Future<?>> reading = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                reading.add(many.submit(() -> reports.take(full)));
            }
            for (Future<?> each : reading) {
                each.get();
            }
        }
        assertThat(score(reader)).isEqualTo(1);
        assertThat(store.of(edition, reader)).hasSize(1);
    }

    @Test
    void aProcessThatDiesBeforeItsCommitLeavesTheReportForTheNext() {
        UUID reader = reader();
        byte[] dead = bounce(reader, mailed(reader, 1), "5.1.1", "550 5.1.1 user unknown");
        owner.execute("ALTER TABLE reported ADD CONSTRAINT no_more CHECK (subscriber <> '" + reader + "')");
        try {
            assertThatThrownBy(() -> reports.take(dead)).isNotNull();
            assertThat(reason(reader)).isEmpty();
        } finally {
            owner.execute("ALTER TABLE reported DROP CONSTRAINT no_more");
        }
        reports.take(dead);
        assertThat(reason(reader)).containsExactly("bounced");
    }

    @Test
    void twoReportsOfOneMailAreOneFailure() {
        UUID reader = reader();
        UUID edition = mailed(reader, 1);
        for (int i = 0; i < 4; i++) {
            reports.take(bounce(reader, edition, "4.2.2", "452 4.2.2 full"));
        }
        assertThat(score(reader)).isEqualTo(1);
        assertThat(store.of(edition, reader)).hasSize(4);
        assertThat(store.counts(edition)).isEqualTo(Map.of("soft", 1L));
    }

    @Test
    void theThirdMailInARowThatFindsTheMailboxFullIsTheLast() {
        UUID reader = reader();
        for (int day = 1; day <= 3; day++) {
            assertThat(reason(reader)).isEmpty();
            reports.take(bounce(reader, mailed(reader, day), "5.2.2", "552 5.2.2 full"));
        }
        assertThat(reason(reader)).containsExactly("bounced");
    }

    @Test
    void anAddressAloneIsAnybodysWordAndCountsAsOneFailure() {
        UUID reader = reader();
        mailed(reader, 1);
        reports.take(Letters.bounce(id(), "bounces" + DOMAIN, email(reader), "5.1.1", "550 5.1.1 user unknown"));
        assertThat(reason(reader)).isEmpty();
        assertThat(score(reader)).isEqualTo(1);
    }

    @Test
    void theThirdMailInARowOfWhichOnlyTheAddressIsKnownIsTheLast() {
        UUID reader = reader();
        for (int day = 1; day <= 3; day++) {
            assertThat(reason(reader)).isEmpty();
            mailed(reader, day);
            reports.take(Letters.bounce(id(), "bounces" + DOMAIN, email(reader), "5.1.1", "550 5.1.1 user unknown"));
        }
        assertThat(reason(reader)).containsExactly("bounced");
    }

    @Test
    void aMailboxThatIsAwayIsTriedAgainAndReadOnceItIsBack() throws Exception {
        UUID reader = reader();
        byte[] dead = bounce(reader, mailed(reader, 1), "5.1.1", "550 5.1.1 user unknown");
        int port = freePort();
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        BounceMailbox mailbox = new BounceMailbox(
                new BounceSettings(
                        Optional.of("127.0.0.1"),
                        port,
                        SmtpSettings.Tls.NONE,
                        Optional.of("reports"),
                        Optional.of("secret"),
                        "INBOX",
                        Optional.empty(),
                        Duration.ofMillis(200),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(10),
                        Period.ofDays(90)),
                reports,
                metrics);
        mailbox.start();
        try {
            assertThat(reachable(metrics)).isZero();
            GreenMail server = new GreenMail(new ServerSetup(port, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
            server.start();
            server.getUserManager()
                    .createUser("reports@example.org", "reports", "secret")
                    .deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(dead)));
            Await.until(
                    "it is read",
                    () -> reachable(metrics) == 1 && !reason(reader).isEmpty());
            server.stop();
            Await.until("it is missed", () -> reachable(metrics) == 0);
        } finally {
            mailbox.stop();
        }
    }

    private static double reachable(SimpleMeterRegistry metrics) {
        return metrics.get("barid.reports.mailbox").gauge().value();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void theMessageIdOfAMailToHerProvesWhoseItIs() {
        UUID reader = reader();
        mailed(reader, 1);
        UUID edition = mailed(reader, 2);
        byte[] report = Letters.bounce(id(), "bounces" + DOMAIN, email(reader), "5.1.1", "550 5.1.1 user unknown");
        reports.take(Letters.bytes(new String(report, StandardCharsets.UTF_8)
                .replace("\r\n", "\n")
                .replace(
                        "From: MAILER",
                        "References: <" + KEYS.messageId(edition, reader) + "@example.org>\nFrom: MAILER")));
        assertThat(reason(reader)).containsExactly("bounced");
        assertThat(store.of(edition, reader)).hasSize(1);
    }

    @Test
    void aForgedReturnPathMessageIdOrTokenNamesNobody() {
        UUID reader = reader();
        UUID edition = mailed(reader, 1);
        Keys others = new Keys("a secret of somebody else, long enough to be one");
        reports.take(Letters.bounce(
                id(), others.returnPath(edition, reader) + DOMAIN, "x@example.net", "5.1.1", "550 5.1.1 user unknown"));
        reports.take(Letters.complaint(
                id(),
                "abuse",
                "Message-ID: <" + others.messageId(edition, reader) + "@example.org>\nList-Unsubscribe: <mailto:unsub+"
                        + others.unsubscribeToken(reader) + DOMAIN + ">"));
        reports.take(Letters.leaving(id(), "unsub+" + others.unsubscribeToken(reader) + DOMAIN));
        assertThat(reason(reader)).isEmpty();
        assertThat(state(reader)).isEqualTo("confirmed");
        assertThat(store.of(edition, reader)).isEmpty();
    }

    @Test
    void aComplaintThatNamesAnAddressAloneShutsNobodyOut() {
        UUID reader = reader();
        mailed(reader, 1);
        reports.take(
                Letters.bytes(new String(Letters.complaint(id(), "abuse", "Subject: anything"), StandardCharsets.UTF_8)
                        .replace("\r\n", "\n")
                        .replace("redacted@provider.example.net", email(reader))));
        assertThat(reason(reader)).isEmpty();
    }

    @Test
    void oneComplaintIsEnoughAndNoSpamIsNone() {
        UUID reader = reader();
        UUID edition = mailed(reader, 1);
        String header = "Return-Path: <" + KEYS.returnPath(edition, reader) + DOMAIN + ">";
        reports.take(Letters.complaint(id(), "not-spam", header));
        assertThat(reason(reader)).isEmpty();
        reports.take(Letters.complaint(id(), "abuse", header));
        assertThat(reason(reader)).containsExactly("complaint");
        assertThat(store.counts(edition)).isEqualTo(Map.of("complaint", 1L));
        reports.take(bounce(reader, edition, "5.1.1", "550 5.1.1 user unknown"));
        assertThat(reason(reader)).containsExactly("complaint");
    }

    @Test
    void whoLeavesByMailTwiceLeavesOnce() {
        UUID reader = reader();
        String address = "unsub+" + KEYS.unsubscribeToken(reader) + DOMAIN;
        reports.take(Letters.leaving(id(), address));
        reports.take(Letters.leaving(id(), address));
        assertThat(state(reader)).isEqualTo("unsubscribed");
        assertThat(rows.strings("SELECT act || ' ' || form FROM consent WHERE subscriber = '" + reader + "'"))
                .containsExactly("unsubscribed mailto");
    }

    @Test
    void aReportAboutAMailFromBeforeSheConfirmedAgainTellsNothingOfTheAddressSheHas() {
        UUID reader = reader();
        UUID edition = mailed(reader, 1);
        database.transactions()
                .run(tx -> consents.record(
                        tx,
                        new ConsentAct(
                                reader, Act.ADDRESS_CHANGED, CLOCK.instant(), "preferences", "en", "", Map.of())));
        reports.take(bounce(reader, edition, "5.1.1", "550 5.1.1 user unknown"));
        assertThat(reason(reader)).isEmpty();
        assertThat(store.of(edition, reader)).hasSize(1);
    }

    @Test
    void aReportAboutWhoWasErasedIsReadAndLeavesNothing() {
        UUID reader = reader();
        UUID edition = mailed(reader, 1);
        byte[] report = bounce(reader, edition, "5.1.1", "550 5.1.1 user unknown");
        rows.execute("DELETE FROM subscriber WHERE id = '" + reader + "'");
        assertThat(reports.take(report)).isInstanceOf(Report.Bounce.class);
        assertThat(store.of(edition, reader)).isEmpty();
    }

    private static byte[] bounce(UUID reader, UUID edition, String status, String said) {
        return Letters.bounce(id(), KEYS.returnPath(edition, reader) + DOMAIN, email(reader), status, said);
    }

    private static String id() {
        return "letter" + ++letters;
    }

    private static UUID reader() {
        String email = "r" + UUID.randomUUID() + "@example.net";
        UUID reader = rows.restingReader(email, "en");
        String key = HexFormat.of()
                .formatHex(KEYS.addressKey(Address.parse(email).orElseThrow().normalised()));
        rows.execute("UPDATE subscriber SET email_key = '\\x" + key + "' WHERE id = '" + reader + "'");
        return reader;
    }

    /** An edition of that day, sent to her. */
    private static UUID mailed(UUID reader, int day) {
        UUID edition = UUID.randomUUID();
        Instant made = Instant.parse("2026-11-01T07:00:00Z").plus(Duration.ofDays(day));
        rows.execute("""
                WITH e AS (
                    INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at)
                    VALUES ('%3$s', 'daily', gen_random_uuid()::text, '%2$s', '%2$s', '%2$s', '%2$s') RETURNING id
                ), c AS (
                    INSERT INTO chunk (edition, lane, due_at, outcomes, size, pending, attempting, sent, exceptional)
                    SELECT id, 'other', now(), '\\x01', 1, 0, 0, 1, 0 FROM e RETURNING id
                )
                INSERT INTO delivery SELECT e.id, '%1$s', gen_random_uuid(), c.id, 0 FROM e, c""".formatted(reader, made, edition));
        return edition;
    }

    private static String email(UUID reader) {
        return rows.strings("SELECT email FROM subscriber WHERE id = '" + reader + "'")
                .getFirst();
    }

    private static String state(UUID reader) {
        return rows.strings("SELECT state FROM subscriber WHERE id = '" + reader + "'")
                .getFirst();
    }

    private static long score(UUID reader) {
        return rows.number("SELECT coalesce(sum(score), 0) FROM soft_bounce WHERE subscriber = '" + reader + "'");
    }

    private static List<String> reason(UUID reader) {
        return rows.strings(
                "SELECT reason FROM suppression x JOIN subscriber s USING (email_key) WHERE s.id = '" + reader + "'");
    }

    private static double counted(String kind) {
        return METRICS.counter("barid.reports", "kind", kind).count();
    }
}

package barid.newsletter.preflight;

import barid.kit.Await;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.site.Organisation;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestDns;
import barid.newsletter.TestFeed;
import barid.newsletter.mail.TestKeys;
import io.helidon.config.Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.logging.Level;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** A whole instance whose editions wait for the checks. */
class PreflightIT {
    private static final String PASSWORD = "a-password-that-nobody-may-read";

    private final DatabaseSettings database = TestPostgres.create("newsletter", true);
    private final Rows rows = new Rows(database);
    private final TestDns dns = new TestDns();
    private final TestFeed feed = new TestFeed();

    @BeforeEach
    void publishEverything() {
        PreflightTest.publish(dns, PreflightTest.dkim(Map.of()));
    }

    @AfterEach
    void stop() {
        dns.close();
        feed.close();
    }

    private RunningNewsletter newsletter(int relay, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.ofEntries(
                Map.entry("preflight.checks", "on"),
                Map.entry("preflight.resolver", dns.setting()),
                Map.entry("preflight.timeout", "PT1S"),
                Map.entry("preflight.failed-for", "PT0.1S"),
                Map.entry("preflight.poll", "PT0.05S"),
                Map.entry("organisation.from", "digest@news.example.org"),
                Map.entry("organisation.bounce-domain", "bounce.news.example.org"),
                Map.entry("organisation.base-url.newsletter", "https://www.example.org"),
                Map.entry("dkim.keys.0.selector", "r1"),
                Map.entry("dkim.keys.0.algorithm", "rsa"),
                Map.entry("dkim.keys.0.private-key", TestKeys.RSA),
                Map.entry("dkim.keys.1.selector", "e1"),
                Map.entry("dkim.keys.1.algorithm", "ed25519"),
                Map.entry("dkim.keys.1.private-key", TestKeys.ED25519)));
        settings.putAll(more);
        return new RunningNewsletter(database, feed.url(), relay, Clock.systemUTC(), settings);
    }

    /** One reader, to whom one article is due. */
    private void makeDue() {
        feed.announce(Articles.published(1, "en", "A clinic reopens"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 1);
        rows.reader("amal@example.net", "en", "daily");
        Await.until("planned", () -> rows.number("SELECT count(*) FROM delivery") == 1);
    }

    private String control() {
        return rows.strings("SELECT control FROM edition").getFirst();
    }

    private String reason() {
        return rows.strings("SELECT control_reason FROM edition").getFirst();
    }

    @Test
    void anEditionWaitsForTheKeyToBePublishedAndThenGoesSigned() {
        dns.txt("e1._domainkey.news.example.org");
        try (SmtpSink sink = new SmtpSink();
                RunningNewsletter newsletter = newsletter(sink.port(), Map.of())) {
            makeDue();
            Await.until("it says why", () -> reason().contains("e1._domainkey.news.example.org"));
            assertThat(control()).isEqualTo("starting");
            assertThat(reason())
                    .startsWith("Waits for the checks before sending.")
                    .doesNotContain("r1._domainkey");
            assertThat(sink.mails()).isEmpty();
            assertThat(newsletter.metrics())
                    .contains("barid_preflight{check=\"dkim\"} 0.0", "barid_preflight{check=\"dmarc\"} 1.0");

            PreflightTest.publish(dns, PreflightTest.dkim(Map.of()));
            Await.until("it runs", () -> control().equals("running"));
            assertThat(reason()).isEmpty();
            Await.until("mailed", () -> sink.mails().size() == 1);
            assertThat(sink.mails().getFirst().content())
                    .containsSubsequence("DKIM-Signature: v=1; a=rsa-sha256", "DKIM-Signature: v=1; a=ed25519-sha256");
        }
    }

    @Test
    void aReasonInTheSettingsLetsItStartAllTheSame() {
        dns.txt("_dmarc.example.org");
        try (SmtpSink sink = new SmtpSink();
                RunningNewsletter newsletter =
                        newsletter(sink.port(), Map.of("preflight.override", "the policy comes on Monday"))) {
            makeDue();
            Await.until("it runs", () -> control().equals("running"));
            assertThat(reason()).contains("the policy comes on Monday", "_dmarc.news.example.org");
            Await.until("mailed", () -> sink.mails().size() == 1);
            assertThat(newsletter.metrics()).contains("barid_preflight{check=\"dmarc\"} 0.0");
        }
    }

    @Test
    void overARelayWithATrustedCertificateOfAnotherHostNothingIsSentAndTheStateSaysWhy() throws Exception {
        try (OtherHost trusted = new OtherHost();
                UnwillingRelay relay = new UnwillingRelay(UnwillingRelay.Fault.CERTIFICATE_OF_ANOTHER);
                RunningNewsletter newsletter = newsletter(
                        relay.port(),
                        Map.of("smtp.tls", "starttls", "smtp.user", "digest", "smtp.password", PASSWORD))) {
            makeDue();
            Await.until("it says why", () -> reason().contains("127.0.0.1"));
            assertThat(trusted).isNotNull();
            // The chain is trusted: what is wrong is the name, and the reason says which was asked for.
            assertThat(reason())
                    .contains("No subject alternative names matching IP address 127.0.0.1 found")
                    .doesNotContain("PKIX", PASSWORD);
            assertThat(control()).isEqualTo("starting");
            assertThat(newsletter.metrics()).contains("barid_preflight{check=\"relay\"} 0.0");
            assertThat(relay.commands())
                    .contains("STARTTLS")
                    .noneMatch(command -> command.startsWith("MAIL") || command.startsWith("AUTH"));
        }
    }

    @Test
    void twoReplicasThatCheckTheSameEditionAtOnceStartItOnce() {
        Rows owner = new Rows(TestPostgres.owner(database));
        owner.execute("""
                CREATE TABLE control_change (edition uuid, control text);
                GRANT ALL ON control_change TO PUBLIC;
                CREATE FUNCTION note_control() RETURNS trigger LANGUAGE plpgsql AS
                    'BEGIN INSERT INTO control_change VALUES (NEW.id, NEW.control); RETURN NEW; END';
                CREATE TRIGGER note_control AFTER UPDATE OF control ON edition FOR EACH ROW EXECUTE FUNCTION note_control()""");
        dns.txt("_dmarc.example.org");
        try (SmtpSink sink = new SmtpSink();
                RunningNewsletter one = newsletter(sink.port(), Map.of());
                RunningNewsletter two = newsletter(sink.port(), Map.of())) {
            makeDue();
            Await.until("it says why", () -> reason().contains("_dmarc.news.example.org"));
            Await.until(
                    "both have looked",
                    () -> one.metrics().contains("barid_preflight{check=\"dmarc\"} 0.0")
                            && two.metrics().contains("barid_preflight{check=\"dmarc\"} 0.0"));
            assertThat(reason()).startsWith("Waits for the checks before sending.");
            assertThat(rows.strings("SELECT control FROM control_change")).isEmpty();

            PreflightTest.publish(dns, PreflightTest.dkim(Map.of()));
            Await.until("mailed", () -> sink.mails().size() == 1);
            assertThat(rows.strings("SELECT control FROM control_change"))
                    .as("it started once")
                    .containsExactly("running");
            assertThat(control() + reason()).isEqualTo("running");
            assertThat(rows.number("SELECT count(*) FROM console_audit")).isZero();
            assertThat(sink.mails()).hasSize(1);
        }
    }

    @Test
    void whoLetsAnEditionStartOverTwoReplicasAtOnceIsNotedOnce() throws Exception {
        int editions = 20;
        rows.execute("""
                INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at, control)
                SELECT gen_random_uuid(), 'daily', cast(n AS text), now(), now(), now(), now(), 'starting'
                FROM generate_series(1, %d) AS n""".formatted(editions));
        List<UUID> ids = rows.strings("SELECT id FROM edition").stream()
                .map(UUID::fromString)
                .toList();
        try (Database one = Database.open(database);
                Database two = Database.open(database);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            CyclicBarrier together = new CyclicBarrier(2);
            List<Future<Long>> started = Stream.of(starts(one), starts(two))
                    .map(replica -> threads.submit(() -> {
                        long mine = 0;
                        for (UUID id : ids) {
                            together.await();
                            mine += replica.overridden(id, "it is news", "night-shift") ? 1 : 0;
                        }
                        return mine;
                    }))
                    .toList();
            assertThat(started.getFirst().get() + started.getLast().get()).isEqualTo(editions);
        }
        assertThat(rows.number("SELECT count(*) FROM console_audit WHERE act = 'edition-started'"))
                .isEqualTo(editions);
        assertThat(rows.number("SELECT count(DISTINCT subject) FROM console_audit"))
                .isEqualTo(editions);
        assertThat(rows.number("SELECT count(*) FROM edition WHERE control = 'running'"))
                .isEqualTo(editions);
    }

    private EditionStarts starts(Database replica) {
        PreflightSettings settings = new PreflightSettings(
                true,
                Optional.empty(),
                Optional.of(dns.address()),
                Duration.ofSeconds(1),
                Duration.ofMinutes(5),
                Duration.ofMinutes(1),
                Duration.ofSeconds(1));
        Organisation organisation = Organisation.from(Config.empty());
        Relay relay = new Relay("127.0.0.1", () -> {
            throw new IllegalStateException("nothing is checked here");
        });
        return new EditionStarts(
                replica,
                new Preflight(
                        settings,
                        organisation,
                        PreflightTest.dkim(Map.of()),
                        List.of(relay),
                        new SimpleMeterRegistry()),
                settings,
                organisation,
                Clock.systemUTC());
    }

    @ParameterizedTest
    @CsvSource({"NO_STARTTLS, starttls, STARTTLS", "WRONG_CERTIFICATE, starttls, PKIX", "SIGN_IN_REFUSED, none, 535"})
    void overARelayThatCannotBeTrustedOrLetsNobodyInNothingIsSentAndNoPasswordTold(
            UnwillingRelay.Fault fault, String tls, String said) {
        try (UnwillingRelay relay = new UnwillingRelay(fault);
                CapturedLog log = new CapturedLog(Level.FINE);
                RunningNewsletter newsletter = newsletter(
                        relay.port(), Map.of("smtp.tls", tls, "smtp.user", "digest", "smtp.password", PASSWORD))) {
            makeDue();
            Await.until("it says why", () -> reason().contains(said));
            assertThat(control()).isEqualTo("starting");
            assertThat(newsletter.metrics()).contains("barid_preflight{check=\"relay\"} 0.0");
            assertThat(relay.commands()).isNotEmpty().noneMatch(command -> command.startsWith("MAIL"));
            if (!tls.equals("none")) {
                assertThat(relay.commands()).noneMatch(command -> command.startsWith("AUTH"));
            }
            String secret =
                    Base64.getEncoder().encodeToString(("\0digest\0" + PASSWORD).getBytes(StandardCharsets.US_ASCII));
            assertThat(log.text() + reason()).isNotEmpty().doesNotContain(PASSWORD, secret);
        }
    }
}

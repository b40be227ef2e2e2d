package barid.newsletter.preflight;

import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestDns;
import barid.newsletter.mail.DkimSettings;
import barid.newsletter.mail.Relays;
import barid.newsletter.mail.SmtpSettings;
import barid.newsletter.mail.TestKeys;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The checks, asking a name server over UDP and a relay over TCP. */
class PreflightTest {
    private static final Instant NOW = Instant.parse("2026-11-28T07:00:00Z");

    private final TestDns dns = new TestDns();
    private final SmtpSink relay = new SmtpSink();
    private final List<SmtpSettings> smtp = SmtpSettings.from(
            Config.just(ConfigSources.create(Map.of("host", "127.0.0.1", "port", Integer.toString(relay.port())))));
    private final Relays relays = new Relays(smtp, "bounce.news.example.org");
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private DkimSettings dkim = dkim(Map.of());

    static DkimSettings dkim(Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "keys.0.selector", "r1",
                "keys.0.algorithm", "rsa",
                "keys.0.private-key", TestKeys.RSA,
                "keys.1.selector", "e1",
                "keys.1.algorithm", "ed25519",
                "keys.1.private-key", TestKeys.ED25519));
        settings.putAll(more);
        return DkimSettings.from(Config.just(ConfigSources.create(settings)));
    }

    @BeforeEach
    void publishEverything() {
        publish(dns, dkim);
    }

    /** All that the checks want of news.example.org. */
    static void publish(TestDns dns, DkimSettings dkim) {
        dkim.keys().forEach(key -> dns.txt(key.selector() + "._domainkey.news.example.org", key.record()));
        dns.txt("bounce.news.example.org", "unrelated", "v=spf1 ip4:192.0.2.1 include:relay.example.net -all")
                .say("bounce.news.example.org", Type.MX, "10 mx.example.org.")
                .say("mx.example.org", Type.A, "192.0.2.2")
                .txt("_dmarc.example.org", "v=DMARC1; p=quarantine; pct=50; rua=mailto:d@example.org")
                .say("www.example.org", Type.AAAA, "2001:db8::1");
    }

    @AfterEach
    void stop() {
        dns.close();
        relays.stop();
        relay.close();
    }

    private Preflight preflight(Map<String, String> organisation, Duration timeout) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "from", "digest@news.example.org",
                "reply-to", "press@example.org",
                "bounce-domain", "bounce.news.example.org",
                "base-url.newsletter", "https://www.example.org"));
        settings.putAll(organisation);
        return new Preflight(
                new PreflightSettings(
                        true,
                        Optional.empty(),
                        Optional.of(dns.address()),
                        timeout,
                        Duration.ofMinutes(5),
                        Duration.ofMinutes(1),
                        Duration.ofSeconds(1)),
                Organisation.from(Config.just(ConfigSources.create(settings))),
                dkim,
                List.of(new Relay("127.0.0.1", () -> relays.to(smtp.getFirst()))),
                metrics);
    }

    private Report look() {
        return preflight(Map.of(), Duration.ofSeconds(2)).look(NOW);
    }

    private static Finding finding(Report report, Check check) {
        return report.findings().stream()
                .filter(finding -> finding.check() == check)
                .findFirst()
                .orElseThrow();
    }

    private static List<String> keys(Finding finding) {
        return finding.remarks().stream().map(Remark::key).toList();
    }

    private void assertFails(Check check, String key) {
        Report report = look();
        assertThat(report.failed()).extracting(Finding::check).containsExactly(check);
        assertThat(keys(finding(report, check))).contains(key);
        assertThat(metrics.get("barid.preflight")
                        .tag("check", check.word())
                        .gauge()
                        .value())
                .isZero();
    }

    @Test
    void whereEverythingIsPublishedAllPasses() {
        Report report = look();
        assertThat(report.failed()).isEmpty();
        assertThat(report.findings()).hasSize(Check.values().length);
        assertThat(keys(finding(report, Check.DKIM))).containsExactly("dkim.ok", "dkim.ok");
        assertThat(finding(report, Check.DMARC).remarks().getFirst().arguments())
                .containsExactly("_dmarc.example.org", "quarantine");
        assertThat(finding(report, Check.REVERSE).outcome()).isEqualTo(Outcome.ADVICE);
        assertThat(relay.mails()).isEmpty();
        for (Check check : Check.values()) {
            assertThat(metrics.get("barid.preflight")
                            .tag("check", check.word())
                            .gauge()
                            .value())
                    .isEqualTo(1);
        }
    }

    @Test
    void aKeyThatIsNotPublishedFailsAndTheRecordIsGiven() {
        dns.txt("r1._domainkey.news.example.org");
        assertFails(Check.DKIM, "dkim.absent");
        assertThat(finding(look(), Check.DKIM).remarks().getFirst().publish())
                .contains(Remark.Publish.txt(
                        "r1._domainkey.news.example.org", dkim.keys().getFirst().record()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=DKIM1; k=ed25519; p=11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=",
                "v=DKIM1; k=ed25519; p=",
                "p=no key"
            })
    void anotherKeyOrARevokedOneFails(String record) {
        dns.txt("e1._domainkey.news.example.org", record);
        assertFails(Check.DKIM, "dkim.other");
    }

    @Test
    void aPublishedKeyMayHoldBlanksAndTheNextOneIsLookedForInTime() {
        DkimSettings.Key key = dkim.keys().getFirst();
        dns.txt("r1._domainkey.news.example.org", "p=" + key.publicPart().replaceAll("(.{70})", "$1 ") + ";t=s");
        dkim = dkim(Map.of(
                "keys.2.selector",
                "r2",
                "keys.2.algorithm",
                "rsa",
                "keys.2.private-key",
                TestKeys.RSA,
                "keys.2.from",
                "2026-12-01T00:00:00Z"));
        Report report = look();
        assertThat(report.passed()).isTrue();
        assertThat(finding(report, Check.DKIM).outcome()).isEqualTo(Outcome.ADVICE);
        assertThat(keys(finding(report, Check.DKIM))).containsExactly("dkim.ok", "dkim.ok", "dkim.absent");
    }

    @Test
    void nobodySigningFailsAndARelayThatSignsIsToldByItsSelector() {
        dkim = DkimSettings.UNSET;
        assertFails(Check.DKIM, "dkim.unsigned");
        dkim = dkim(Map.of("sign", "false"));
        assertFails(Check.DKIM, "dkim.relay.unnamed");
        dkim = dkim(Map.of("sign", "false", "relay-selector", "relay7"));
        assertFails(Check.DKIM, "dkim.relay.absent");
        dns.txt("relay7._domainkey.news.example.org", "k=rsa; p=MIIB");
        assertThat(look().passed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "'', spf.absent",
        "v=spf10 -all, spf.absent",
        "v=spf1 ip4:192.0.2.1 -al, spf.broken",
        "v=spf1 a mx ptr a:a mx:b exists:c include:d include:e include:f include:g redirect=h, spf.lookups"
    })
    void aBounceDomainThatDoesNotSayWhoMaySendFails(String record, String key) {
        dns.txt("bounce.news.example.org", record);
        assertFails(Check.SPF, key);
    }

    @Test
    void twoSpfRecordsFailAndOneThatAllowsEverybodyIsAdvisedAgainst() {
        dns.txt("bounce.news.example.org", "v=spf1 -all", "v=spf1 mx -all");
        assertFails(Check.SPF, "spf.several");
        dns.txt("bounce.news.example.org", "v=spf1 +all");
        assertThat(keys(finding(look(), Check.SPF))).containsExactly("spf.open");
    }

    @Test
    void bouncesNeedAServerThatTakesThem() {
        dns.say("bounce.news.example.org", Type.MX);
        assertFails(Check.MX, "mx.absent");
        dns.say("bounce.news.example.org", Type.MX, "0 .");
        assertFails(Check.MX, "mx.null");
        dns.say("bounce.news.example.org", Type.MX, "10 gone.example.org.");
        assertFails(Check.MX, "mx.unresolved");
        dns.say("bounce.news.example.org", Type.MX, "10 gone.example.org.", "20 mx.example.org.");
        assertThat(look().passed()).isTrue();
    }

    /** From RFC 7489 section 6.6.3 and RFC 9989 section 4.10. */
    @ParameterizedTest
    @CsvSource({
        "_dmarc.news.example.org, v=DMARC1; p=none, dmarc.ok",
        "_dmarc.news.example.org, 'v=DMARC1;p=reject;psd=n;np=reject;t=y', dmarc.ok",
        "_dmarc.example.org, v = DMARC1 ; p = none, dmarc.ok",
        "_dmarc.news.example.org, v=DMARC1; p=often, dmarc.broken",
        "_dmarc.news.example.org, v=DMARC1, dmarc.broken",
        "_dmarc.news.example.org, v=dmarc2; p=none, dmarc.absent",
        "_dmarc.other.example.org, v=DMARC1; p=none, dmarc.absent",
        "_dmarc.org, v=DMARC1; p=none, dmarc.newer-only"
    })
    void aPolicyIsFoundAsReceiversOfBothGenerationsFindIt(String name, String record, String key) {
        dns.txt("_dmarc.example.org").txt(name, record);
        if (key.equals("dmarc.ok")) {
            assertThat(look().passed()).isTrue();
        } else {
            assertFails(Check.DMARC, key);
        }
    }

    @Test
    void aPolicyBetweenIsFoundByTheWalkAlone() {
        dns.txt("_dmarc.example.org").txt("_dmarc.b.example.org", "v=DMARC1; p=reject; psd=n");
        Report report = preflight(Map.of("from", "x@a.b.example.org"), Duration.ofSeconds(2))
                .look(NOW);
        assertThat(keys(finding(report, Check.DMARC))).containsExactly("dmarc.newer-only");
    }

    @Test
    void twoPoliciesAreNoneAndABounceDomainElsewhereIsAdvisedAgainst() {
        dns.txt("_dmarc.news.example.org", "v=DMARC1; p=none", "v=DMARC1; p=reject");
        assertFails(Check.DMARC, "dmarc.several");
        dns.txt("_dmarc.news.example.org");
        Report report = preflight(Map.of("bounce-domain", "bounce.example.net"), Duration.ofSeconds(2))
                .look(NOW);
        assertThat(keys(finding(report, Check.DMARC))).containsExactly("dmarc.ok", "dmarc.apart");
    }

    @ParameterizedTest
    @CsvSource({
        "http://www.example.org, unsubscribe.plain",
        "https://nowhere.example.org, unsubscribe.unresolved",
        "https://www.example.org, unsubscribe.ok"
    })
    void theLinkThatUnsubscribesIsHttpsAndLeadsSomewhere(String url, String key) {
        Report report = preflight(Map.of("base-url.newsletter", url), Duration.ofSeconds(2))
                .look(NOW);
        assertThat(keys(finding(report, Check.UNSUBSCRIBE))).containsExactly(key);
        assertThat(report.passed()).isEqualTo(key.equals("unsubscribe.ok"));
    }

    @Test
    void aRelayThatIsAwayFails() {
        relay.away(true);
        assertFails(Check.RELAY, "relay.away");
    }

    @Test
    void aSilentNameServerFailsWhatAsksItWithinTheTimeout() {
        dns.silentAbout("bounce.news.example.org");
        long begun = System.nanoTime();
        Report report = preflight(Map.of(), Duration.ofMillis(300)).look(NOW);
        assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(4));
        assertThat(report.failed()).extracting(Finding::check).containsExactly(Check.SPF, Check.MX);
        assertThat(keys(finding(report, Check.MX))).containsExactly("dns.unanswered");
    }

    @Test
    void whatPassedIsGoodForMinutesAndWhatFailedIsLookedAtAgainAfterOne() {
        Preflight preflight = preflight(Map.of(), Duration.ofSeconds(2));
        Report first = preflight.current(NOW, true);
        assertThat(preflight.current(NOW.plusSeconds(299), true)).isSameAs(first);
        dns.txt("_dmarc.example.org");
        Report failed = preflight.current(NOW.plusSeconds(300), true);
        assertThat(failed.passed()).isFalse();
        dns.txt("_dmarc.example.org", "v=DMARC1; p=none");
        assertThat(preflight.current(NOW.plusSeconds(359), true)).isSameAs(failed);
        assertThat(preflight.current(NOW.plusSeconds(599), false)).isSameAs(failed);
        assertThat(preflight.current(NOW.plusSeconds(360), true).passed()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void everyRemarkHasItsWordsAndWhatToDo(String language) {
        dkim = DkimSettings.UNSET;
        Texts.In texts = Texts.beside(Preflight.class).in(language, "en");
        assertThat(texts.texts().keySet())
                .containsAll(
                        Texts.beside(Preflight.class).in("en", "en").texts().keySet());
        Remarks words = new Remarks(texts);
        for (Finding finding : look().findings()) {
            for (Remark remark : finding.remarks()) {
                assertThat(words.said(remark)).isNotBlank().doesNotContain("{");
                assertThat(words.toDo(remark).isBlank()).isEqualTo(remark.outcome() == Outcome.OK);
            }
        }
    }

    @Test
    void offNeedsAReasonUnlessTheMailboxIsOnThisMachine() {
        assertThat(settings("127.0.0.1", Map.of()).on()).isTrue();
        assertThatThrownBy(() -> settings("127.0.0.1", Map.of("checks", "off")))
                .hasMessageContaining("preflight.override");
        assertThat(settings("relay.example.org", Map.of("checks", "false", "override", "a trial"))
                        .on())
                .isFalse();
        assertThat(settings("localhost", Map.of("checks", "built-in-mailbox")).on())
                .isFalse();
        assertThatThrownBy(() -> settings("relay.example.org", Map.of("checks", "built-in-mailbox")))
                .hasMessageContaining("relay.example.org");
        assertThat(settings("localhost", Map.of("resolver", "[::1]:5353"))
                        .resolver()
                        .orElseThrow()
                        .getPort())
                .isEqualTo(5353);
        assertThatThrownBy(() -> settings("localhost", Map.of("resolver", "dns.example.org")))
                .hasMessageContaining("preflight.resolver");
    }

    private static PreflightSettings settings(String host, Map<String, String> preflight) {
        return PreflightSettings.from(
                Config.just(ConfigSources.create(preflight)),
                SmtpSettings.from(Config.just(ConfigSources.create(Map.of("host", host)))));
    }
}

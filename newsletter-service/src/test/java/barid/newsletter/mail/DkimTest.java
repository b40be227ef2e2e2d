package barid.newsletter.mail;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.Provider;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/** Every mail is signed and, where the test is of that, altered; then all go to another implementation at once. */
class DkimTest {
    private static final String DOMAIN = "example.org";
    private static final Map<String, Boolean> BOTH = Map.of("e1", true, "r1", true);
    private static final Map<String, Boolean> NEITHER = Map.of("e1", false, "r1", false);
    private static final Instant TURN = SampleMails.NOON.plus(Duration.ofDays(1));

    private static final List<DkimSettings.Key> KEYS = List.of(
            TestKeys.rsa("r1"),
            TestKeys.ed25519("e1"),
            DkimKeys.rsa("r2", TestKeys.pem("RSA", 2048), Optional.of(TURN)),
            DkimKeys.ed25519("e2", TestKeys.pem("Ed25519", 255), Optional.of(TURN)));
    private static final Dkim DKIM = new Dkim(settings(KEYS), DOMAIN);

    private static final Map<String, byte[]> MAILS = new TreeMap<>();
    private static Map<String, Map<String, Boolean>> verified = Map.of();

    private static DkimSettings settings(List<DkimSettings.Key> keys) {
        return new DkimSettings(DkimSettings.Mode.SERVICE, Optional.empty(), keys);
    }

    private static DigestMail digests(Dkim dkim) {
        return new DigestMail(
                SampleMails.organisation(Map.of()),
                SampleMails.KEYS,
                new MailSettings(true, "fbl@bounce.example.org"),
                dkim);
    }

    private static byte[] copy(Dkim dkim, Digest digest, String mailbox, Instant now) {
        DigestMail digests = digests(dkim);
        return digests.copy(digests.compile(digest), SampleMails.EDITION, SampleMails.READER, mailbox, now)
                .message();
    }

    @BeforeAll
    static void signAndVerify(@TempDir Path folder) {
        for (String language : List.of("ar", "en", "fr")) {
            byte[] mail = SampleMails.sent(digests(DKIM), SampleMails.full(language));
            MAILS.put("digest-" + language, mail);
            ALTERATIONS.forEach((name, alteration) -> MAILS.put(name + "-" + language, alter(mail, alteration)));
            SampleMails.notices(SampleMails.organisation(Map.of()), DKIM, language)
                    .forEach((kind, notice) -> MAILS.put("notice-" + kind + "-" + language, notice));
        }
        MAILS.put("long", SampleMails.sent(digests(DKIM), SampleMails.many("ar")));
        MAILS.put("blanks", SampleMails.sent(digests(DKIM), blanks()));
        MAILS.put("international", copy(DKIM, SampleMails.full("ar"), "قارئ@example.net", SampleMails.NOON));
        MAILS.put("turned", copy(DKIM, SampleMails.full("en"), "reader@example.net", TURN));
        MAILS.put(
                "whole", DKIM.signed(SampleMails.sent(digests(Dkim.off()), SampleMails.full("fr")), SampleMails.NOON));
        providers().forEach(provider -> MAILS.put("by-" + provider.getName(), byProvider(provider)));
        verified = DkimVerifier.verify(folder, MAILS, records());
    }

    private static Map<String, String> records() {
        Map<String, String> records = new TreeMap<>();
        KEYS.forEach(key -> records.put(key.selector() + "._domainkey." + DOMAIN, key.record()));
        return records;
    }

    /** All kinds of blanks, dots and long words, where an encoder may go wrong. */
    private static Digest blanks() {
        String words =
                " \t two  blanks,\ttabs \t, \u00a0 hard ones , lines  \n .\n..\n  \n" + "long".repeat(60) + "  = .";
        return SampleMails.digest(
                "en",
                Digest.Span.DAY,
                List.of(SampleMails.summarised(SampleMails.article(1, "en"), words.repeat(5))),
                List.of(),
                words);
    }

    private static Stream<Provider> providers() {
        return Stream.concat(CryptoProviders.corretto().stream(), CryptoProviders.jdk().stream());
    }

    private static byte[] byProvider(Provider provider) {
        List<DkimSettings.Key> keys = KEYS.subList(0, 2).stream()
                .filter(key -> provider.getService("Signature", key.algorithm().signature()) != null)
                .toList();
        return SampleMails.sent(digests(new Dkim(settings(keys), DOMAIN, List.of(provider))), SampleMails.full("en"));
    }

    /** A pattern, and what stands in place of its first occurrence. */
    private record Alteration(String pattern, String replacement) {}

    private static final Map<String, Alteration> ALTERATIONS = Map.ofEntries(
            Map.entry("body", new Alteration("(?s)(\r\n\r\n.*\r\n\r\n[^\r]*)[A-Za-z]\r\n", "$1.\r\n")),
            Map.entry("post", new Alteration("List-Unsubscribe-Post: List-Unsubscribe=One-Click", "$0s")),
            Map.entry("feedback", new Alteration("Feedback-ID: 0", "Feedback-ID: 1")),
            Map.entry("link", new Alteration("/newsletter/unsubscribe/", "/newsletter/unsubscribes/")),
            Map.entry("gone", new Alteration("List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n", "")),
            Map.entry("second-from", new Alteration("\r\nFrom:", "\r\nFrom: other@example.com\r\nFrom:")),
            Map.entry("second-feedback", new Alteration("\r\nFrom:", "\r\nFeedback-ID: a:b:c:other\r\nFrom:")),
            Map.entry("second-link", new Alteration("\r\nFrom:", "\r\nList-Unsubscribe: <https://x.test>\r\nFrom:")));

    private static byte[] alter(byte[] mail, Alteration alteration) {
        String text = new String(mail, StandardCharsets.ISO_8859_1);
        String altered = text.replaceFirst(alteration.pattern(), alteration.replacement());
        assertThat(altered).isNotEqualTo(text);
        return altered.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(String mail) {
        return new String(MAILS.get(mail), StandardCharsets.UTF_8);
    }

    @ParameterizedTest
    @ValueSource(strings = {"digest-ar", "digest-en", "digest-fr", "long", "blanks", "whole"})
    void bothSignaturesVerify(String mail) {
        assertThat(verified.get(mail)).isEqualTo(BOTH);
    }

    @ParameterizedTest
    @ValueSource(strings = {"confirm", "standing", "address", "moved"})
    void theMailsThatAnswerAReaderAreSignedToo(String kind) {
        for (String language : List.of("ar", "en", "fr")) {
            assertThat(verified.get("notice-" + kind + "-" + language)).isEqualTo(BOTH);
        }
    }

    static Stream<String> alterations() {
        return ALTERATIONS.keySet().stream();
    }

    @ParameterizedTest
    @MethodSource("alterations")
    void whatIsAlteredOnTheWayVerifiesByNeither(String alteration) {
        for (String language : List.of("ar", "en", "fr")) {
            assertThat(verified.get(alteration + "-" + language)).isEqualTo(NEITHER);
        }
    }

    @Test
    void aCopyToAnAddressThatIsNotAsciiVerifies() {
        assertThat(text("international")).contains("\r\nTo: قارئ@example.net\r\n");
        assertThat(verified.get("international")).isEqualTo(BOTH);
    }

    @Test
    void fromItsInstantOnANewKeySignsAndMailsOfTheOldOneStillVerify() {
        assertThat(verified.get("digest-en")).isEqualTo(BOTH);
        assertThat(verified.get("turned")).isEqualTo(Map.of("e2", true, "r2", true));
    }

    @Test
    void theJdkSignsAndSoDoesCorrettoWhereItsNativeCodeLoads() {
        assertThat(verified.get("by-SunRsaSign")).isEqualTo(Map.of("r1", true));
        assertThat(verified.get("by-SunEC")).isEqualTo(Map.of("e1", true));
        assumeThat(CryptoProviders.corretto()).isNotEmpty();
        assertThat(verified.get("by-AmazonCorrettoCryptoProvider")).isEqualTo(BOTH);
        assertThat(DKIM.signers(SampleMails.NOON))
                .allSatisfy(
                        signer -> assertThat(signer.provider().getName()).isEqualTo("AmazonCorrettoCryptoProvider"));
    }

    @Test
    void aSignatureSaysWhatItCoversAndIsOtherwiseAsUnsignedMail() {
        String signed = text("digest-fr");
        String unsigned =
                new String(SampleMails.sent(digests(Dkim.off()), SampleMails.full("fr")), StandardCharsets.US_ASCII);
        assertThat(signed).endsWith(unsigned);
        String fields = signed.substring(0, signed.length() - unsigned.length());
        assertThat(fields.split("\r\n")).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78));
        assertThat(fields.replaceAll("\r\n\t", "").split("\r\n"))
                .hasSize(2)
                .allSatisfy(field -> assertThat(field)
                        .startsWith("DKIM-Signature: v=1;")
                        .contains(
                                "c=relaxed/relaxed;", "d=example.org;", "t=" + SampleMails.NOON.getEpochSecond() + ";")
                        .contains("h=from:from:to:to:", "list-unsubscribe-post:list-unsubscribe-post", ":archived-at:")
                        .doesNotContain("l="));
        List<String> names = new ArrayList<>();
        unsigned.substring(0, unsigned.indexOf("\r\n\r\n"))
                .lines()
                .filter(line -> !line.startsWith(" "))
                .forEach(line -> names.add(line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT)));
        assertThat(fields.replaceAll("\r\n\t", "").split("[:=;]")).containsAll(names);
    }
}

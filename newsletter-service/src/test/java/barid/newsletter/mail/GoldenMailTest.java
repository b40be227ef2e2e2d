package barid.newsletter.mail;

import jakarta.mail.Header;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Bidi;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whole mails, byte for byte, and what must hold for every one of them. {@code -Dbarid.golden=true} writes the files anew;
 * what changed in them is then to be looked at.
 */
class GoldenMailTest {
    private static final Pattern LINK = Pattern.compile("https?://\\S+");
    private static final Pattern ENCODED = Pattern.compile("=\\?UTF-8\\?([BQ])\\?([^?]+)\\?=");
    private static final List<String> FIELDS = List.of(
            "From",
            "To",
            "Reply-To",
            "Subject",
            "Date",
            "Message-ID",
            "MIME-Version",
            "Content-Type",
            "Content-Language",
            "Auto-Submitted",
            "X-Auto-Response-Suppress");
    private static final List<String> LIST_FIELDS = List.of(
            "List-Unsubscribe",
            "List-Unsubscribe-Post",
            "List-Id",
            "List-Help",
            "List-Subscribe",
            "List-Owner",
            "List-Archive",
            "List-Post",
            "Archived-At",
            "Feedback-ID",
            "CFBL-Address",
            "CFBL-Feedback-ID");

    private static final Map<String, Supplier<byte[]>> MAILS = mails();
    private static final Map<String, byte[]> WRITTEN = new TreeMap<>();

    private static Map<String, Supplier<byte[]>> mails() {
        DigestMail digests = SampleMails.digests(Map.of());
        Map<String, Supplier<byte[]>> mails = new TreeMap<>();
        for (String language : List.of("ar", "en", "fr")) {
            mails.put("digest-" + language, () -> SampleMails.sent(digests, SampleMails.full(language)));
            SampleMails.notices(SampleMails.organisation(Map.of()), language)
                    .forEach((kind, mail) -> mails.put(kind + "-" + language, () -> mail));
        }
        mails.put("long-ar", () -> SampleMails.sent(digests, SampleMails.many("ar")));
        return mails;
    }

    static Stream<String> names() {
        return MAILS.keySet().stream();
    }

    private static byte[] mail(String name) {
        return WRITTEN.computeIfAbsent(name, kind -> MAILS.get(kind).get());
    }

    @ParameterizedTest
    @MethodSource("names")
    void theMailIsTheGoldenOne(String name) throws IOException {
        String file = name + ".eml";
        if (Boolean.getBoolean("barid.golden")) {
            Path folder = Path.of("src/test/resources/barid/newsletter/mail/golden");
            Files.createDirectories(folder);
            Files.write(folder.resolve(file), mail(name));
        }
        try (InputStream golden = getClass().getResourceAsStream("golden/" + file)) {
            assertThat(golden).as(file).isNotNull();
            assertThat(new String(mail(name), StandardCharsets.US_ASCII))
                    .isEqualTo(new String(golden.readAllBytes(), StandardCharsets.US_ASCII));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyFieldStandsOnceAndOnlyDigestsCarryThoseOfLists(String name) throws Exception {
        List<String> fields = new ArrayList<>(FIELDS);
        if (name.startsWith("digest") || name.startsWith("long")) {
            fields.addAll(LIST_FIELDS);
        }
        assertThat(Collections.list(message(name).getAllHeaders()).stream().map(Header::getName))
                .containsExactlyInAnyOrderElementsOf(fields);
    }

    @ParameterizedTest
    @MethodSource("names")
    void theMailIsSevenBitInShortLines(String name) {
        byte[] mail = mail(name);
        String wire = new String(mail, StandardCharsets.ISO_8859_1);
        assertThat(wire.chars()).allMatch(c -> c < 127 && (c >= ' ' || c == '\r' || c == '\n' || c == '\t'));
        assertThat(wire.replace("\r\n", "")).doesNotContain("\r", "\n");
        assertThat(wire.split("\r\n", -1)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(998));
        String body = wire.substring(wire.indexOf("\r\n\r\n") + 4);
        assertThat(body.split("\r\n", -1)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(76));
    }

    /** Each word is decoded by itself, strictly: half a character at its end would be malformed (RFC 2047 section 5). */
    @ParameterizedTest
    @MethodSource("names")
    void encodedWordsAreShortAndHoldWholeCharacters(String name) throws Exception {
        String wire = new String(mail(name), StandardCharsets.US_ASCII);
        Matcher words = ENCODED.matcher(wire.substring(0, wire.indexOf("\r\n\r\n")));
        while (words.find()) {
            assertThat(words.group()).hasSizeLessThanOrEqualTo(75);
            byte[] bytes = words.group(1).equals("B")
                    ? Base64.getDecoder().decode(words.group(2))
                    : MimeUtility.decode(
                                    new ByteArrayInputStream(
                                            words.group(2).replace('_', ' ').getBytes(StandardCharsets.US_ASCII)),
                                    "quoted-printable")
                            .readAllBytes();
            assertThat(StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString())
                    .isNotEmpty();
        }
        Matcher subject = Pattern.compile("\r\nSubject: (.*(?:\r\n .*)*)").matcher(wire);
        assertThat(subject.find()).isTrue();
        assertThat(("Subject: " + subject.group(1)).split("\r\n"))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(76));
    }

    @ParameterizedTest
    @MethodSource("names")
    void textComesBeforeHtmlAndIsWrapped(String name) throws Exception {
        Multipart parts = (Multipart) message(name).getContent();
        assertThat(message(name).getContentType()).startsWith("multipart/alternative");
        assertThat(parts.getCount()).isEqualTo(2);
        assertThat(parts.getBodyPart(0).getContentType()).isEqualTo("text/plain; charset=UTF-8");
        assertThat(parts.getBodyPart(1).getContentType()).isEqualTo("text/html; charset=UTF-8");
        assertThat(text(name).lines().filter(line -> !LINK.matcher(line).find()))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78));
    }

    @ParameterizedTest
    @MethodSource("names")
    void bothPartsHaveTheSameLinksInTheSameOrder(String name) throws Exception {
        List<String> links = new ArrayList<>();
        Matcher link = LINK.matcher(text(name));
        while (link.find()) {
            links.add(link.group());
        }
        assertThat(links).isNotEmpty().isEqualTo(html(name).select("a[href]").eachAttr("href"));
    }

    /** By the Unicode Bidirectional Algorithm, rules P2 and P3, as a mail reader shows a plain line. */
    @ParameterizedTest
    @MethodSource("names")
    void subjectAndEveryLineRunInTheDirectionOfTheirLanguage(String name) throws Exception {
        Document page = html(name);
        String direction = page.selectFirst("html").attr("dir");
        assertThat(directionOf(message(name).getSubject())).isEqualTo(direction);
        int lines = 0;
        for (String line : text(name).lines().toList()) {
            if (line.codePoints().anyMatch(Character::isLetter)) {
                assertThat(directionOf(line)).as(line).isEqualTo(shown(page, line, direction));
                lines++;
            }
        }
        assertThat(lines).isGreaterThan(5);
    }

    /** The direction of the block of the HTML part that shows the line. */
    private static String shown(Document page, String line, String fallback) {
        String words = plain(line);
        return page.body().select("p, h1, h2, td").stream()
                .filter(block -> block.select("p, h1, h2, td").size() == 1)
                .filter(block -> words.contains("://")
                        ? block.select("a").eachAttr("href").contains(words)
                        : plain(block.text()).contains(words.replaceAll(":$", "")))
                .map(block -> block.closest("[dir]").attr("dir"))
                .findFirst()
                .orElse(fallback);
    }

    /** Without marks and isolates, which the two parts need in different places. */
    private static String plain(String words) {
        return words.replaceAll("[\u200e\u200f\u2066-\u2069\ue000]", "")
                .replaceAll("\\s+", " ")
                .strip();
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyBlockIsMarkedWithTheLanguageThatItIsIn(String name) throws Exception {
        for (Element block : html(name).body().select("p, h1, h2")) {
            String words = block.text();
            long arabic = words.codePoints()
                    .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.ARABIC)
                    .count();
            long latin = words.codePoints()
                    .filter(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.LATIN)
                    .count();
            Element marked = block.closest("[lang]");
            assertThat(marked.attr("dir")).as(words).isEqualTo(arabic > latin ? "rtl" : "ltr");
            assertThat(marked.attr("lang").equals("ar")).as(words).isEqualTo(arabic > latin);
        }
    }

    private static String directionOf(String line) {
        return (new Bidi(line, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).getBaseLevel() & 1) == 1 ? "rtl" : "ltr";
    }

    private static MimeMessage message(String name) throws Exception {
        return new MimeMessage(null, new ByteArrayInputStream(mail(name)));
    }

    private static String text(String name) throws Exception {
        return part(name, 0).getContent().toString();
    }

    private static Document html(String name) throws Exception {
        return Jsoup.parse(part(name, 1).getContent().toString());
    }

    private static Part part(String name, int index) throws Exception {
        return ((Multipart) message(name).getContent()).getBodyPart(index);
    }
}

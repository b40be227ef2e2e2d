package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.site.Organisation;
import barid.newsletter.Articles;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.keys.Keys;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.Topics;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.Bidi;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class DigestMailTest {
    private static final UUID EDITION = UUID.fromString("019a0000-0000-7000-8000-000000000001");
    private static final UUID READER = UUID.fromString("019a0000-0000-7000-8000-000000000002");
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);
    private static final Topics TOPICS =
            new Topics(List.of(new Topics.Topic("health", Map.of("ar", "الصحة", "en", "Health", "fr", "Santé"), null)));

    private final DigestMail digests = new DigestMail(organisation(), KEYS);

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void everyFieldStandsOnceAndNoLineIsTooLong(String language) throws Exception {
        DigestMail.Copy copy = copy(digest(language));
        String wire = new String(copy.message(), StandardCharsets.US_ASCII);
        assertThat(wire.getBytes(StandardCharsets.US_ASCII)).isEqualTo(copy.message());
        assertThat(wire.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(200));
        MimeMessage message = parse(copy);
        List<String> names = Collections.list(message.getAllHeaders()).stream()
                .map(jakarta.mail.Header::getName)
                .toList();
        assertThat(names).doesNotHaveDuplicates();
        assertThat(names)
                .contains(
                        "From",
                        "To",
                        "Reply-To",
                        "Subject",
                        "Date",
                        "Message-ID",
                        "MIME-Version",
                        "Content-Type",
                        "Content-Language",
                        "List-Unsubscribe",
                        "List-Unsubscribe-Post",
                        "List-Id",
                        "List-Help",
                        "List-Subscribe",
                        "List-Owner",
                        "List-Archive",
                        "List-Post",
                        "Archived-At",
                        "Auto-Submitted",
                        "X-Auto-Response-Suppress",
                        "Feedback-ID");
        String token = KEYS.unsubscribeToken(READER);
        assertThat(unfolded(message, "List-Unsubscribe"))
                .isEqualTo("<https://news.example.org/newsletter/unsubscribe/" + token + ">, <mailto:unsub+" + token
                        + "@bounce.example.org?subject=unsubscribe>");
        assertThat(unfolded(message, "List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
        assertThat(unfolded(message, "List-Post")).isEqualTo("NO");
        assertThat(unfolded(message, "List-Id")).endsWith("<digest." + language + ".example.org>");
        assertThat(unfolded(message, "Content-Language")).startsWith(language);
        assertThat(unfolded(message, "To")).isEqualTo("reader@example.net");
        assertThat(unfolded(message, "Feedback-ID").split(":")).hasSize(4);
        assertThat(message.getMessageID())
                .matches("<[a-z2-7]{26}@example\\.org>")
                .doesNotContain("reader");
        assertThat(copy.envelopeFrom()).matches("b\\+[a-z2-7]{61}@bounce\\.example\\.org");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void bothPartsHaveTheSameLinksInTheSameOrder(String language) throws Exception {
        MimeMessage message = parse(copy(digest(language)));
        assertThat(message.getContentType()).startsWith("multipart/alternative");
        List<String> inText = new ArrayList<>();
        Matcher matcher = Pattern.compile("https?://\\S+").matcher(text(message));
        while (matcher.find()) {
            inText.add(matcher.group());
        }
        assertThat(inText).isEqualTo(html(message).select("a[href]").eachAttr("href"));
        assertThat(inText)
                .contains(
                        "https://news.example.org/newsletter/unsubscribe/" + KEYS.unsubscribeToken(READER),
                        "https://news.example.org/newsletter/preferences/" + KEYS.preferencesToken(READER),
                        "https://news.example.org/newsletter/editions/view-id");
    }

    @Test
    void subjectAndEveryLineOfAnArabicMailRunFromRightToLeft() throws Exception {
        MimeMessage message = parse(copy(digest("ar")));
        assertThat(rightToLeft(message.getSubject())).isTrue();
        assertThat(message.getSubject()).contains("\u2068");
        Digest arabicOnly = new Digest(
                EDITION,
                "ar",
                NOON,
                Digest.Span.DAY,
                List.of(arabic(1), arabic(2)),
                List.of(),
                TOPICS,
                "view-id",
                null);
        assertThat(text(parse(copy(arabicOnly)))
                        .lines()
                        .filter(line -> line.codePoints().anyMatch(Character::isLetter)))
                .allSatisfy(line -> assertThat(rightToLeft(line)).isTrue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void theTextIsWrapped(String language) throws Exception {
        assertThat(text(parse(copy(digest(language)))).lines().filter(line -> !line.contains("://")))
                .allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(78));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void theHtmlSaysLanguageAndDirectionOfEveryBlock(String language) throws Exception {
        Document page = html(parse(copy(digest(language))));
        String direction = language.equals("ar") ? "rtl" : "ltr";
        for (Element element : List.of(page.selectFirst("html"), page.body(), page.selectFirst("body > table"))) {
            assertThat(element.attr("lang")).isEqualTo(language);
            assertThat(element.attr("dir")).isEqualTo(direction);
        }
        assertThat(page.title()).isNotBlank();
        assertThat(page.select("h1")).hasSize(1);
        assertThat(page.select("table:not([role=presentation]), script, form, link, img:not([alt])"))
                .isEmpty();
        assertThat(page.select("table[lang] h2 a")).hasSize(4).allSatisfy(link -> {
            Element block = link.closest("table[lang]");
            assertThat(block.attr("dir")).isEqualTo(block.attr("lang").equals("ar") ? "rtl" : "ltr");
        });
        assertThat(page.text()).contains("Marian 2");
        assertThat(page.select("style").html()).contains("\n@media (prefers-color-scheme: dark) {");
        Files.createDirectories(Path.of("target/mails"));
        Files.writeString(Path.of("target/mails/digest-" + language + ".html"), page.outerHtml());
        Files.write(
                Path.of("target/mails/digest-" + language + ".eml"),
                copy(digest(language)).message());
    }

    @Test
    void aLongDigestShowsThirtyArticlesAndLinksTheRest() throws Exception {
        List<Change.Published> many = IntStream.rangeClosed(1, 80)
                .mapToObj(i -> Articles.published(i, "en", "Headline number " + i))
                .toList();
        MimeMessage message =
                parse(copy(new Digest(EDITION, "en", NOON, Digest.Span.DAY, many, List.of(), TOPICS, "view-id", null)));
        Document page = html(message);
        assertThat(page.select("h2 a")).hasSize(30);
        assertThat(page.outerHtml().getBytes(StandardCharsets.UTF_8)).hasSizeLessThan(100_000);
        assertThat(page.text())
                .contains("Headline number 70", "10 more articles are listed")
                .doesNotContain("number 71");
        assertThat(message.getSubject()).isEqualTo("Headline number 1 and 79 more articles");
    }

    @Test
    void aCorrectionStandsAloneIfNothingElseIsDue() throws Exception {
        Change.Published story = Articles.published(1, "en", "A headline");
        Correction note = new Correction(story.article(), "en", NOON, "The sum was wrong.", 7);
        MimeMessage message = parse(copy(new Digest(
                EDITION,
                "en",
                NOON,
                Digest.Span.DAY,
                List.of(),
                List.of(new Digest.Corrected(story, note)),
                TOPICS,
                "view-id",
                null)));
        assertThat(message.getSubject()).isEqualTo("Correction: A headline");
        assertThat(html(message).text()).contains("The sum was wrong.");
        assertThat(text(message)).contains("The sum was wrong.");
    }

    @Test
    void wordsThatLookLikeMarkupAreWords() throws Exception {
        String words = "<script>x()</script> &amp; \"a\" 'b' ]]> <b";
        Change.Published story = withText(Articles.published(1, "en", words), words);
        MimeMessage message = parse(copy(
                new Digest(EDITION, "en", NOON, Digest.Span.DAY, List.of(story), List.of(), TOPICS, "view-id", null)));
        Document page = html(message);
        assertThat(message.getSubject()).contains(words);
        assertThat(page.select("script")).isEmpty();
        assertThat(page.select("h2").text()).isEqualTo(words);
        assertThat(page.text().split(Pattern.quote(words), -1)).hasSizeGreaterThan(2);
        assertThat(text(message).replaceAll("\\s+", " ")).contains(words);
    }

    @Test
    void encodedWordsNeverSplitACharacter() throws Exception {
        String wire = new String(copy(digest("ar")).message(), StandardCharsets.US_ASCII);
        Matcher words = Pattern.compile("=\\?UTF-8\\?([BQ])\\?[^?]+\\?=").matcher(wire);
        int count = 0;
        while (words.find()) {
            assertThat(MimeUtility.decodeWord(words.group())).doesNotContain("\uFFFD");
            assertThat(words.group()).hasSizeLessThanOrEqualTo(76);
            count++;
        }
        assertThat(count).isGreaterThan(2);
    }

    private Digest digest(String language) {
        Change.Published english = Articles.about(
                Articles.published(
                        3, "en", "Mobile clinics reach the mountain districts before winter, WHO adviser says"),
                "health");
        Change.Published french =
                machine(Articles.published(4, "fr", "L’eau potable revient dans la vallée"), "Marian 2");
        List<Change.Published> stories = new ArrayList<>(List.of(english, french, arabic(5), arabic(6)));
        Change.Published corrected = Articles.published(9, "en", "Harvest figures for the northern plain");
        return new Digest(
                EDITION,
                language,
                NOON,
                Digest.Span.DAY,
                stories,
                List.of(new Digest.Corrected(
                        corrected,
                        new Correction(
                                corrected.article(), "en", NOON, "The figure for wheat is 1.4 million tonnes.", 7))),
                TOPICS,
                "view-id",
                null);
    }

    private static Change.Published arabic(int number) {
        return Articles.about(
                withText(
                        Articles.published(number, "ar", "2026 عام المياه: 40 مدينة تنضم إلى الشبكة"),
                        "تعلن المنظمة أن أربعين مدينة انضمت إلى شبكة رصد جودة المياه، وأن المختبرات المتنقلة ستصل إلى"
                                + " المناطق الجبلية قبل حلول الشتاء بدعم من برنامج AquaNet والسلطات المحلية."),
                "health");
    }

    private static Change.Published machine(Change.Published s, String engine) {
        return new Change.Published(
                s.position(),
                s.article(),
                s.language(),
                s.entryId(),
                Origin.MACHINE,
                engine,
                s.slug(),
                s.url(),
                s.title(),
                "Après trois semaines de travaux, les pompes de la vallée fonctionnent de nouveau et vingt mille"
                        + " personnes ont de l’eau à leur robinet.",
                s.html(),
                s.authors(),
                s.topics(),
                s.media(),
                s.published(),
                s.updated(),
                s.revision(),
                false,
                null,
                List.of(new Change.Sibling("en", "https://news.example.org/en/articles/water", Origin.ORIGINAL)),
                null);
    }

    private static Change.Published withText(Change.Published s, String summary) {
        return new Change.Published(
                s.position(),
                s.article(),
                s.language(),
                s.entryId(),
                s.origin(),
                s.engine(),
                s.slug(),
                s.url(),
                s.title(),
                summary,
                s.html(),
                s.authors(),
                s.topics(),
                List.of(new Change.Media(
                        "lead",
                        "https://news.example.org/media/1.png",
                        "image/png",
                        1000,
                        1200,
                        675,
                        "مختبر متنقل",
                        null)),
                s.published(),
                s.updated(),
                s.revision(),
                false,
                null,
                s.translations(),
                null);
    }

    private DigestMail.Copy copy(Digest digest) {
        return digests.copy(digests.compile(digest), EDITION, READER, "reader@example.net", NOON);
    }

    private static MimeMessage parse(DigestMail.Copy copy) throws Exception {
        return new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(copy.message()));
    }

    private static String unfolded(MimeMessage message, String name) throws Exception {
        return MimeUtility.decodeText(MimeUtility.unfold(message.getHeader(name)[0]));
    }

    private static String text(MimeMessage message) throws Exception {
        Part part = ((Multipart) message.getContent()).getBodyPart(0);
        assertThat(part.getContentType()).startsWith("text/plain");
        return (String) part.getContent();
    }

    private static Document html(MimeMessage message) throws Exception {
        Part part = ((Multipart) message.getContent()).getBodyPart(1);
        assertThat(part.getContentType()).startsWith("text/html");
        return Jsoup.parse((String) part.getContent());
    }

    private static boolean rightToLeft(String line) {
        return (new Bidi(line, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).getBaseLevel() & 1) == 1;
    }

    private static Organisation organisation() {
        return Organisation.from(Config.just(ConfigSources.create(Map.ofEntries(
                Map.entry("name.en", "Example Organisation for Water and Health"),
                Map.entry("name.ar", "المنظمة النموذجية للمياه والصحة"),
                Map.entry("name.fr", "Organisation exemple pour l’eau et la santé"),
                Map.entry("short-name.en", "Example Organisation"),
                Map.entry("short-name.ar", "المنظمة النموذجية"),
                Map.entry("short-name.fr", "Organisation exemple"),
                Map.entry("postal-address.en", "1 River Road, 1000 Example City"),
                Map.entry("postal-address.ar", "1 طريق النهر، المدينة النموذجية 1000"),
                Map.entry("postal-address.fr", "1, rue du Fleuve, 1000 Ville exemple"),
                Map.entry("privacy-page", "https://news.example.org/privacy"),
                Map.entry("default-language", "en"),
                Map.entry("base-url.newsletter", "https://news.example.org"),
                Map.entry("from", "news@example.org"),
                Map.entry("bounce-domain", "bounce.example.org")))));
    }
}

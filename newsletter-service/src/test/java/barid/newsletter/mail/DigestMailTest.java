package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.newsletter.Articles;
import barid.newsletter.stories.Correction;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** What a digest says; how it is written stands in {@link GoldenMailTest} and {@link MailLintTest}. */
class DigestMailTest {
    private final DigestMail digests = SampleMails.digests(Map.of());

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void theFieldsSayWhoseMailItIsAndHowToStopIt(String language) throws Exception {
        DigestMail.Copy copy = digests.copy(
                digests.compile(SampleMails.full(language)),
                SampleMails.EDITION,
                SampleMails.READER,
                "reader@example.net",
                SampleMails.NOON);
        MimeMessage message = parse(copy.message());
        String token = SampleMails.KEYS.unsubscribeToken(SampleMails.READER);
        assertThat(field(message, "List-Unsubscribe"))
                .isEqualTo("<https://news.example.org/newsletter/unsubscribe/" + token + ">, <mailto:unsub+" + token
                        + "@bounce.example.org?subject=unsubscribe>");
        assertThat(field(message, "List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
        assertThat(field(message, "List-Post")).isEqualTo("NO");
        assertThat(field(message, "List-Id")).endsWith("<digest." + language + ".example.org>");
        assertThat(field(message, "List-Archive"))
                .isEqualTo("<https://news.example.org/newsletter/" + language + "/editions>");
        assertThat(field(message, "Archived-At")).isEqualTo("<https://news.example.org/newsletter/editions/view-id>");
        assertThat(field(message, "Content-Language")).startsWith(language + ", ");
        assertThat(field(message, "To")).isEqualTo("reader@example.net");
        assertThat(field(message, "Feedback-ID").split(":")).hasSize(4);
        assertThat(field(message, "CFBL-Address")).isEqualTo("fbl@bounce.example.org; report=arf");
        assertThat(field(message, "CFBL-Feedback-ID")).isEqualTo(SampleMails.EDITION + ":" + language);
        assertThat(message.getMessageID())
                .matches("<[a-z2-7]{26}@example\\.org>")
                .doesNotContain("reader");
        assertThat(copy.envelopeFrom()).matches("b\\+[a-z2-7]{61}@bounce\\.example\\.org");
        assertThat(html(message).select("a[href]").eachAttr("href"))
                .contains(
                        "https://news.example.org/newsletter/unsubscribe/" + token,
                        "https://news.example.org/newsletter/preferences/"
                                + SampleMails.KEYS.preferencesToken(SampleMails.READER),
                        "https://news.example.org/newsletter/editions/view-id");
    }

    @Test
    void aHeadlineInTheOtherDirectionIsIsolatedInTheSubject() throws Exception {
        Digest english = SampleMails.digest(
                "ar",
                Digest.Span.DAY,
                List.of(SampleMails.article(1, "en"), SampleMails.article(2, "ar")),
                List.of(),
                null);
        assertThat(mail(english).getSubject())
                .startsWith("\u2068Mobile clinics")
                .contains("\u2069");
    }

    @ParameterizedTest
    @CsvSource({
        "DAY, ar, 23 نوفمبر 2026", "DAY, en, 23 November 2026", "DAY, fr, 23 novembre 2026",
        "WEEK, ar, أسبوع 23 نوفمبر 2026", "WEEK, en, Week of 23 November 2026", "WEEK, fr, Semaine du 23 novembre 2026",
        "MONTH, ar, نوفمبر 2026", "MONTH, en, November 2026", "MONTH, fr, Novembre 2026"
    })
    void theDateIsWordedByWhatTheEditionCovers(Digest.Span span, String language, String words) throws Exception {
        Digest digest = SampleMails.digest(language, span, List.of(SampleMails.article(1, language)), List.of(), null);
        MimeMessage message = mail(digest);
        assertThat(html(message).select("h1 + p").text()).isEqualTo(words);
        assertThat(text(message).replaceAll("[\u200e\u200f]", "").lines()).contains(words);
    }

    @Test
    void theEditorsNoteStandsAboveTheArticlesParagraphByParagraph() throws Exception {
        MimeMessage message = mail(SampleMails.full("en"));
        Document page = html(message);
        assertThat(page.select("h2").first().text()).isEqualTo("From the editors");
        assertThat(page.select("h2").first().parent().select("p").eachText())
                .containsExactlyElementsOf(SampleMails.note("en").lines().toList());
        assertThat(text(message)).containsSubsequence("From the editors", "Dear readers,", "Mobile clinics");
        assertThat(html(mail(SampleMails.many("en"))).text()).doesNotContain("From the editors");
    }

    @Test
    void anArticleHasItsTopicsDateSummaryAndOnePicture() throws Exception {
        Document page = html(mail(SampleMails.full("en")));
        assertThat(page.select("h2:has(a)")
                        .first()
                        .previousElementSibling()
                        .text()
                        .replaceAll("[\u2068\u2069]", ""))
                .isEqualTo("24 November 2026 · Health · Water");
        assertThat(page.select("img")).singleElement().satisfies(picture -> {
            assertThat(picture.attr("src")).isEqualTo("https://news.example.org/media/1.png");
            assertThat(picture.attr("alt")).isEqualTo("مختبر متنقل");
        });
        assertThat(page.text()).contains("Twelve vans with doctors").contains("Marian 2");
    }

    @Test
    void whereImagesAreOffTheMailLoadsNothing() throws Exception {
        DigestMail bare = new DigestMail(
                SampleMails.organisation(Map.of()), SampleMails.KEYS, new MailSettings(false, "fbl@example.org"));
        assertThat(html(parse(SampleMails.sent(bare, SampleMails.full("en")))).select("[src], [background]"))
                .isEmpty();
    }

    /** Nothing of a reader but the two links by which she decides: no pixel, no counted link. */
    @Test
    void twoReadersGetTheSameMailButForTheirOwnTwoLinks() throws Exception {
        CompiledMail mail = digests.compile(SampleMails.full("en"));
        String one = page(mail, SampleMails.READER);
        String other = page(mail, SampleMails.EDITION);
        assertThat(one).isNotEqualTo(other);
        assertThat(bare(one, SampleMails.READER)).isEqualTo(bare(other, SampleMails.EDITION));
    }

    private String page(CompiledMail mail, java.util.UUID reader) throws Exception {
        return html(parse(digests.copy(mail, SampleMails.EDITION, reader, "r@example.net", SampleMails.NOON)
                        .message()))
                .outerHtml();
    }

    private static String bare(String page, java.util.UUID reader) {
        return page.replace(SampleMails.KEYS.unsubscribeToken(reader), "")
                .replace(SampleMails.KEYS.preferencesToken(reader), "");
    }

    @Test
    void aLongDigestShowsThirtyArticlesAndLinksTheRest() throws Exception {
        List<Change.Published> many = IntStream.rangeClosed(1, 80)
                .mapToObj(i -> Articles.published(i, "en", "Headline number " + i))
                .toList();
        MimeMessage message = mail(SampleMails.digest("en", Digest.Span.DAY, many, List.of(), null));
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
        Correction note = new Correction(story.article(), "en", SampleMails.NOON, "The sum was wrong.", 7);
        MimeMessage message = mail(
                SampleMails.digest("en", Digest.Span.DAY, List.of(), List.of(new Digest.Corrected(story, note)), null));
        assertThat(message.getSubject()).isEqualTo("Correction: A headline");
        assertThat(html(message).text()).contains("The sum was wrong.");
        assertThat(text(message)).contains("The sum was wrong.");
    }

    @Test
    void wordsThatLookLikeMarkupAreWords() throws Exception {
        String words = "<script>x()</script> &amp; \"a\" 'b' ]]> <b";
        Change.Published story = SampleMails.summarised(Articles.published(1, "en", words), words);
        MimeMessage message = mail(SampleMails.digest("en", Digest.Span.DAY, List.of(story), List.of(), words));
        Document page = html(message);
        assertThat(message.getSubject()).contains(words);
        assertThat(page.select("script")).isEmpty();
        assertThat(page.select("h2 a").text()).isEqualTo(words);
        assertThat(page.text().split(Pattern.quote(words), -1)).hasSizeGreaterThan(3);
        assertThat(text(message).replaceAll("\\s+", " ")).contains(words);
    }

    private MimeMessage mail(Digest digest) throws Exception {
        return parse(SampleMails.sent(digests, digest));
    }

    private static MimeMessage parse(byte[] message) throws Exception {
        return new MimeMessage(null, new ByteArrayInputStream(message));
    }

    private static String field(MimeMessage message, String name) throws Exception {
        return MimeUtility.decodeText(MimeUtility.unfold(message.getHeader(name)[0]));
    }

    private static String text(MimeMessage message) throws Exception {
        return ((Multipart) message.getContent()).getBodyPart(0).getContent().toString();
    }

    private static Document html(MimeMessage message) throws Exception {
        return Jsoup.parse(
                ((Multipart) message.getContent()).getBodyPart(1).getContent().toString());
    }
}

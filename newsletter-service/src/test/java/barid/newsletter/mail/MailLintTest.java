package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.site.Organisation;
import barid.kit.site.Site;
import barid.newsletter.Articles;
import jakarta.mail.Multipart;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

class MailLintTest {
    private static final List<String> LANGUAGES = List.of("ar", "en", "fr");

    @ParameterizedTest
    @ValueSource(strings = {"#0b5c8a", "#fffffe", "#000001", "#ffff00", "#808080", "#c8102e"})
    void everyMailIsLegibleAndWholeInEveryLanguageWhateverTheAccent(String accent) throws Exception {
        Organisation organisation = SampleMails.organisation(Map.of("accent", accent));
        DigestMail digests = SampleMails.digests(Map.of("accent", accent));
        for (String language : LANGUAGES) {
            Digest full = SampleMails.full(language);
            Map<String, byte[]> mails = new TreeMap<>(SampleMails.notices(organisation, language));
            mails.put("full", SampleMails.sent(digests, full));
            mails.put("many", SampleMails.sent(digests, SampleMails.many(language)));
            mails.put(
                    "corrections",
                    SampleMails.sent(
                            digests,
                            SampleMails.digest(language, Digest.Span.DAY, List.of(), full.corrections(), null)));
            for (Map.Entry<String, byte[]> mail : mails.entrySet()) {
                assertThat(MailLint.findings(html(mail.getValue())))
                        .as(mail.getKey() + " " + language)
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void thirtyArticlesStayBelowTheSizeAtWhichMailsAreCutOff(String language) throws Exception {
        List<Change.Published> articles = IntStream.rangeClosed(1, 30)
                .mapToObj(i -> SampleMails.pictured(longest(i, LANGUAGES.get(i % 3))))
                .toList();
        String html = html(SampleMails.sent(
                SampleMails.digests(Map.of()),
                SampleMails.digest(language, Digest.Span.DAY, articles, List.of(), SampleMails.note(language))));
        assertThat(MailLint.findings(html)).isEmpty();
        assertThat(articles).allSatisfy(article -> assertThat(html).contains(">" + article.title() + "<"));
        assertThat(html.split("<h2", -1)).as("all in full, and the note").hasSize(32);
    }

    /** What nobody would write: every limit reached at once. */
    @ParameterizedTest
    @ValueSource(strings = {"ar", "en", "fr"})
    void aDigestOfTheLongestOfEverythingShowsFewerArticlesAndCountsTheRest(String language) throws Exception {
        List<Change.Published> articles = IntStream.rangeClosed(1, 100)
                .mapToObj(i -> SampleMails.machine(SampleMails.pictured(longest(i, "ar"))))
                .toList();
        List<Digest.Corrected> corrections = articles.stream()
                .limit(30)
                .map(article -> new Digest.Corrected(
                        article,
                        new barid.newsletter.stories.Correction(
                                article.article(), "ar", SampleMails.NOON, "تصويب ".repeat(300), 7)))
                .toList();
        String html = html(SampleMails.sent(
                SampleMails.digests(Map.of()),
                SampleMails.digest(language, Digest.Span.DAY, articles, corrections, "a\n".repeat(1000))));
        assertThat(MailLint.findings(html)).isEmpty();
    }

    private static Change.Published longest(int number, String language) {
        String word = Map.of("ar", "المسؤولية ", "en", "responsibility ", "fr", "responsabilité ")
                .get(language);
        String title = (number + " " + word.repeat(40)).substring(0, 299).strip() + "!";
        return SampleMails.summarised(Articles.published(number, language, title), word.repeat(100));
    }

    /** A breach of each rule, planted into a mail that has none. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "scheme       | prefers-color-scheme: dark | prefers-color-scheme: light",
                "scheme       | <meta name=\"color-scheme\" content=\"light dark\"> | ''",
                "scheme       | [data-ogsc] .ink { color: #e8e6e1 | [data-ogsc] .ink { color: #e8e6e2",
                "language     | <html lang=\"ar\" dir=\"rtl\"> | <html lang=\"ar\">",
                "language     | <body lang=\"ar\" dir=\"rtl\" | <body dir=\"rtl\"",
                "language     | lang=\"fr\" dir=\"ltr\" | lang=\"fr\" dir=\"rtl\"",
                "language     | lang=\"fr\" dir=\"ltr\" | dir=\"ltr\"",
                "alignment    | <td align=\"right\" | <td align=\"left\"",
                "alignment    | <td align=\"right\" | <td",
                "alignment    | text-align:right | text-align:left",
                "role         | role=\"presentation\" width=\"100%\" | width=\"100%\"",
                "image        | alt= | title=",
                "image        | height=\"302\" | height=\"1\"",
                "structure    | <h1 | <h2",
                "preheader    | display:none;max-height:0 | max-height:0",
                "forbidden    | <h1 | <script>x()</script><h1",
                "forbidden    | <h1 | <form action=\"/x\"></form><h1",
                "forbidden    | </style> | @import url(x.css);</style>",
                "forbidden    | </head> | <link rel=\"stylesheet\" href=\"x.css\"></head>",
                "forbidden    | padding:24px 0; | padding-inline:24px;",
                "forbidden    | padding:24px 0; | position:relative;",
                "forbidden    | padding:24px 0; | color:#fff;",
                "width        | max-width:600px | max-width:640px",
                "width        | width=\"600\" align | width=\"700\" align",
                "contrast     | color:#585a5e | color:#9a9a9a",
                "contrast     | class=\"ink\" | class=\"\"",
                "contrast     | .link { color: #76a4bd | .link { color: #0b5c8a",
                "contrast     | .paper { background-color: #151617 | .paper { background-color: #e8e6e1",
                "size of type | font-size:16px | font-size:14px",
                "font         | font-family:IBM | voice-family:IBM",
                "arabic       | line-height:1.8 | line-height:1.5",
                "arabic       | <h1 class=\"ink\" style=\" | <h1 class=\"ink\" style=\"letter-spacing:1px;",
                "arabic       | <h1 class=\"ink\" style=\" | <h1 class=\"ink\" style=\"font-style:italic;",
            })
    void aPlantedFaultIsFound(String rule, String sound, String broken) throws Exception {
        String html = html(SampleMails.sent(SampleMails.digests(Map.of()), SampleMails.full("ar")));
        String planted = html.replace(sound, broken);
        assertThat(planted).as("planted").isNotEqualTo(html);
        assertThat(MailLint.findings(planted))
                .anySatisfy(finding -> assertThat(finding).startsWith(rule + ":"));
    }

    @Test
    void aMailTooLongIsFound() throws Exception {
        String html = html(SampleMails.sent(SampleMails.digests(Map.of()), SampleMails.full("ar")));
        assertThat(MailLint.findings(html.replace("</body>", "<!--" + "x".repeat(100_000) + "--></body>")))
                .singleElement()
                .asString()
                .startsWith("size:");
    }

    @Test
    void theColoursAreThoseOfTheSite() throws IOException {
        try (InputStream in = Site.class.getResourceAsStream("assets/site.css")) {
            String css = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            int dark = css.indexOf("@media (prefers-color-scheme: dark)");
            assertThat(tokens(css.substring(0, dark))).containsAllEntriesOf(named(Palette.light("#0b5c8a")));
            assertThat(tokens(css.substring(dark))).containsAllEntriesOf(named(Palette.dark("#0b5c8a")));
        }
    }

    private static Map<String, String> tokens(String css) {
        Map<String, String> tokens = new TreeMap<>();
        Matcher token = Pattern.compile("--([a-z-]+): (#[0-9a-f]{6});").matcher(css);
        while (token.find()) {
            tokens.putIfAbsent(token.group(1), token.group(2));
        }
        return tokens;
    }

    private static Map<String, String> named(Palette palette) {
        return Map.of(
                "paper", palette.paper(),
                "shade", palette.shade(),
                "ink", palette.ink(),
                "quiet-ink", palette.quiet(),
                "line", palette.line());
    }

    private static String html(byte[] message) throws Exception {
        Multipart parts = (Multipart) new MimeMessage(null, new ByteArrayInputStream(message)).getContent();
        return parts.getBodyPart(1).getContent().toString();
    }
}

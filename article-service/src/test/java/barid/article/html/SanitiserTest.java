package barid.article.html;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.util.List;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class SanitiserTest {
    private final Sanitiser sanitiser = new Sanitiser(new Links(URI.create("https://news.example.org")));

    private String safe(String html) {
        return sanitiser.sanitise(html).html();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<h2>Heading</h2>",
                "<p lang=\"ar\" dir=\"rtl\">نص <strong>قوي</strong></p>",
                "<ul><li>One</li><li>Two</li></ul>",
                "<ol start=\"3\"><li value=\"5\">One</li></ol>",
                "<blockquote cite=\"https://example.com/a\"><p>Said</p></blockquote>",
                "<figure><img src=\"/media/a.jpg\" alt=\"A ship\" width=\"10\" height=\"20\" /><figcaption>At sea</figcaption></figure>",
                "<table><caption>Figures</caption><thead><tr><th scope=\"col\" colspan=\"2\">Year</th></tr></thead>"
                        + "<tbody><tr><td rowspan=\"2\">1</td><td>2</td></tr></tbody></table>",
                "<p><a href=\"https://example.com/x?a&#61;b\">away</a> <a href=\"/en\">here</a> <a href=\"mailto:a&#64;example.org\">mail</a></p>",
                "<p>H<sub>2</sub>O x<sup>2</sup> <code>x</code> <abbr title=\"United Nations\">UN</abbr> <q>q</q></p>",
                "<p><time datetime=\"2026-03-26\">March</time> <bdi>x</bdi> <bdo dir=\"rtl\">y</bdo> <ins>i</ins> <del>d</del></p>",
                "<pre><code>a\n  b</code></pre>",
                "<dl><dt>Term</dt><dd>Meaning</dd></dl>",
                "<details><summary>More</summary><p>Text</p></details>"
            })
    void whatIsAllowedStaysAsItIs(String html) {
        var result = sanitiser.sanitise(html);
        assertThat(result.html()).isEqualTo(html);
        assertThat(result.removed()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "<p>a<script>alert(1)</script></p> | script",
                "<p onclick=\"x()\">a</p> | onclick",
                "<p style=\"color:red\">a</p> | style",
                "<style>p{}</style>a | style",
                "<iframe src=\"https://example.com\"></iframe>a | iframe",
                "<a href=\"javascript:x()\">a</a> | a",
                "<a href=\" jav&#x09;ascript:x()\">a</a> | a",
                "<a href=\"data:text/html,x\">a</a> | a",
                "<a href=\"/\\evil.example\">a</a> | a",
                "<a href=\"https://user@evil.example/\">a</a> | a",
                "<img src=\"data:image/png;base64,x\" alt=\"\">a | src",
                "<img src=\"x\" onerror=\"x()\">a | img",
                "<svg><script>x()</script></svg>a | svg",
                "<math><mi>x</mi></math>a | math",
                "<form action=\"/x\"><input></form>a | form",
                "<object data=\"x\"></object>a | object",
                "<h1>a</h1> | h1",
                "<meta http-equiv=\"refresh\" content=\"0\">a | meta",
                "<base href=\"//evil.example\">a | base"
            })
    void whatIsNotAllowedIsTakenOutAndNamed(String html, String name) {
        var result = sanitiser.sanitise(html);
        assertThat(result.removed()).contains(name);
        assertThat(result.html())
                .contains("a")
                .doesNotContainIgnoringCase("script", "alert", "onerror", "onclick", "style", "evil", "iframe");
    }

    @ParameterizedTest
    @CsvSource({
        "https://news.example.org/en/articles/a, /en/articles/a",
        "https://news.example.org, /",
        "https://news.example.org.evil.example/, https://news.example.org.evil.example/",
        "//cdn.example.com/a.jpg, https://cdn.example.com/a.jpg",
        "HTTPS://Example.COM/Ä b, https://example.com/%C3%84%20b",
        "https://müller.example/, https://xn--mller-kva.example/",
        "https://example.com/100%, https://example.com/100%25",
        "#note-1, #x-note-1",
        "#x-note-1, #x-note-1"
    })
    void addressesAreWrittenAsUris(String given, String written) {
        assertThat(safe("<a href=\"" + given + "\">a</a>")).isEqualTo("<a href=\"" + written + "\">a</a>");
    }

    @Test
    void whatAFeedCannotCarryNeverComesOut() {
        assertThat(safe("<p>a&#1;b&#xFFFE;c&#xD800;d</p>")).isEqualTo("<p>abcd</p>");
    }

    @Test
    void announcedAddressesAreAbsolute() {
        Links links = new Links(URI.create("https://news.example.org"));
        String html = safe(
                "<p><a href=\"/en\">=\"/x</a><a href=\"#n\">n</a><img src=\"/media/a.jpg\" alt=\" src=&quot;/a\"></p>");

        assertThat(links.absoluteHtml(html, "https://news.example.org/en/articles/a"))
                .contains("href=\"https://news.example.org/en\"")
                .contains("href=\"https://news.example.org/en/articles/a#x-n\"")
                .contains("src=\"https://news.example.org/media/a.jpg\"")
                .contains("&#61;&#34;/x")
                .contains("alt=\" src&#61;&#34;/a\"");
    }

    @Test
    void sanitisingTwiceEqualsOnce() {
        List<String> parts = List.of(
                "<p>",
                "</p>",
                "<b>",
                "</b>",
                "<i>",
                "</i>",
                "<ul>",
                "</ul>",
                "<li>",
                "</li>",
                "<table>",
                "</table>",
                "<tr>",
                "<td>",
                "</td>",
                "<th scope=COL>",
                "<a href='/x?a=b&c'>",
                "</a>",
                "<a href=\"//e.example/ä\">",
                "<img src=/a.png alt='x\"y'>",
                "<h2>",
                "</h2>",
                "<h1>",
                "<blockquote>",
                "</blockquote>",
                "<script>",
                "</script>",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "text",
                " & ",
                "&amp;",
                "&lt;",
                "<",
                ">",
                "\"",
                "'",
                "{{",
                "}}",
                "نص",
                "\n",
                "<br>",
                "<details open>",
                "<summary>",
                "<dl>",
                "<dt>",
                "<dd>",
                "</dl>",
                "<figure>",
                "<figcaption>",
                "<pre>",
                "\n\n",
                "<caption>",
                "<thead>",
                "<tbody>",
                "<q>",
                "<p dir=RTL>",
                "<span lang=ar>",
                "</span>",
                "<ol reversed>",
                "<svg>",
                "<math>",
                "<style>",
                "<title>",
                "<textarea>",
                "<noscript>",
                "<template>",
                "<p id=a>",
                "&#x22;",
                "=\"/",
                "&#0;",
                "<plaintext>",
                "<hr>",
                "<a name=x>");
        Random random = new Random(5);
        for (int i = 0; i < 20_000; i++) {
            StringBuilder html = new StringBuilder();
            for (int n = random.nextInt(14); n >= 0; n--) {
                html.append(parts.get(random.nextInt(parts.size())));
            }
            String once = safe(html.toString());
            assertThat(safe(once)).as(html.toString()).isEqualTo(once);
        }
    }
}

package barid.article.importing;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ParagraphsTest {
    @Test
    void aBlankLinePartsParagraphsAndALinesEndIsABreak() {
        assertThat(Paragraphs.of("One\r\ntwo\r\n\r\nThree")).isEqualTo("<p>One<br>\ntwo</p>\n<p>Three</p>\n");
    }

    @Test
    void blocksStayAsTheyAre() {
        assertThat(Paragraphs.of("Before\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>\nafter"))
                .contains("<p>Before</p>", "<p>after</p>")
                .doesNotContain("<p><ul", "<p><li", "<br>");
        assertThat(Paragraphs.of("<blockquote>words</blockquote>")).contains("<blockquote>words</blockquote>");
    }

    @Test
    void whatIsVerbatimKeepsItsLines() {
        assertThat(Paragraphs.of("x\n<pre>a\n\n  b</pre>\ny"))
                .contains("<pre>a\n\n  b</pre>")
                .doesNotContain("a<br>");
    }

    @Test
    void anAddressOnALineOfItsOwnIsALink() {
        assertThat(Paragraphs.of("Look:\nhttps://video.example/1?a=b\nend"))
                .contains("<p><a href=\"https://video.example/1?a=b\">https://video.example/1?a=b</a></p>");
        assertThat(Paragraphs.of("see https://video.example/1 there")).doesNotContain("<a ");
    }
}

package barid.newsletter.mail;

import org.jspecify.annotations.Nullable;

/** What the template of one article shows; public because templates are another package. */
public record ArticleBlock(
        Look look,
        Palette colours,
        String title,
        String url,
        String summary,
        String byline,
        @Nullable Picture picture,
        @Nullable Notice notice) {
    /** The one picture, at the size that it is shown. */
    public record Picture(String url, String alt, int width, int height) {}

    /** That a machine translated it; in the language of the software's own words. */
    public record Notice(Look look, String text, String url, String link) {}
}

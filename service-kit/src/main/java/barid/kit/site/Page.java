package barid.kit.site;

import java.util.List;
import java.util.Optional;

/**
 * What the common layout needs to know of a page.
 *
 * @param language the language of the page's content (BCP 47)
 * @param title plain text, without the organisation's name, which the layout adds
 * @param canonical the page's own absolute URL
 * @param languages where each language's name in the masthead leads
 * @param alternates the same content in other languages, for {@code rel=alternate hreflang}
 * @param feeds the feeds for autodiscovery, the page's own language first
 * @param picture absolute URL of a picture for link previews
 * @param noindex true keeps the page out of search engines
 */
public record Page(
        String language,
        String title,
        Optional<String> description,
        Optional<String> canonical,
        List<Link> languages,
        List<Link> alternates,
        List<Feed> feeds,
        Optional<String> picture,
        boolean noindex) {
    /** A link to something in a language. */
    public record Link(String language, String url) {}

    /** A feed: {@code type} is its media type. */
    public record Feed(String type, String title, String language, String url) {}
}

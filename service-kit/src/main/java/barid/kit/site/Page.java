package barid.kit.site;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
    /** A page of which only the language and the title are known yet; the {@code with} methods add the rest. */
    public static Page of(String language, String title) {
        return new Page(
                language,
                title,
                Optional.empty(),
                Optional.empty(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                false);
    }

    public Page withDescription(String text) {
        Optional<String> given = text.isBlank() ? Optional.empty() : Optional.of(text);
        return new Page(language, title, given, canonical, languages, alternates, feeds, picture, noindex);
    }

    public Page withCanonical(String url) {
        return new Page(language, title, description, Optional.of(url), languages, alternates, feeds, picture, noindex);
    }

    public Page withLanguages(List<Link> links) {
        return new Page(language, title, description, canonical, links, alternates, feeds, picture, noindex);
    }

    public Page withAlternates(List<Link> links) {
        return new Page(language, title, description, canonical, languages, links, feeds, picture, noindex);
    }

    public Page withFeeds(List<Feed> links) {
        return new Page(language, title, description, canonical, languages, alternates, links, picture, noindex);
    }

    public Page withPicture(String url) {
        return new Page(
                language, title, description, canonical, languages, alternates, feeds, Optional.of(url), noindex);
    }

    public Page outOfSearch() {
        return new Page(language, title, description, canonical, languages, alternates, feeds, picture, true);
    }

    /** The alternates with the page itself among them, as search engines ask for; none if the page stands alone. */
    public List<Link> hreflang() {
        if (alternates.isEmpty() || canonical.isEmpty()) {
            return List.of();
        }
        Map<String, Link> links = new LinkedHashMap<>();
        links.put(language, new Link(language, canonical.get()));
        alternates.forEach(link -> links.putIfAbsent(link.language(), link));
        return List.copyOf(links.values());
    }

    /** Where a reader of any other language is best sent: the version in {@code preferred}, else this page. */
    public Optional<String> crossLanguage(String preferred) {
        return hreflang().stream()
                .filter(link -> link.language().equals(preferred))
                .map(Link::url)
                .findFirst()
                .or(() -> hreflang().stream().map(Link::url).findFirst());
    }

    /** A link to something in a language. */
    public record Link(String language, String url) {}

    /** A feed: {@code type} is its media type. */
    public record Feed(String type, String title, String language, String url) {}
}

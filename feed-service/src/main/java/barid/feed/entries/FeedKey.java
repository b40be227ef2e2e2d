package barid.feed.entries;

import java.util.Optional;

/**
 * Names a feed, whatever the format: {@code ar/articles}, {@code all/articles}, {@code ar/topics/health},
 * {@code all/topics/health}, {@code partners/who}.
 */
public record FeedKey(String text) {
    /** Stands where a feed of one language has its tag. */
    public static final String ALL = "all";

    private static final String ARTICLES = "/articles";
    private static final String TOPICS = "/topics/";
    private static final String PARTNERS = "partners/";

    /** The feed of all articles in one language, or in {@link #ALL}. */
    public static FeedKey articles(String language) {
        return new FeedKey(language + ARTICLES);
    }

    /** The feed of a topic's articles in one language, or in {@link #ALL}. */
    public static FeedKey topic(String language, String slug) {
        return new FeedKey(language + TOPICS + slug);
    }

    /** The feed of what was agreed with a partner. */
    public static FeedKey partner(String id) {
        return new FeedKey(PARTNERS + id);
    }

    /** The language that all entries of the feed are in; empty if each has its own. */
    public Optional<String> language() {
        String first = text.substring(0, text.indexOf('/'));
        return first.equals(ALL) || partner().isPresent() ? Optional.empty() : Optional.of(first);
    }

    /** The topic that the feed is of; empty if it is of everything. */
    public Optional<String> topic() {
        int at = text.indexOf(TOPICS);
        return at < 0 ? Optional.empty() : Optional.of(text.substring(at + TOPICS.length()));
    }

    /** The partner whose feed it is; empty if it is everyone's. */
    public Optional<String> partner() {
        return text.startsWith(PARTNERS) ? Optional.of(text.substring(PARTNERS.length())) : Optional.empty();
    }

    /** Where the feed's archive pages stand: {@code /feeds/ar/archive}, {@code /partners/who/archive}. */
    public String archivePath() {
        String whole = partner().isPresent() ? "/" + text : "/feeds/" + text;
        return (whole.endsWith(ARTICLES) ? whole.substring(0, whole.length() - ARTICLES.length()) : whole) + "/archive";
    }

    @Override
    public String toString() {
        return text;
    }
}

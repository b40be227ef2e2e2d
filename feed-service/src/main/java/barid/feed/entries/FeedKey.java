package barid.feed.entries;

import java.util.Optional;

/** Names a feed, whatever the format: {@code ar/articles}, {@code ar/topics/health}. */
public record FeedKey(String text) {
    private static final String TOPICS = "/topics/";

    /** The feed of all articles in one language. */
    public static FeedKey articles(String language) {
        return new FeedKey(language + "/articles");
    }

    /** The feed of a topic's articles in one language. */
    public static FeedKey topic(String language, String slug) {
        return new FeedKey(language + TOPICS + slug);
    }

    /** The language of the feed. */
    public String language() {
        return text.substring(0, text.indexOf('/'));
    }

    /** The topic that the feed is of; empty if it is of everything. */
    public Optional<String> topic() {
        int at = text.indexOf(TOPICS);
        return at < 0 ? Optional.empty() : Optional.of(text.substring(at + TOPICS.length()));
    }

    @Override
    public String toString() {
        return text;
    }
}

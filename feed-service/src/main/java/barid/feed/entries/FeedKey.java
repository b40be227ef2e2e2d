package barid.feed.entries;

/** Names a feed, whatever the format: {@code ar/articles}. */
public record FeedKey(String text) {
    /** The feed of all articles in one language. */
    public static FeedKey articles(String language) {
        return new FeedKey(language + "/articles");
    }

    /** The language of the feed. */
    public String language() {
        return text.substring(0, text.indexOf('/'));
    }

    @Override
    public String toString() {
        return text;
    }
}

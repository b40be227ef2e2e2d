package barid.feed.publishing;

import barid.feed.entries.FeedKey;

/** A feed in one format: what has a URL. */
public record FeedDocument(FeedKey feed, FeedFormat format) {
    /** {@code /feeds/ar/articles.atom}, {@code /partners/who/articles.atom}. */
    public String path() {
        String path = feed.partner().isPresent() ? "/" + feed.text() + "/articles" : "/feeds/" + feed.text();
        return path + "." + format.extension();
    }
}

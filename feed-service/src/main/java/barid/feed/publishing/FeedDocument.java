package barid.feed.publishing;

import barid.feed.entries.FeedKey;

/** A feed in one format: what has a URL. */
record FeedDocument(FeedKey feed, FeedFormat format) {
    /** {@code /feeds/ar/articles.atom}. */
    String path() {
        return "/feeds/" + feed.text() + "." + format.extension();
    }
}

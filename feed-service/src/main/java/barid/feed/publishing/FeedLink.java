package barid.feed.publishing;

/**
 * Where a document is, for pages that point to it.
 *
 * @param name of the format: Atom
 * @param title of the feed, in its language
 * @param url absolute
 */
public record FeedLink(String name, String title, String mediaType, String url) {}

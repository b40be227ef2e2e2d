package barid.feed.publishing;

import barid.feed.entries.FeedKey;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats in which a feed is published. */
public enum FeedFormat {
    ATOM("Atom", "atom", "application/atom+xml"),
    RSS("RSS", "rss", "application/rss+xml"),
    JSON("JSON Feed", "json", "application/feed+json");

    private static final List<FeedFormat> ALL = List.of(values());
    private static final List<FeedFormat> COMPLETE = List.of(ATOM);

    private final String displayName;
    private final String extension;
    private final String mediaType;

    FeedFormat(String displayName, String extension, String mediaType) {
        this.displayName = displayName;
        this.extension = extension;
        this.mediaType = mediaType;
    }

    /** The format whose files end so. */
    public static Optional<FeedFormat> of(String extension) {
        return Arrays.stream(values())
                .filter(format -> format.extension.equals(extension))
                .findFirst();
    }

    /** The formats of a feed: a partner's is Atom, which alone tells everything. */
    static List<FeedFormat> of(FeedKey feed) {
        return feed.partner().isPresent() ? COMPLETE : ALL;
    }

    /** The format's proper name, the same in every language. */
    public String displayName() {
        return displayName;
    }

    public String extension() {
        return extension;
    }

    public String mediaType() {
        return mediaType;
    }

    public String contentType() {
        return mediaType + "; charset=UTF-8";
    }
}

package barid.feed.publishing;

import barid.feed.entries.FeedKey;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The formats in which a feed is published. */
public enum FeedFormat {
    ATOM("Atom", "atom", "application/atom+xml"),
    RSS("RSS", "rss", "application/rss+xml");

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

    /** The formats in which this feed is published: to a partner only the one that tells of everything. */
    static List<FeedFormat> of(FeedKey feed) {
        return feed.partner().isPresent() ? List.of(ATOM) : List.of(values());
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

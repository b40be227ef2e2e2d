package barid.feed.publishing;

import java.util.Arrays;
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

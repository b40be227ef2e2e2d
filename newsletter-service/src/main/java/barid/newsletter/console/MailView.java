package barid.newsletter.console;

import java.util.List;

/**
 * A mail in words.
 *
 * @param address hers, masked or whole; empty once she is erased
 * @param proof what is to be said of the bytes, in a sentence; {@code proven} if they are those that left
 * @param revised the titles of what was changed since
 */
public record MailView(
        String address,
        boolean revealed,
        String readerUrl,
        String stateWord,
        String state,
        String answer,
        List<SubscriberView.Fact> facts,
        List<Why> articles,
        List<Why> corrections,
        String viewUrl,
        String proof,
        boolean proven,
        List<String> hashes,
        List<SubscriberView.Title> revised,
        List<SubscriberView.Fact> reports) {
    /** An article or a correction, and why it was in the mail. */
    public record Why(
            String title, String language, String direction, String url, List<String> reasons, boolean isPublic) {}
}

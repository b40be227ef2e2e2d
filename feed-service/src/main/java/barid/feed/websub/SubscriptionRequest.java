package barid.feed.websub;

import barid.feed.publishing.FeedDocument;

import java.net.URI;

/**
 * What was asked of the hub (WebSub section 5.1), its fields found good.
 *
 * @param secret empty for none
 */
record SubscriptionRequest(Mode mode, FeedDocument document, URI callback, String secret, long leaseSeconds) {
    enum Mode {
        SUBSCRIBE("subscribe"),
        UNSUBSCRIBE("unsubscribe");

        private final String word;

        Mode(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }
    }

    /** The callback's, in lower case. */
    String host() {
        return callback.getHost().toLowerCase(java.util.Locale.ROOT);
    }
}

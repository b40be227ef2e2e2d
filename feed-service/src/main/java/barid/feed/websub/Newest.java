package barid.feed.websub;

import barid.feed.publishing.FeedDocument;

import java.util.Optional;

/** The documents as this process serves them now. */
interface Newest {
    /** Empty if there is no such document. */
    Optional<State> find(FeedDocument document);

    /** One state of a document. */
    interface State {
        /** Of the newest change in it. */
        long position();

        /** What to send to a subscriber who was told up to {@code since}; empty if that is nothing. */
        Optional<byte[]> body(long since);
    }
}

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

        /** The document whole. */
        byte[] whole();

        /** A document that holds only the news after {@code since}; empty if there is none. */
        Optional<byte[]> news(long since);
    }
}

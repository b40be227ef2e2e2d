package barid.feed.publishing;

/** One entry or tombstone as bytes that stand in a document as they are. */
final class Piece {
    private final long position;
    private final boolean news;
    private final byte[] bytes;

    /**
     * @param position its place in the feed
     * @param news whether subscribers are told of it
     */
    Piece(long position, boolean news, byte[] bytes) {
        this.position = position;
        this.news = news;
        this.bytes = bytes;
    }

    long position() {
        return position;
    }

    boolean news() {
        return news;
    }

    byte[] bytes() {
        return bytes;
    }
}

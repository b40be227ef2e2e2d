package barid.feed.publishing;

import java.util.List;
import java.util.function.Predicate;

/** A document put together from a frame and pieces, whose bytes it shares with every other that holds them. */
record Assembled(Frame frame, List<Piece> pieces) {
    byte[] bytes() {
        return join(pieces);
    }

    /** The same document with only some of its pieces. */
    byte[] bytesOf(Predicate<Piece> wanted) {
        return join(pieces.stream().filter(wanted).toList());
    }

    private byte[] join(List<Piece> some) {
        int length = frame.head().length
                + frame.tail().length
                + some.stream().mapToInt(piece -> piece.bytes().length).sum()
                + Math.max(0, some.size() - 1) * frame.between().length;
        byte[] whole = new byte[length];
        int at = put(frame.head(), whole, 0);
        for (int i = 0; i < some.size(); i++) {
            at = i == 0 ? at : put(frame.between(), whole, at);
            at = put(some.get(i).bytes(), whole, at);
        }
        put(frame.tail(), whole, at);
        return whole;
    }

    private static int put(byte[] bytes, byte[] into, int at) {
        System.arraycopy(bytes, 0, into, at, bytes.length);
        return at + bytes.length;
    }
}

package barid.newsletter.imports;

import java.io.InputStream;
import java.util.Optional;
import java.util.function.IntFunction;

/** Reads a stored file from its first byte on, one piece in memory at a time. */
final class SealedFile extends InputStream {
    private final IntFunction<Optional<byte[]>> pieces;
    private final FileSeal seal;
    private byte[] piece = new byte[0];
    private int at;
    private int ordinal;

    /** {@code pieces} gives the sealed piece of an ordinal; empty beyond the last. */
    SealedFile(IntFunction<Optional<byte[]>> pieces, FileSeal seal) {
        this.pieces = pieces;
        this.seal = seal;
    }

    @Override
    public int read() {
        return more() ? piece[at++] & 0xff : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) {
        if (length == 0) {
            return 0;
        }
        if (!more()) {
            return -1;
        }
        int count = Math.min(length, piece.length - at);
        System.arraycopy(piece, at, target, offset, count);
        at += count;
        return count;
    }

    private boolean more() {
        while (at == piece.length) {
            Optional<byte[]> next = pieces.apply(ordinal);
            if (next.isEmpty()) {
                return false;
            }
            piece = seal.open(ordinal, next.get());
            at = 0;
            ordinal++;
        }
        return true;
    }
}

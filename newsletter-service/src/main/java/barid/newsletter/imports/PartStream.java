package barid.newsletter.imports;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** The bytes of one part of a multipart body (RFC 2046 section 5.1) after the other, without what separates them. */
final class PartStream extends InputStream {
    private static final int BUFFER = 64 << 10;

    private final InputStream body;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    /** Bytes before here are known to be of the part. */
    private int known;

    private boolean bodyEnded;

    /** Before the first part; {@link #next} leads to it. */
    PartStream(InputStream body, String boundary) {
        this.body = body;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // The first delimiter may stand at the very beginning, without a line end before it.
        buffer[0] = '\r';
        buffer[1] = '\n';
        end = 2;
    }

    /** Passes over what is left of this part; false behind the last one. */
    boolean next() throws IOException {
        byte[] passed = new byte[8192];
        while (read(passed, 0, passed.length) >= 0) {
            // Nobody wants it.
        }
        at += delimiter.length;
        int first = raw();
        int second = raw();
        known = at;
        if (first == '-' && second == '-') {
            return false;
        }
        if (first != '\r' || second != '\n') {
            throw new EOFException("no line end behind a boundary");
        }
        return true;
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (known <= at) {
            if (!look()) {
                return -1;
            }
        }
        int count = Math.min(length, known - at);
        System.arraycopy(buffer, at, target, offset, count);
        at += count;
        return count;
    }

    /** Finds out more bytes of this part; false if the delimiter comes next. */
    private boolean look() throws IOException {
        int found = indexOfDelimiter();
        if (found == at) {
            return false;
        }
        if (found > at) {
            known = found;
            return true;
        }
        // What could be the beginning of a delimiter is kept back.
        int safe = end - delimiter.length + 1;
        if (safe > at) {
            known = safe;
            return true;
        }
        fill();
        return true;
    }

    private int indexOfDelimiter() {
        for (int i = at; i + delimiter.length <= end; i++) {
            if (buffer[i] == '\r' && Arrays.equals(buffer, i, i + delimiter.length, delimiter, 0, delimiter.length)) {
                return i;
            }
        }
        return -1;
    }

    private void fill() throws IOException {
        System.arraycopy(buffer, at, buffer, 0, end - at);
        end -= at;
        at = 0;
        known = 0;
        int read = bodyEnded ? -1 : body.read(buffer, end, buffer.length - end);
        if (read < 0) {
            bodyEnded = true;
            throw new EOFException("the last boundary is missing");
        }
        end += read;
    }

    private int raw() throws IOException {
        if (at == end) {
            fill();
        }
        return buffer[at++];
    }
}

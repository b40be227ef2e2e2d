package barid.newsletter.mail;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Bytes gathered for one write. */
final class ByteBuilder {
    private byte[] bytes;
    private int length;

    ByteBuilder(int capacity) {
        bytes = new byte[capacity];
    }

    ByteBuilder add(byte[] more) {
        return add(more, 0, more.length);
    }

    ByteBuilder add(byte[] more, int from, int to) {
        int added = to - from;
        if (length + added > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + added));
        }
        System.arraycopy(more, from, bytes, length, added);
        length += added;
        return this;
    }

    ByteBuilder add(String text) {
        return add(text.getBytes(StandardCharsets.UTF_8));
    }

    void writeTo(OutputStream out) throws IOException {
        out.write(bytes, 0, length);
        out.flush();
        length = 0;
    }
}

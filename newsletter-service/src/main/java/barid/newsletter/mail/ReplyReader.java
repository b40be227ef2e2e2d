package barid.newsletter.mail;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;

/** Reads a server's answers; the text of the plainest ones is not kept. */
final class ReplyReader {
    /** RFC 5321 section 4.5.3.1.5 allows 512 octets; servers explain themselves at greater length. */
    private static final int LONGEST_LINE = 4_096;

    private static final int MOST_LINES = 100;

    private final InputStream in;
    private final byte[] buffer = new byte[4_096];
    private int position;
    private int limit;

    ReplyReader(InputStream in) {
        this.in = in;
    }

    /** The next answer, all its lines. */
    Reply next() throws IOException {
        ByteArrayOutputStream text = null;
        for (int lines = 0; lines < MOST_LINES; lines++) {
            int code = 0;
            for (int i = 0; i < 3; i++) {
                int digit = read() - '0';
                if (digit < 0 || digit > 9) {
                    throw new IOException("the relay does not speak SMTP");
                }
                code = code * 10 + digit;
            }
            int separator = read();
            boolean last = separator != '-';
            boolean keep = code >= 400;
            if (keep && text == null) {
                text = new ByteArrayOutputStream();
                text.writeBytes((code + " ").getBytes(StandardCharsets.US_ASCII));
            }
            int b = separator == '\n' ? '\n' : read();
            for (int length = 0; b != '\n'; b = read()) {
                if (++length > LONGEST_LINE) {
                    throw new IOException("the relay's answer does not end");
                }
                if (keep && text != null && b != '\r') {
                    text.write(b);
                }
            }
            if (last) {
                return new Reply(code, text == null ? "" : text.toString(StandardCharsets.UTF_8));
            }
            if (text != null) {
                text.write(' ');
            }
        }
        throw new IOException("the relay's answer does not end");
    }

    private int read() throws IOException {
        if (position == limit) {
            limit = in.read(buffer);
            position = 0;
            if (limit <= 0) {
                limit = 0;
                throw new EOFException("the relay closed the connection");
            }
        }
        return buffer[position++];
    }
}

package barid.newsletter.imports;

import com.ibm.icu.text.CharsetDetector;
import com.ibm.icu.text.CharsetMatch;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Finds out how a file is encoded while its bytes pass by: what is UTF-8 to its last byte is UTF-8; a byte order mark or the
 * zeros of Latin text tell UTF-16; of the rest, what it holds beside ASCII tells the Western from the Arabic code page.
 */
final class EncodingGuess {
    private static final int SAMPLE = 64 << 10;
    private static final int SEGMENT = 512;
    private static final int HEAD = 4096;

    /** ICU's names, and the code page of Windows that contains each. */
    private static final Map<String, String> CODE_PAGES = Map.of(
            "ISO-8859-1", "windows-1252",
            "windows-1252", "windows-1252",
            "ISO-8859-6", "windows-1256",
            "windows-1256", "windows-1256");

    private final CharsetDecoder utf8 = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer discarded = CharBuffer.allocate(8192);
    private final ByteArrayOutputStream head = new ByteArrayOutputStream();
    private final ByteArrayOutputStream segment = new ByteArrayOutputStream();
    private final ByteArrayOutputStream sample = new ByteArrayOutputStream();
    private ByteBuffer rest = ByteBuffer.allocate(0);
    private boolean isUtf8 = true;
    private boolean telling;
    private long lines = 1;

    void add(byte[] bytes, int length) {
        head.write(bytes, 0, Math.min(length, HEAD - head.size()));
        ByteBuffer joined = ByteBuffer.allocate(rest.remaining() + length)
                .put(rest)
                .put(bytes, 0, length)
                .flip();
        if (isUtf8) {
            decode(joined, false);
        }
        rest = ByteBuffer.wrap(joined.array(), joined.position(), isUtf8 ? joined.remaining() : 0);
        for (int i = 0; i < length; i++) {
            gather(bytes[i]);
        }
    }

    private void decode(ByteBuffer bytes, boolean end) {
        CoderResult result;
        do {
            discarded.clear();
            result = utf8.decode(bytes, discarded, end);
        } while (result.isOverflow());
        isUtf8 = !result.isError();
    }

    /** Keeps the beginnings of lines that hold more than ASCII. */
    private void gather(byte b) {
        if (b == '\n') {
            lines++;
            if (telling && sample.size() < SAMPLE) {
                sample.write(segment.toByteArray(), 0, segment.size());
            }
            segment.reset();
            telling = false;
        } else if (segment.size() < SEGMENT) {
            segment.write(b);
            telling |= b < 0;
        }
    }

    /** Line ends so far, and one. */
    long lines() {
        return lines;
    }

    /** To be asked once, after the last byte. */
    Charset charset() {
        gather((byte) '\n');
        lines--;
        byte[] start = head.toByteArray();
        if (start.length >= 2 && (start[0] & 0xff) == 0xff && (start[1] & 0xff) == 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        if (start.length >= 2 && (start[0] & 0xff) == 0xfe && (start[1] & 0xff) == 0xff) {
            return StandardCharsets.UTF_16BE;
        }
        if (zeros(start, 1) * 4 > start.length) {
            return StandardCharsets.UTF_16LE;
        }
        if (zeros(start, 0) * 4 > start.length) {
            return StandardCharsets.UTF_16BE;
        }
        if (isUtf8) {
            decode(rest, true);
        }
        return isUtf8 ? StandardCharsets.UTF_8 : codePage();
    }

    private static int zeros(byte[] bytes, int parity) {
        int zeros = 0;
        for (int i = parity; i < bytes.length; i += 2) {
            zeros += bytes[i] == 0 ? 1 : 0;
        }
        return zeros;
    }

    private Charset codePage() {
        CharsetDetector detector = new CharsetDetector();
        detector.setText(sample.toByteArray());
        for (CharsetMatch match : detector.detectAll()) {
            String page = CODE_PAGES.get(match.getName());
            if (page != null) {
                return Charset.forName(page);
            }
        }
        return Charset.forName("windows-1252");
    }
}

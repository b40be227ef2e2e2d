package barid.newsletter.mail;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * Encodes a text part into 7-bit lines of at most 76 characters, and leaves its slots whole: no soft line break within
 * one, and in base64 each on a line of its own that begins a group of three bytes.
 */
final class PartEncoder {
    /** Stands before a slot where up to two blanks may be added, so that the slot begins a base64 group. */
    static final char PAD = '\uE000';

    private static final int LINE = 76;
    private static final byte[] CRLF = {'\r', '\n'};
    private static final Base64.Encoder MIME = Base64.getMimeEncoder(LINE, CRLF);
    private static final String HEX = "0123456789ABCDEF";

    /** A part: its Content-Transfer-Encoding and its content. */
    record Encoded(String transferEncoding, List<Segment> segments) {}

    private PartEncoder() {}

    /** Takes whichever encoding is the shorter for this text. */
    static Encoded encode(String text) {
        String canonical = text.replace("\r\n", "\n").replace("\n", "\r\n");
        int bytes = canonical.getBytes(StandardCharsets.UTF_8).length;
        long foreign = canonical.codePoints().filter(c -> c > 0x7e).count();
        return foreign * 6 > bytes
                ? new Encoded("base64", base64(canonical))
                : new Encoded("quoted-printable", quotedPrintable(canonical));
    }

    private record Piece(String text, Slot slot, boolean last) {}

    private static List<Piece> pieces(String text) {
        List<Piece> pieces = new ArrayList<>();
        int from = 0;
        while (true) {
            int at = text.length();
            Slot next = Slot.TO;
            for (Slot slot : Slot.values()) {
                int found = slot.placeholder().isEmpty() ? -1 : text.indexOf(slot.placeholder(), from);
                if (found >= 0 && found < at) {
                    at = found;
                    next = slot;
                }
            }
            if (at == text.length()) {
                pieces.add(new Piece(text.substring(from), Slot.TO, true));
                return pieces;
            }
            pieces.add(new Piece(text.substring(from, at), next, false));
            from = at + next.placeholder().length();
        }
    }

    private static List<Segment> base64(String text) {
        List<Segment> segments = new ArrayList<>();
        for (Piece piece : pieces(text)) {
            if (piece.last()) {
                segments.add(literal(new String(
                        MIME.encode(unpadded(piece.text()).getBytes(StandardCharsets.UTF_8)),
                        StandardCharsets.US_ASCII)));
            } else {
                segments.add(
                        literal(new String(MIME.encode(aligned(piece.text())), StandardCharsets.US_ASCII) + "\r\n"));
                segments.add(new Segment.Personal(piece.slot(), true));
                segments.add(literal("\r\n"));
            }
        }
        return segments;
    }

    private static byte[] aligned(String text) {
        int pad = text.lastIndexOf(PAD);
        if (pad < 0) {
            throw new IllegalArgumentException("no place to pad before a slot");
        }
        String before = unpadded(text.substring(0, pad));
        String after = text.substring(pad + 1);
        int bytes = (before + after).getBytes(StandardCharsets.UTF_8).length;
        return (before + " ".repeat((3 - bytes % 3) % 3) + after).getBytes(StandardCharsets.UTF_8);
    }

    private static String unpadded(String text) {
        return text.replace(String.valueOf(PAD), "");
    }

    private static List<Segment> quotedPrintable(String text) {
        List<Segment> segments = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        int column = 0;
        for (Piece piece : pieces(text)) {
            column = quote(unpadded(piece.text()), column, piece.last(), line);
            if (!piece.last()) {
                if (column + piece.slot().placeholder().length() >= LINE) {
                    line.append("=\r\n");
                    column = 0;
                }
                segments.add(literal(line.toString()));
                segments.add(new Segment.Personal(piece.slot(), false));
                column += piece.slot().placeholder().length();
                line.setLength(0);
            }
        }
        segments.add(literal(line.toString()));
        return segments;
    }

    /** RFC 2045 section 6.7; a tab, a blank at a line's end and one after a blank are written out, so that the body is {@link Canonical}. */
    private static int quote(String text, int start, boolean last, StringBuilder out) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int column = start;
        for (int i = 0; i < bytes.length; i++) {
            int b = bytes[i] & 0xff;
            if (b == '\r' && i + 1 < bytes.length && bytes[i + 1] == '\n') {
                out.append("\r\n");
                column = 0;
                i++;
                continue;
            }
            boolean lineEnds = i + 1 == bytes.length ? last : bytes[i + 1] == '\r';
            boolean plain =
                    (b > 32 && b < 127 && b != '=') || (b == ' ' && !lineEnds && (i == 0 || bytes[i - 1] != ' '));
            if (column + (plain ? 1 : 3) >= LINE) {
                out.append("=\r\n");
                column = 0;
            }
            plain &= b != '.' || column > 0;
            int width = plain ? 1 : 3;
            if (plain) {
                out.append((char) b);
            } else {
                out.append('=').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 15));
            }
            column += width;
        }
        return column;
    }

    static Segment literal(String ascii) {
        return new Segment.Literal(ascii.getBytes(StandardCharsets.US_ASCII));
    }
}

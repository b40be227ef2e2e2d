package barid.newsletter.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;

/** A mail with everything done that is the same for all its readers; a copy is spliced, not built. */
public final class CompiledMail {
    private final List<Segment> segments;
    private final int size;

    /** What differs from reader to reader; {@code messageId} is without angle brackets. */
    public record Personal(
            String mailbox, String date, String messageId, String unsubscribeToken, String preferencesToken) {}

    CompiledMail(List<Segment> segments) {
        this.segments = List.copyOf(segments);
        this.size = segments.stream()
                .mapToInt(segment -> switch (segment) {
                    case Segment.Literal(byte[] bytes) -> bytes.length;
                    case Segment.Personal personal -> 64;
                })
                .sum();
    }

    /** Bytes of one copy, about. */
    public int size() {
        return size;
    }

    /** The whole message for one reader, ready for DATA: 7-bit, but for an address that is not ASCII (RFC 6532). */
    public byte[] splice(Personal personal) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(size + 256);
        for (Segment segment : segments) {
            switch (segment) {
                case Segment.Literal(byte[] bytes) -> out.writeBytes(bytes);
                case Segment.Personal(Slot slot, boolean base64) -> {
                    byte[] value = value(slot, personal).getBytes(StandardCharsets.UTF_8);
                    out.writeBytes(base64 ? Base64.getEncoder().encode(value) : value);
                }
            }
        }
        return out.toByteArray();
    }

    /** SHA-256, in hexadecimal, of everything but what differs from reader to reader: the same if the bytes are. */
    public String fingerprint() {
        try {
            MessageDigest hash = MessageDigest.getInstance("SHA-256");
            for (Segment segment : segments) {
                switch (segment) {
                    case Segment.Literal(byte[] bytes) -> hash.update(bytes);
                    case Segment.Personal(Slot slot, boolean base64) ->
                        hash.update(('\0' + slot.name() + base64 + '\0').getBytes(StandardCharsets.US_ASCII));
                }
            }
            return HexFormat.of().formatHex(hash.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String value(Slot slot, Personal personal) {
        return switch (slot) {
            case TO -> personal.mailbox();
            case DATE -> personal.date();
            case MESSAGE_ID -> personal.messageId();
            case UNSUBSCRIBE -> personal.unsubscribeToken();
            case PREFERENCES -> personal.preferencesToken();
        };
    }
}

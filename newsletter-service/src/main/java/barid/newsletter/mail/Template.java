package barid.newsletter.mail;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;

/** Bytes that are the same for all, with places in them for what is a reader's own. */
final class Template {
    private final List<Segment> segments;
    private final int literals;

    Template(List<Segment> segments) {
        this.segments = joined(segments);
        this.literals = this.segments.stream()
                .mapToInt(segment -> segment instanceof Segment.Literal(byte[] bytes) ? bytes.length : 0)
                .sum();
    }

    /** Each character is a byte. */
    static Segment literal(String text) {
        return new Segment.Literal(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    private static List<Segment> joined(List<Segment> segments) {
        List<Segment> joined = new ArrayList<>();
        ByteArrayOutputStream run = new ByteArrayOutputStream();
        for (Segment segment : segments) {
            switch (segment) {
                case Segment.Literal(byte[] bytes) -> run.writeBytes(bytes);
                case Segment.Personal personal -> {
                    joined.add(new Segment.Literal(run.toByteArray()));
                    joined.add(personal);
                    run.reset();
                }
            }
        }
        joined.add(new Segment.Literal(run.toByteArray()));
        return List.copyOf(joined);
    }

    /** What stands before the first slot. */
    byte[] start() {
        return segments.getFirst() instanceof Segment.Literal(byte[] bytes) ? bytes : new byte[0];
    }

    /** Bytes that are the same for all. */
    int literals() {
        return literals;
    }

    /** Bytes of one reader's copy. */
    int size(Filling filling) {
        int size = literals;
        for (Segment segment : segments) {
            if (segment instanceof Segment.Personal personal) {
                size += filling.of(personal).length;
            }
        }
        return size;
    }

    /** Writes one reader's copy; where it ends. */
    int write(Filling filling, byte[] out, int from) {
        int at = from;
        for (Segment segment : segments) {
            byte[] bytes = switch (segment) {
                case Segment.Literal(byte[] literal) -> literal;
                case Segment.Personal personal -> filling.of(personal);
            };
            System.arraycopy(bytes, 0, out, at, bytes.length);
            at += bytes.length;
        }
        return at;
    }

    /** Adds all to a hash, what is a reader's own by its place alone. */
    void addTo(MessageDigest hash) {
        for (Segment segment : segments) {
            switch (segment) {
                case Segment.Literal(byte[] bytes) -> hash.update(bytes);
                case Segment.Personal(Slot slot, boolean base64) ->
                    hash.update(('\0' + slot.name() + base64 + '\0').getBytes(StandardCharsets.US_ASCII));
            }
        }
    }
}

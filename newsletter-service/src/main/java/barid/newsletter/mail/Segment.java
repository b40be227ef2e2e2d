package barid.newsletter.mail;

/** A piece of a compiled mail. */
sealed interface Segment {
    /** Bytes that are the same for all. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    record Literal(byte[] bytes) implements Segment {}

    /** What differs; {@code base64} where the part around it is. */
    record Personal(Slot slot, boolean base64) implements Segment {}
}

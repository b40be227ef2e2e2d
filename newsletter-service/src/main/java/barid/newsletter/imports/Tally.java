package barid.newsletter.imports;

/**
 * How many rows ended how; together they are the rows so far.
 *
 * @param taken subscribed, or to be subscribed
 * @param known subscribed here already, left as they are
 * @param doubled of an address that an earlier row has
 * @param left not subscribed by the file's own word
 * @param refused erased, unsubscribed or suppressed here
 * @param bad not to be read
 * @param suppressed of {@code left}, those whose address is dead or complained, which is remembered
 */
record Tally(long taken, long known, long doubled, long left, long refused, long bad, long suppressed) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0);

    long rows() {
        return taken + known + doubled + left + refused + bad;
    }

    Tally plus(Tally other) {
        return new Tally(
                taken + other.taken,
                known + other.known,
                doubled + other.doubled,
                left + other.left,
                refused + other.refused,
                bad + other.bad,
                suppressed + other.suppressed);
    }
}

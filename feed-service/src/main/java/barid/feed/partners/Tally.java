package barid.feed.partners;

/**
 * What a partner's clients were answered in some time.
 *
 * @param whole full feeds (200), {@code news} deltas (226), {@code unchanged} (304), {@code archive} pages of the archive
 * @param refused wrong keys (401), {@code limited} too many full answers (429), {@code failed} whatever else did not succeed
 * @param bytes sent
 */
public record Tally(
        long whole, long news, long unchanged, long archive, long refused, long limited, long failed, long bytes) {
    static final Tally NONE = new Tally(0, 0, 0, 0, 0, 0, 0, 0);

    /** How often the partner got what it asked for. */
    public long pulls() {
        return whole + news + unchanged + archive;
    }

    /** How often it did not. */
    public long errors() {
        return refused + limited + failed;
    }

    Tally plus(Tally other) {
        return new Tally(
                whole + other.whole,
                news + other.news,
                unchanged + other.unchanged,
                archive + other.archive,
                refused + other.refused,
                limited + other.limited,
                failed + other.failed,
                bytes + other.bytes);
    }
}

package barid.kit.changes;

import java.util.Optional;

/**
 * A follower's place in the change feed: the position reached, and the mark of the head that the page's snapshot saw.
 *
 * <p>The mark, not the position, tells whether the feed's database was put back to an earlier moment.
 */
public record Cursor(long position, String mark) {
    /** Reads {@code 1042.k3q9}; empty if it is anything else. */
    public static Optional<Cursor> parse(String text) {
        int dot = text.indexOf('.');
        if (dot < 1 || dot > 19 || text.length() - dot < 2 || text.length() > 64) {
            return Optional.empty();
        }
        String digits = text.substring(0, dot);
        String mark = text.substring(dot + 1);
        if (!digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || !mark.chars().allMatch(c -> (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) {
            return Optional.empty();
        }
        try {
            return Optional.of(new Cursor(Long.parseLong(digits), mark));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return position + "." + mark;
    }
}

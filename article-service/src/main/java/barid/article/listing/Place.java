package barid.article.listing;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a list, to which the cursors of its pages lead.
 *
 * @param at the instant by which the list is ordered; the epoch where it is ordered by article alone
 */
record Place(Instant at, UUID article, String language) {
    private static final Pattern FORM =
            Pattern.compile("(-?[0-9]{1,18})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})_([A-Za-z0-9-]{2,35})");

    static Optional<Place> parse(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new Place(
                Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS),
                UUID.fromString(parts.group(2)),
                parts.group(3)));
    }

    /** Microseconds, as the database keeps them; nothing in it needs encoding. */
    @Override
    public String toString() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, at) + "_" + article + "_" + language;
    }
}

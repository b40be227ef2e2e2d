package barid.article.site;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The place in a list, newest first, after which to go on; unlike a page number it stays while the list grows. */
record Keyset(Instant published, UUID article) {
    private static final Pattern FORM =
            Pattern.compile("(-?[0-9]{1,17})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    static Keyset after(Story story) {
        return new Keyset(story.published(), story.article());
    }

    /** Reads what {@link #text} wrote; empty if it is nothing of the kind. */
    static Optional<Keyset> of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        Instant published = Instant.EPOCH.plus(Long.parseLong(parts.group(1)), ChronoUnit.MICROS);
        return Optional.of(new Keyset(published, UUID.fromString(parts.group(2))));
    }

    /** Microseconds, as the database keeps them, and the article; nothing in it needs encoding. */
    String text() {
        return ChronoUnit.MICROS.between(Instant.EPOCH, published) + "_" + article;
    }
}

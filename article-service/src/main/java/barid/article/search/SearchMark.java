package barid.article.search;

import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The hit after which to go on.
 *
 * @param rank its rank, to the last bit
 * @param asOf the day from which ages are counted, so that ranks are the same on every page
 */
record SearchMark(Matching matching, double rank, LocalDate asOf, UUID article) {
    private static final Pattern FORM =
            Pattern.compile("(all|any)_([0-9]{1,3}\\.[0-9]{1,20}(?:E-[0-9]{1,2})?)_([0-9]{1,6})"
                    + "_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})");

    /** Reads what {@link #text} wrote; empty if it is nothing of the kind. */
    static Optional<SearchMark> of(String text) {
        Matcher parts = FORM.matcher(text);
        if (!parts.matches()) {
            return Optional.empty();
        }
        return Optional.of(new SearchMark(
                parts.group(1).equals("all") ? Matching.ALL : Matching.ANY,
                Double.parseDouble(parts.group(2)),
                LocalDate.ofEpochDay(Long.parseLong(parts.group(3))),
                UUID.fromString(parts.group(4))));
    }

    /** Nothing in it needs encoding. */
    String text() {
        return matching.word() + "_" + rank + "_" + asOf.toEpochDay() + "_" + article;
    }
}

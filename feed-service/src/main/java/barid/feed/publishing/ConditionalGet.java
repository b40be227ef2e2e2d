package barid.feed.publishing;

import io.helidon.http.DateTime;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decides between 200 and 304 (RFC 9110 section 13). */
final class ConditionalGet {
    private static final Pattern TAG = Pattern.compile("(?:W/)?(\"[\\x21\\x23-\\x7E\\x80-\\uFFFF]*\")");

    private ConditionalGet() {}

    /**
     * Whether the client holds this representation already.
     *
     * @param ifNoneMatch all values of the field, joined by commas; where it is given, the date does not count
     * @param lastModified empty where the representation has no date that can be told yet
     */
    static boolean notModified(
            Optional<String> ifNoneMatch,
            Optional<String> ifModifiedSince,
            String tag,
            Optional<Instant> lastModified) {
        if (ifNoneMatch.isPresent()) {
            return matches(ifNoneMatch.get(), tag);
        }
        return ifModifiedSince
                .flatMap(ConditionalGet::date)
                .flatMap(since -> lastModified.map(modified -> !modified.isAfter(since)))
                .orElse(false);
    }

    /** The weak comparison, as If-None-Match asks for: a weak tag of the same value matches. */
    private static boolean matches(String field, String tag) {
        if (field.equals(tag) || field.strip().equals("*")) {
            return true;
        }
        Matcher tags = TAG.matcher(field);
        while (tags.find()) {
            if (tag.equals(tags.group(1))) {
                return true;
            }
        }
        return false;
    }

    private static Optional<Instant> date(String text) {
        try {
            return Optional.of(DateTime.parse(text.strip()).toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}

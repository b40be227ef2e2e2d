package barid.article.media;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of a content a Range header asks for (RFC 9110 section 14). */
sealed interface ByteRange {
    /** All of it: no range, one that is not understood, or several, which may be answered so. */
    record Whole() implements ByteRange {}

    /** From the first byte to the last, both included. */
    record Part(long first, long last) implements ByteRange {
        long length() {
            return last - first + 1;
        }

        String contentRange(long length) {
            return "bytes " + first + "-" + last + "/" + length;
        }
    }

    /** Nothing that there is. */
    record Unsatisfiable() implements ByteRange {}

    Pattern ONE = Pattern.compile("bytes=[ \\t]*([0-9]{1,15})?-([0-9]{1,15})?[ \\t]*", Pattern.CASE_INSENSITIVE);

    /** Reads the header for a content of {@code length} bytes, at least one. */
    static ByteRange of(String header, long length) {
        Matcher matcher = ONE.matcher(header);
        if (!matcher.matches() || (matcher.group(1) == null && matcher.group(2) == null)) {
            return new Whole();
        }
        if (matcher.group(1) == null) {
            long last = Long.parseLong(matcher.group(2));
            return last == 0 ? new Unsatisfiable() : new Part(Math.max(0, length - last), length - 1);
        }
        long first = Long.parseLong(matcher.group(1));
        long last = matcher.group(2) == null ? Long.MAX_VALUE : Long.parseLong(matcher.group(2));
        if (last < first) {
            return new Whole();
        }
        return first >= length ? new Unsatisfiable() : new Part(first, Math.min(last, length - 1));
    }
}

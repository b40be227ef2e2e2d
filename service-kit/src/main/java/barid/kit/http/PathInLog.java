package barid.kit.http;

import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A path as a log may hold it: a segment that looks like a token is left out, since who has it may act for a reader. */
final class PathInLog {
    private static final int LONGEST_WORD = 15;
    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    private static final Pattern SLUG = Pattern.compile("[a-z]+(?:-[a-z]+)+");

    private PathInLog() {}

    static String of(String path) {
        return Arrays.stream(path.split("/", -1)).map(PathInLog::segment).collect(Collectors.joining("/"));
    }

    private static String segment(String text) {
        return text.length() <= LONGEST_WORD
                        || ID.matcher(text).matches()
                        || SLUG.matcher(text).matches()
                ? text
                : "(left out)";
    }
}

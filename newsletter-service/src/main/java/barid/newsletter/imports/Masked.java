package barid.newsletter.imports;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Text of a file as it may be shown: short, and of each address only the first letters. */
final class Masked {
    private static final int LONGEST = 40;
    /** Longer than any address, so that none is cut before its sign; the pattern takes long for more. */
    private static final int READ = 1000;

    private static final Pattern ADDRESS =
            Pattern.compile("([^\\s@<>\"';,])([^\\s@<>\"';,]*)@([^\\s@<>\"';,.])([^\\s@<>\"';,]*)");

    private Masked() {}

    static String text(String text) {
        String start = text.substring(0, Math.min(text.length(), READ));
        Matcher address = ADDRESS.matcher(start.replaceAll("\\p{Cntrl}", " ").strip());
        String masked =
                address.replaceAll(match -> Matcher.quoteReplacement(match.group(1) + "•••@" + match.group(3) + "•••"));
        return masked.length() > LONGEST
                ? masked.substring(0, masked.offsetByCodePoints(0, masked.codePointCount(0, LONGEST))) + "…"
                : masked;
    }
}

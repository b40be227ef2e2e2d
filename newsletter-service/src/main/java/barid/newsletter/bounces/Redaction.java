package barid.newsletter.bounces;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Takes addresses out of what a server said, since it is stored and shown; also the names before the sign, on their own. */
final class Redaction {
    private static final int LONGEST = 300;
    private static final int SHORTEST_NAME = 3;
    private static final Pattern ADDRESS =
            Pattern.compile("[^\\s<>()\\[\\]\"',;:]+(?:@|=40|%40)[^\\s<>()\\[\\]\"',;]+");

    private Redaction() {}

    /** {@code recipients}: the addresses that it is about. */
    static String of(String text, List<String> recipients) {
        String plain = ADDRESS.matcher(text.length() > 4_000 ? text.substring(0, 4_000) : text)
                .replaceAll("(address)")
                .replaceAll("[\\s\\p{Cntrl}]+", " ")
                .strip();
        for (String recipient : recipients) {
            String name = recipient.substring(0, Math.max(0, recipient.lastIndexOf('@')));
            if (name.length() >= SHORTEST_NAME) {
                plain = Pattern.compile(
                                "(?<![\\p{L}\\p{N}])" + Pattern.quote(name) + "(?![\\p{L}\\p{N}])",
                                Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE)
                        .matcher(plain)
                        .replaceAll(Matcher.quoteReplacement("(address)"));
            }
        }
        return plain.length() > LONGEST ? plain.substring(0, LONGEST) : plain;
    }
}

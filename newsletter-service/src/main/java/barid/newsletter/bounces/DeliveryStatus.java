package barid.newsletter.bounces;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The part of a report that programs read (RFC 3464; with addresses of any script RFC 6533), one group for each recipient. */
final class DeliveryStatus {
    /** What became of the mail to one recipient. */
    enum Action {
        FAILED,
        DELAYED,
        ARRIVED
    }

    /** One group; {@code recipients}: the original one first. */
    record Group(Action action, List<String> recipients, String status, String diagnostic) {}

    private static final int MOST_GROUPS = 100;
    private static final Pattern ESCAPED = Pattern.compile("\\\\x\\{([0-9A-Fa-f]{2,6})}");

    private DeliveryStatus() {}

    /** Groups that name a recipient, or tell what became of one; the group about the mail itself is left out. */
    static List<Group> groups(String text) {
        List<Group> groups = new ArrayList<>();
        Map<String, String> open = new HashMap<>();
        String last = "";
        for (String line : text.lines().toList()) {
            if (line.isBlank()) {
                group(open).ifPresent(groups::add);
                open = new HashMap<>();
            } else if ((line.startsWith(" ") || line.startsWith("\t")) && !last.isEmpty()) {
                open.merge(last, line.strip(), (value, more) -> value + " " + more);
            } else {
                int colon = line.indexOf(':');
                last = colon < 0 ? last : line.substring(0, colon).strip().toLowerCase(Locale.ROOT);
                // A second recipient without the empty line before it.
                if (last.equals("final-recipient") && open.containsKey(last)) {
                    group(open).ifPresent(groups::add);
                    open = new HashMap<>();
                }
                open.merge(last, line.substring(colon + 1).strip(), (value, more) -> value + " " + more);
            }
        }
        group(open).ifPresent(groups::add);
        return groups.stream().limit(MOST_GROUPS).toList();
    }

    private static Optional<Group> group(Map<String, String> fields) {
        List<String> recipients = Stream.of("original-recipient", "final-recipient", "x-actual-recipient")
                .map(fields::get)
                .flatMap(value -> Stream.ofNullable(address(value)))
                .distinct()
                .toList();
        String status = fields.getOrDefault("status", "");
        String action = fields.getOrDefault("action", "");
        return recipients.isEmpty() && (status.isEmpty() || action.isEmpty())
                ? Optional.empty()
                : Optional.of(new Group(
                        action(action, status), recipients, status, fields.getOrDefault("diagnostic-code", "")));
    }

    private static Action action(String word, String status) {
        String action = word.strip().toLowerCase(Locale.ROOT);
        if (action.startsWith("fail")) {
            return Action.FAILED;
        }
        if (action.startsWith("delay")) {
            return Action.DELAYED;
        }
        if (action.isEmpty() && !status.strip().startsWith("2")) {
            return status.strip().startsWith("4") ? Action.DELAYED : Action.FAILED;
        }
        return Action.ARRIVED;
    }

    /** {@code rfc822; name@example.org}, with or without the type and angle brackets. */
    private static @Nullable String address(@Nullable String value) {
        if (value == null) {
            return null;
        }
        String plain = value.substring(value.indexOf(';') + 1);
        return Addresses.in(unescaped(plain)).findFirst().orElse(null);
    }

    /** RFC 6533 section 3: {@code \x{628}} stands for a character. */
    private static String unescaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(match -> Matcher.quoteReplacement(character(Integer.parseInt(match.group(1), 16))));
    }

    private static String character(int codePoint) {
        return Character.isValidCodePoint(codePoint) ? Character.toString(codePoint) : "";
    }
}

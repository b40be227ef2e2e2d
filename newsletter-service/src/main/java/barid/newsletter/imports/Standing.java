package barid.newsletter.imports;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Whether a reader is subscribed where the file comes from. */
enum Standing {
    SUBSCRIBED,
    /** Signed up there and never confirmed: nobody consented. */
    UNCONFIRMED,
    LEFT,
    BOUNCED,
    COMPLAINED;

    private static final Map<Standing, Set<String>> WORDS = Map.of(
            SUBSCRIBED,
                    Set.of(
                            "",
                            "subscribed",
                            "confirmed",
                            "active",
                            "enabled",
                            "true",
                            "yes",
                            "1",
                            "paused",
                            "oui",
                            "نعم"),
            UNCONFIRMED, Set.of("unconfirmed", "pending", "non-subscribed", "nonsubscribed", "transactional"),
            LEFT,
                    Set.of(
                            "unsubscribed",
                            "disabled",
                            "blocklisted",
                            "blacklisted",
                            "inactive",
                            "archived",
                            "deleted",
                            "erased",
                            "suppressed",
                            "false",
                            "no",
                            "0",
                            "non",
                            "لا"),
            BOUNCED, Set.of("cleaned", "bounced", "bounce", "hard bounce", "invalid", "undeliverable"),
            COMPLAINED, Set.of("complained", "complaint", "spam", "abuse", "junk"));

    /** What a word of a state column says; empty if it is not known. */
    static Optional<Standing> of(String word) {
        String plain = word.strip().toLowerCase(Locale.ROOT);
        return WORDS.entrySet().stream()
                .filter(entry -> entry.getValue().contains(plain))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The one of two that weighs more. */
    Standing or(Standing other) {
        return compareTo(other) >= 0 ? this : other;
    }

    /** The reason under which the address is never mailed; empty if it is merely not taken. */
    Optional<String> suppression() {
        return switch (this) {
            case BOUNCED -> Optional.of("bounced");
            case COMPLAINED -> Optional.of("complaint");
            case SUBSCRIBED, UNCONFIRMED, LEFT -> Optional.empty();
        };
    }

    /** The rule that a report names. */
    String rule() {
        return "left." + name().toLowerCase(Locale.ROOT);
    }
}

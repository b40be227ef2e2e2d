package barid.newsletter.mail;

import java.util.Set;

/** Whose fault a refusal is, by its enhanced status code (RFC 3463): a reader is never blamed for what is ours. */
public enum Blame {
    /** The address is dead: nothing is ever mailed to it again. */
    ADDRESS,
    /** The mailbox or its server cannot just now; three in a row tell that it never will. */
    SOFT,
    /** What we are, do or send is refused. */
    OURS,
    /** The answer does not say. */
    UNKNOWN;

    private static final Set<String> DEAD = Set.of("5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1");
    private static final Set<String> SENDER = Set.of("5.1.7", "5.1.8", "5.3.4");

    /** Of an enhanced status code; a plain reply code tells only whether it is for a time ({@code 4..}). */
    public static Blame of(String code) {
        if (DEAD.contains(code)) {
            return ADDRESS;
        }
        if (SENDER.contains(code) || code.matches("[45]\\.[67]\\.\\d+")) {
            return OURS;
        }
        return code.startsWith("4") || code.equals("5.2.2") ? SOFT : UNKNOWN;
    }
}

package barid.newsletter.subscriptions;

import java.net.IDN;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail address.
 *
 * @param email as its owner writes it
 * @param mailbox as SMTP takes it: the domain in lower case, as A-labels
 */
public record Address(String email, String mailbox) {
    private static final int LONGEST = 254;
    private static final int LONGEST_LOCAL = 64;
    /** RFC 5321 dot-string; what mail systems hand out, without quoting, which would only carry surprises. */
    private static final Pattern LOCAL =
            Pattern.compile("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*");

    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    /** Empty if it is no address that can be mailed. */
    public static Optional<Address> parse(String text) {
        String email = text.strip();
        int at = email.lastIndexOf('@');
        if (at < 1 || at > LONGEST_LOCAL || email.length() > LONGEST) {
            return Optional.empty();
        }
        String local = email.substring(0, at);
        String domain;
        try {
            domain = IDN.toASCII(email.substring(at + 1), IDN.USE_STD3_ASCII_RULES)
                    .toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
        String mailbox = local + "@" + domain;
        return LOCAL.matcher(local).matches() && DOMAIN.matcher(domain).matches() && mailbox.length() <= LONGEST
                ? Optional.of(new Address(email, mailbox))
                : Optional.empty();
    }

    /** What makes two spellings the same reader. */
    public String normalised() {
        return mailbox.toLowerCase(Locale.ROOT);
    }
}

package barid.newsletter.subscriptions;

import com.ibm.icu.text.IDNA;
import com.ibm.icu.text.Normalizer2;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A mail address; the local part may be of any script (RFC 6531 section 3.3), the domain too (RFC 5891).
 *
 * @param email as its owner writes it, in normalisation form C
 * @param mailbox as SMTP takes it: the domain in lower case, as A-labels; a local part that is not ASCII needs SMTPUTF8
 */
public record Address(String email, String mailbox) {
    /** Octets of UTF-8, as SMTP counts (RFC 5321 section 4.5.3.1). */
    private static final int LONGEST = 254;

    private static final int LONGEST_LOCAL = 64;
    /**
     * A dot-string. Of ASCII what RFC 5321 has, without quoting, which would only carry surprises; beyond it letters, marks
     * and digits alone, so no blank, no control, nothing that turns the direction, and no quote that looks like another.
     */
    private static final Pattern LOCAL = Pattern.compile("%1$s(\\.%1$s)*"
            .formatted("(?!\\p{M})([A-Za-z0-9!#$%&'*+/=?^_`{|}~-]|[\\p{L}\\p{M}\\p{Nd}&&[^\\x00-\\x7F]])+"));

    private static final Pattern DOMAIN =
            Pattern.compile("([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])?");

    private static final IDNA DOMAINS = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.USE_STD3_RULES | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ);

    private static final Normalizer2 COMPOSED = Normalizer2.getNFCInstance();
    private static final Normalizer2 PLAIN = Normalizer2.getNFKCInstance();

    /** Empty if it is no address that can be mailed. */
    public static Optional<Address> parse(String text) {
        if (text.length() > 2 * LONGEST) {
            return Optional.empty();
        }
        String email = COMPOSED.normalize(text.strip());
        int at = email.lastIndexOf('@');
        if (at < 1 || octets(email) > LONGEST) {
            return Optional.empty();
        }
        String local = email.substring(0, at);
        StringBuilder domain = new StringBuilder();
        IDNA.Info info = new IDNA.Info();
        DOMAINS.nameToASCII(email.substring(at + 1), domain, info);
        String mailbox = local + "@" + domain.toString().toLowerCase(Locale.ROOT);
        return !info.hasErrors()
                        && octets(local) <= LONGEST_LOCAL
                        && octets(mailbox) <= LONGEST
                        && LOCAL.matcher(local).matches()
                        // A wide or ligated letter is another spelling of plain ones.
                        && PLAIN.isNormalized(local)
                        && DOMAIN.matcher(mailbox.substring(at + 1)).matches()
                ? Optional.of(new Address(email, mailbox))
                : Optional.empty();
    }

    private static int octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }

    /** What makes two spellings the same reader. */
    public String normalised() {
        return COMPOSED.normalize(mailbox.toLowerCase(Locale.ROOT));
    }
}

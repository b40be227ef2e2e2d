package barid.newsletter.bounces;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Bounces that are written for people alone, as Exim, qmail, old Exchange and many gateways send them: which recipients such a
 * text names, and what it says of each.
 */
final class TextBounce {
    private static final int MOST_RECIPIENTS = 20;

    /** Sentences that mail systems begin with; a person would hardly write one. */
    private static final Pattern SIGNATURE = pattern(
            "could not be delivered to (one or more|all) of its recipients"
                    + "|this is the qmail-send program|unable to deliver (your )?message to the following|generating server:"
                    + "|deliver(y|ed)? to the following recipients? (has )?failed|following recipient\\(s\\) (could not|cannot) be reached"
                    + "|was not delivered to:|(following addresses|address(es)?) had permanent (fatal|delivery) errors?"
                    + "|this is the mail system at host|delivery has failed to these recipients|your message wasn't delivered"
                    + "|(message|mail)[^.]{0,80} (was|is) undeliverable|could not be delivered|couldn't be delivered|cannot be delivered"
                    + "|undelivered mail returned|delivery to .{3,100} failed permanently|permanent failure|mail delivery failed"
                    + "|n.a(vons)? pas pu être (remis|distribué|délivré|livré|acheminé)|n.a pas été (remis|distribué|délivré|livré)"
                    + "|n.avons pas pu (remettre|distribuer|délivrer|livrer)|échec (définitif )?de (la )?(remise|livraison|distribution|transmission)"
                    + "|impossible de (remettre|distribuer|délivrer|livrer)|n.ont pas pu être (remis|joints|délivrés)"
                    + "|تعذ[رّ]+ (تسليم|توصيل|إرسال|ايصال|إيصال)|(لم|لن) (يتم|نتمكن من) (تسليم|توصيل)|فشل (في )?(ال)?(تسليم|توصيل)");

    private static final Pattern UNDER_WAY =
            pattern("has not (yet )?been delivered|not yet been delivered|delivery (is |has been )?delayed"
                    + "|will be retried|will (continue|keep) (to )?try|no action is required|warning message only|need not resend"
                    + "|n.a pas encore (pu )?êtr?e? ?(remis|distribué|délivré|livré)?|remise retardée|sera retenté|aucune action"
                    + "|تأخر (تسليم|توصيل)|ستتم إعادة المحاولة|إعادة المحاولة تلقائي");

    /** From here on it is our own mail that is quoted. */
    private static final Pattern RETURNED = pattern(
            "^-{2,} ?(this is a copy|below this line|the header|original message|returned message|message header|the body)"
                    + "|^-{3,} ?(message d.origine|en-têtes)|original message headers|^received: |^x-original-to: |en-têtes du message"
                    + "|^(the )?(header|top) of (the )?message|رؤوس الرسالة|الرسالة الأصلية|^return-path: ");

    /** A line that begins with an address, as the heading of what is said of it. */
    private static final Pattern HEADING = pattern(
            "^[ \t>*•-]{0,40}(?:rcpt to:|recipient( address)?:|destinataire ?:|المستلم ?:|smtp:)?[ \t]{0,8}[<\"'\\[(]{0,4}"
                    + "([^\\s<>()\\[\\]\"',;:@]{1,64}@[^\\s<>()\\[\\]\"',;:@]{3,255})[>\"'\\])]{0,4}[ \t]{0,8}(?:[:(\\[].*|-.*)?$");

    private static final Pattern SUBJECT = pattern(
            "^(?:(?:re|fwd?|tr|wg) ?: ?){0,5}(undeliver|mail delivery (fail|sys|sub)|delivery (status|fail|notif)|failure notice|returned mail|mail system error"
                    + "|non remis|échec|retour|message non (distribué|remis)|تعذ|فشل|لم يتم)|notification d.échec|delivery failure|undeliverable");

    private static final Pattern MACHINE =
            pattern("mailer-daemon|postmaster|mail ?delivery|mdaemon|<>|microsoftexchange|daemon@|bounces?[@+-]");

    private TextBounce() {}

    private static Pattern pattern(String pattern) {
        return Pattern.compile(pattern, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.MULTILINE);
    }

    /** Whether it is surely a bounce: sent by a mail system, and it says so. */
    static boolean sure(MailPart mail, String text) {
        return mail.field("x-failed-recipients").isPresent()
                || (byMachine(mail) && SIGNATURE.matcher(own(text)).find());
    }

    /** Whether it may be one: sent by a mail system, with a code or with words that mean one. */
    static boolean likely(MailPart mail, String text) {
        return byMachine(mail)
                && (Diagnosis.enhanced(own(text)).findAny().isPresent()
                        || Diagnosis.words(own(text)).isPresent());
    }

    static boolean underWay(MailPart mail, String text) {
        return byMachine(mail) && UNDER_WAY.matcher(own(text)).find();
    }

    private static boolean byMachine(MailPart mail) {
        return Stream.of("from", "sender", "return-path")
                        .flatMap(mail::fields)
                        .anyMatch(value ->
                                value.isBlank() || MACHINE.matcher(value).find())
                || mail.field("subject")
                        .filter(subject -> SUBJECT.matcher(subject).find())
                        .isPresent();
    }

    /** The text before our own mail. */
    private static String own(String text) {
        Matcher returned = RETURNED.matcher(text);
        return returned.find() ? text.substring(0, returned.start()) : text;
    }

    /** What is said of each recipient, or of the whole if it names none. */
    static List<Report.Failure> failures(MailPart mail, String text) {
        String own = own(text);
        List<String> named =
                mail.fields("x-failed-recipients").flatMap(Addresses::in).toList();
        List<Report.Failure> failures = blocks(own).stream()
                .filter(block -> named.isEmpty() || named.contains(block.recipient()))
                .map(block -> failure(List.of(block.recipient()), block.said(), own))
                .limit(MOST_RECIPIENTS)
                .toList();
        if (!failures.isEmpty()) {
            return failures;
        }
        List<String> found = named.isEmpty() ? Addresses.ofReaders(own).limit(1).toList() : named;
        return found.size() > 1
                ? found.stream()
                        .limit(MOST_RECIPIENTS)
                        .map(one -> failure(List.of(one), own, own))
                        .toList()
                : List.of(failure(found, own, own));
    }

    private static Report.Failure failure(List<String> recipients, String said, String whole) {
        boolean tells = Diagnosis.enhanced(said).findAny().isPresent()
                || Diagnosis.words(said).isPresent();
        Diagnosis diagnosis = Diagnosis.of("", tells ? said : whole);
        return new Report.Failure(recipients, diagnosis.status(), diagnosis.blame(), Redaction.of(said, recipients));
    }

    private record Block(String recipient, String said) {}

    private static List<Block> blocks(String text) {
        List<Block> blocks = new ArrayList<>();
        Optional<String> open = Optional.empty();
        StringBuilder said = new StringBuilder();
        for (String line : text.lines().toList()) {
            Optional<String> heading = heading(line);
            if (heading.isPresent() && !heading.equals(open)) {
                open.ifPresent(recipient -> blocks.add(new Block(recipient, said.toString())));
                said.setLength(0);
                open = heading;
            }
            if (open.isPresent()) {
                said.append(line).append('\n');
            }
        }
        open.ifPresent(recipient -> blocks.add(new Block(recipient, said.toString())));
        return blocks;
    }

    private static Optional<String> heading(String line) {
        Matcher matcher = HEADING.matcher(line);
        return matcher.matches() ? Addresses.ofReaders(line).findFirst() : Optional.empty();
    }
}

package barid.newsletter.bounces;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Reads a mail of the bounce mailbox: a pure function of its bytes, which throws at nothing. */
final class ReportParser {
    private static final int MOST_CLUES = 20;
    private static final int MOST_TEXT = 400_000;

    /** As Keys writes them; the keys decide which are real. */
    private static final Pattern RETURN_PATH =
            Pattern.compile("(?<![a-z0-9])(b\\+[a-z2-7]{61})(?![a-z0-9])", Pattern.CASE_INSENSITIVE);

    private static final Pattern MESSAGE_ID = Pattern.compile("(?<![a-z0-9])([a-z2-7]{26})@", Pattern.CASE_INSENSITIVE);
    private static final Pattern TOKEN = Pattern.compile(
            "(?:/newsletter/unsubscribe/|unsub\\+)([a-z2-7]{42})(?![a-z0-9])", Pattern.CASE_INSENSITIVE);
    private static final Pattern LEAVING =
            Pattern.compile("(?<![a-z0-9])unsub\\+([^@\\s<>]{1,80})@", Pattern.CASE_INSENSITIVE);

    private static final List<String> ADDRESSED =
            List.of("to", "delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-delivered-to", "cc");

    /** Older services have words of their own for it. */
    private static final Set<String> ABUSE = Set.of("abuse", "complaint", "opt-out", "opt-out-list");

    private ReportParser() {}

    static Report parse(byte[] raw) {
        return parse(MailPart.parse(raw));
    }

    static Report parse(MailPart mail) {
        return leaving(mail)
                .or(() -> feedback(mail))
                .or(() -> status(mail))
                .or(() -> receipt(mail))
                .orElseGet(() -> text(mail));
    }

    /** Of what is outside alone: a mail of ours that comes back names that address as well. */
    private static Optional<Report> leaving(MailPart mail) {
        List<String> tokens = ADDRESSED.stream()
                .flatMap(mail::fields)
                .flatMap(value -> LEAVING.matcher(value).results())
                .map(match -> match.group(1).toLowerCase(Locale.ROOT))
                .distinct()
                .limit(MOST_CLUES)
                .toList();
        return tokens.isEmpty() ? Optional.empty() : Optional.of(new Report.Unsubscribe(tokens));
    }

    private static Optional<Report> feedback(MailPart mail) {
        Optional<MailPart> told = mail.all()
                .filter(part -> part.type().equals("message/feedback-report"))
                .findFirst();
        // Microsoft's programme attaches the mail and names the recipient in a field of its own.
        List<String> attached = mail.all()
                .flatMap(part -> part.fields("x-hmxmroriginalrecipient"))
                .flatMap(Addresses::in)
                .toList();
        if (told.isEmpty()) {
            return attached.isEmpty() ? Optional.empty() : Optional.of(new Report.Complaint(clues(mail), attached));
        }
        MailPart fields = MailPart.parse(told.get().content());
        String type = fields.field("feedback-type").orElse("").strip().toLowerCase(Locale.ROOT);
        List<String> recipients = Stream.of("original-rcpt-to", "removal-recipient", "original-recipient")
                .flatMap(fields::fields)
                .flatMap(Addresses::in)
                .distinct()
                .toList();
        return Optional.of(ABUSE.contains(type) ? new Report.Complaint(clues(mail), recipients) : new Report.Reply());
    }

    private static Optional<Report> status(MailPart mail) {
        List<DeliveryStatus.Group> groups = mail.all()
                .filter(part -> part.type().equals("message/delivery-status")
                        || part.type().equals("message/global-delivery-status"))
                .flatMap(part -> DeliveryStatus.groups(part.text()).stream())
                .toList();
        List<DeliveryStatus.Group> failed = groups.stream()
                .filter(group -> group.action() == DeliveryStatus.Action.FAILED)
                .toList();
        if (!failed.isEmpty()) {
            String text = words(mail);
            return Optional.of(new Report.Bounce(
                    clues(mail),
                    failed.stream().map(group -> failure(group, text)).toList()));
        }
        return groups.isEmpty() ? Optional.empty() : Optional.of(new Report.Transit());
    }

    private static Report.Failure failure(DeliveryStatus.Group group, String text) {
        // What people read tells more than a status alone.
        String said = group.diagnostic().isBlank() ? text : group.diagnostic();
        Diagnosis diagnosis = Diagnosis.of(group.status(), said);
        return new Report.Failure(
                group.recipients(),
                diagnosis.status(),
                diagnosis.blame(),
                Redaction.of(group.diagnostic().replaceFirst("^(?i)(x-)?[a-z]+ *; *", ""), group.recipients()));
    }

    private static Optional<Report> receipt(MailPart mail) {
        return mail.all().anyMatch(part -> part.type().endsWith("disposition-notification"))
                ? Optional.of(new Report.Reply())
                : Optional.empty();
    }

    private static Report text(MailPart mail) {
        Report report = text(mail, mail);
        return report instanceof Report.Unknown
                ? mail.all()
                        .filter(part -> part.type().equals("message/rfc822"))
                        .flatMap(part -> part.parts().stream())
                        .map(forwarded -> text(mail, forwarded))
                        .filter(Report.Bounce.class::isInstance)
                        .findFirst()
                        .orElse(report)
                : report;
    }

    /** Of {@code mail}, or of what is forwarded in it. */
    private static Report text(MailPart whole, MailPart mail) {
        String text = words(mail);
        boolean sure = TextBounce.sure(mail, text);
        if (!sure && TextBounce.underWay(mail, text)) {
            return new Report.Transit();
        }
        if (!sure && AutoReply.is(mail)) {
            return new Report.Reply();
        }
        return sure || TextBounce.likely(mail, text)
                ? new Report.Bounce(clues(whole), TextBounce.failures(mail, text))
                : new Report.Unknown();
    }

    /** What people read of it first: plain text before HTML. In a forwarded report that may be another's note. */
    private static String words(MailPart mail) {
        List<MailPart> readable = mail.all()
                .filter(part -> part.type().equals("text/plain") || part.type().equals("text/html"))
                .filter(part -> !part.text().isBlank())
                .toList();
        return readable.stream()
                .filter(part -> part.type().equals("text/plain"))
                .findFirst()
                .or(() -> readable.stream().findFirst())
                .map(MailPart::text)
                .orElse("");
    }

    private static Report.Clues clues(MailPart mail) {
        String all = mail.all()
                .flatMap(part -> Stream.concat(part.header(), Stream.of(part.text())))
                .collect(Collectors.joining("\n"));
        String some = all.length() > MOST_TEXT ? all.substring(0, MOST_TEXT) : all;
        return new Report.Clues(found(RETURN_PATH, some), found(MESSAGE_ID, some), found(TOKEN, some));
    }

    private static List<String> found(Pattern pattern, String text) {
        Set<String> found = new LinkedHashSet<>();
        Matcher matcher = pattern.matcher(text);
        while (found.size() < MOST_CLUES && matcher.find()) {
            found.add(matcher.group(1).toLowerCase(Locale.ROOT));
        }
        return List.copyOf(found);
    }
}

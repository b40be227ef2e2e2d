package barid.newsletter.mail;

import barid.kit.site.Organisation;
import barid.kit.site.Texts;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * The mails that answer what a reader asked for: confirm, you are subscribed already, is this your new address, your address
 * was changed. They carry no List- field.
 */
public final class ConfirmationMail {
    private final Organisation organisation;
    private final DigestTemplate template;
    private final Dkim dkim;

    public ConfirmationMail(Organisation organisation, Dkim dkim) {
        this.organisation = organisation;
        this.template = new DigestTemplate(organisation, false);
        this.dkim = dkim;
    }

    /** The envelope sender; reports on these mails concern nobody's deliveries. */
    public String envelopeFrom() {
        return "confirm@" + organisation.bounceDomain();
    }

    /** Asks to confirm; the same Message-ID however often it is tried. */
    public byte[] confirm(UUID signup, String mailbox, String language, String token, Duration valid, Instant now) {
        return mail(
                "confirm",
                signup,
                mailbox,
                language,
                organisation.newsletter() + "/newsletter/confirm/" + token,
                valid.toDays(),
                now);
    }

    /** Says that the address is subscribed, and where its choices are. */
    public byte[] standing(UUID signup, String mailbox, String language, String preferencesToken, Instant now) {
        return mail(
                "standing",
                signup,
                mailbox,
                language,
                organisation.newsletter() + "/newsletter/preferences/" + preferencesToken,
                0,
                now);
    }

    /** Asks the new address of a subscription to confirm that it is hers. */
    public byte[] address(UUID change, String mailbox, String language, String token, Duration valid, Instant now) {
        return mail(
                "address",
                change,
                mailbox,
                language,
                organisation.newsletter() + "/newsletter/address/" + token,
                valid.toDays(),
                now);
    }

    /** Tells the old address of a subscription that it was left, and how to go back. */
    public byte[] moved(UUID change, String mailbox, String language, String preferencesToken, Instant now) {
        return mail(
                "moved",
                change,
                mailbox,
                language,
                organisation.newsletter() + "/newsletter/preferences/" + preferencesToken,
                0,
                now);
    }

    private byte[] mail(String kind, UUID signup, String mailbox, String language, String url, long days, Instant now) {
        Texts.In in = template.in(language);
        String name = TextLines.isolated(organisation.name(in.language()));
        NoticePage page = new NoticePage(
                new Look(in.language()),
                Palette.light(organisation.accent()),
                Palette.dark(organisation.accent()),
                in.get(kind + ".subject"),
                organisation.name(in.language()),
                in.get(kind + ".heading"),
                in.get(kind + ".text", name),
                url,
                in.get(kind + ".link"),
                in.get(kind + ".afterword", days),
                organisation.postalAddress(in.language()).lines().toList());
        String domain = organisation.from().substring(organisation.from().indexOf('@') + 1);
        CompiledMail mail = new MimeWriter()
                .mailbox("From", organisation.shortName(in.language()), organisation.from())
                .personal("To", Slot.TO)
                .header("Reply-To", organisation.replyTo())
                .words("Subject", TextLines.directed(page.subject(), page.look().rightToLeft()))
                .personal("Date", Slot.DATE)
                .personal("Message-ID", "<", Slot.MESSAGE_ID, ">")
                .header("Content-Language", in.language())
                .header("Auto-Submitted", "auto-generated")
                .header("X-Auto-Response-Suppress", "OOF, AutoReply")
                .alternatives(text(page), template.render("notice.jte", Map.of("page", page)));
        return mail.splice(
                new CompiledMail.Personal(mailbox, MimeWriter.date(now), kind + "." + signup + "@" + domain, "", ""),
                dkim.signers(now),
                now);
    }

    private static String text(NoticePage page) {
        boolean rightToLeft = page.look().rightToLeft();
        TextLines lines = new TextLines()
                .paragraph(page.organisation(), rightToLeft)
                .paragraph(page.heading(), rightToLeft)
                .blank()
                .paragraph(page.text(), rightToLeft)
                .blank()
                .link(page.linkText() + ":", page.url(), rightToLeft)
                .blank()
                .paragraph(page.afterword(), rightToLeft)
                .blank();
        page.postalAddress().forEach(line -> lines.paragraph(line, rightToLeft));
        return lines.toString();
    }
}

package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.keys.Keys;
import gg.jte.Content;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Compiles a digest once for all who get it, and makes a reader's copy of it. */
public final class DigestMail {
    /** Gmail cuts a longer part off, and with it the way to unsubscribe. */
    private static final int MOST_BYTES = 98_000;

    private static final UUID NOBODY = new UUID(0, 0);

    private final Organisation organisation;
    private final Keys keys;
    private final MailSettings settings;
    private final DigestTemplate template;
    private final DigestLayout layout;
    private final String domain;
    private final Dkim dkim;
    private final HeaderDates dates = new HeaderDates();

    /** Its copies are not signed. */
    public DigestMail(Organisation organisation, Keys keys, MailSettings settings) {
        this(organisation, keys, settings, Dkim.off());
    }

    /** Its copies are signed by {@code dkim}. */
    public DigestMail(Organisation organisation, Keys keys, MailSettings settings, Dkim dkim) {
        this.organisation = organisation;
        this.keys = keys;
        this.settings = settings;
        this.template = new DigestTemplate(organisation, settings.images());
        this.layout = new DigestLayout(organisation, template);
        this.domain = organisation.from().substring(organisation.from().indexOf('@') + 1);
        this.dkim = dkim;
    }

    /** A copy and its envelope sender. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Copy(String envelopeFrom, byte[] message) {}

    /** The copy of one reader; the same Message-ID however often it is made. */
    public Copy copy(CompiledMail mail, UUID edition, UUID subscriber, String mailbox, Instant now) {
        CompiledMail.Personal personal = new CompiledMail.Personal(
                mailbox,
                dates.of(now),
                keys.messageId(edition, subscriber) + "@" + domain,
                keys.unsubscribeToken(subscriber),
                keys.preferencesToken(subscriber));
        return new Copy(
                keys.returnPath(edition, subscriber) + "@" + organisation.bounceDomain(),
                mail.splice(personal, dkim.signers(now), now));
    }

    /** A copy to look at, unsigned: the links that would be the reader's own lead nowhere, and are as long as hers. */
    public byte[] preview(CompiledMail mail, UUID edition, String mailbox, Instant now) {
        return mail.splice(new CompiledMail.Personal(
                mailbox,
                MimeWriter.date(now),
                keys.messageId(edition, NOBODY) + "@" + domain,
                Keys.DEAD_TOKEN,
                Keys.DEAD_TOKEN));
    }

    /** How many articles were rendered since the start; one in a language is rendered once, however many variants hold it. */
    public long rendered() {
        return template.rendered();
    }

    /** Everything that is the same for all readers of a variant. */
    public CompiledMail compile(Digest digest) {
        DigestLayout.Extent extent = DigestLayout.Extent.WHOLE;
        Parts parts = parts(digest, extent);
        while (parts.bytes() > MOST_BYTES && extent.canShrink()) {
            extent = extent.shrunk(parts.bytes() - MOST_BYTES);
            parts = parts(digest, extent);
        }
        return headers(digest, parts.subject()).alternatives(parts.text(), parts.html());
    }

    private record Parts(String subject, String text, String html) {
        int bytes() {
            return html.getBytes(StandardCharsets.UTF_8).length;
        }
    }

    private Parts parts(Digest digest, DigestLayout.Extent extent) {
        DigestPage page = layout.page(digest, extent);
        List<DigestTemplate.Fragment> fragments = digest.articles().stream()
                .limit(extent.shown())
                .map(article -> template.article(article, digest.topics()))
                .toList();
        Content articles = output -> fragments.forEach(fragment -> output.writeContent(fragment.html()));
        return new Parts(
                page.subject(),
                DigestText.of(page, fragments),
                template.render("digest.jte", Map.of("page", page, "articles", articles)));
    }

    private MimeWriter headers(Digest digest, String subject) {
        Texts.In in = template.in(digest.language());
        String language = in.language();
        String site = organisation.newsletter().toString();
        String name = in.get("list.name", organisation.shortName(language));
        return new MimeWriter()
                .mailbox("From", name, organisation.from())
                .personal("To", Slot.TO)
                .header("Reply-To", organisation.replyTo())
                .words("Subject", TextLines.directed(subject, Look.rightToLeft(language)))
                .personal("Date", Slot.DATE)
                .personal("Message-ID", "<", Slot.MESSAGE_ID, ">")
                .header("Content-Language", contentLanguage(digest, language))
                .personal(
                        "List-Unsubscribe",
                        "<" + site + "/newsletter/unsubscribe/",
                        Slot.UNSUBSCRIBE,
                        ">,\r\n <mailto:unsub+",
                        Slot.UNSUBSCRIBE,
                        "@" + organisation.bounceDomain() + "?subject=unsubscribe>")
                .header("List-Unsubscribe-Post", "List-Unsubscribe=One-Click")
                .mailbox("List-Id", name, "digest." + language.toLowerCase(Locale.ROOT) + "." + domain)
                .header("List-Help", "<" + site + "/newsletter/" + language + ">")
                .header("List-Subscribe", "<" + site + "/newsletter/" + language + ">")
                .header("List-Owner", "<mailto:" + organisation.replyTo() + ">")
                .header("List-Archive", "<" + site + "/newsletter/" + language + "/editions>")
                .header("List-Post", "NO")
                .header("Archived-At", "<" + layout.viewUrl(digest) + ">")
                .header("Auto-Submitted", "auto-generated")
                .header("X-Auto-Response-Suppress", "OOF, AutoReply")
                .header("Feedback-ID", digest.edition() + ":" + language + ":digest:" + senderId())
                .header("CFBL-Address", settings.complaints() + "; report=arf")
                // Of the mailing: a report names the Message-ID besides, which is each copy's own (RFC 9477 section
                // 3.5).
                .header("CFBL-Feedback-ID", digest.edition() + ":" + language);
    }

    /** Google asks for 5 to 15 characters that stay the same. */
    private String senderId() {
        String letters = organisation.bounceDomain().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return (letters + "barid").substring(0, Math.min(15, letters.length() + 5));
    }

    private static String contentLanguage(Digest digest, String language) {
        return Stream.concat(Stream.of(language), digest.articles().stream().map(Change.Published::language))
                .distinct()
                .collect(Collectors.joining(", "));
    }
}

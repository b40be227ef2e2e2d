package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.site.Accent;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.keys.Keys;
import gg.jte.Content;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

/** Compiles a digest once for all who get it, and makes a reader's copy of it. */
public final class DigestMail {
    /** Articles shown in full; the rest is linked. */
    static final int SHOWN = 30;
    /** Headlines of the rest; what is beyond is counted, and listed in the browser. */
    static final int LINKED = 40;

    private static final UUID NOBODY = new UUID(0, 0);
    private static final int SUBJECT = 140;
    private static final int PREHEADER = 120;

    private final Organisation organisation;
    private final Keys keys;
    private final DigestTemplate template;
    private final String domain;

    public DigestMail(Organisation organisation, Keys keys) {
        this.organisation = organisation;
        this.keys = keys;
        this.template = new DigestTemplate(organisation, Texts.beside(DigestMail.class));
        this.domain = organisation.from().substring(organisation.from().indexOf('@') + 1);
    }

    /** A copy and its envelope sender. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Copy(String envelopeFrom, byte[] message) {}

    /** The copy of one reader; the same Message-ID however often it is made. */
    public Copy copy(CompiledMail mail, UUID edition, UUID subscriber, String mailbox, Instant now) {
        CompiledMail.Personal personal = new CompiledMail.Personal(
                mailbox,
                MimeWriter.date(now),
                keys.messageId(edition, subscriber) + "@" + domain,
                keys.unsubscribeToken(subscriber),
                keys.preferencesToken(subscriber));
        return new Copy(
                keys.returnPath(edition, subscriber) + "@" + organisation.bounceDomain(), mail.splice(personal));
    }

    /** A copy to look at: the links that would be the reader's own lead nowhere, and are as long as hers. */
    public byte[] preview(CompiledMail mail, UUID edition, String mailbox, Instant now) {
        return mail.splice(new CompiledMail.Personal(
                mailbox,
                MimeWriter.date(now),
                keys.messageId(edition, NOBODY) + "@" + domain,
                Keys.DEAD_TOKEN,
                Keys.DEAD_TOKEN));
    }

    /** Everything that is the same for all readers of a variant. */
    public CompiledMail compile(Digest digest) {
        Texts.In in = template.in(digest.language());
        DigestPage page = page(digest, in);
        List<DigestTemplate.Fragment> fragments = digest.articles().stream()
                .limit(SHOWN)
                .map(article -> template.article(article, digest.topics()))
                .toList();
        Content articles = output -> fragments.forEach(fragment -> output.writeContent(fragment.html()));
        String html = template.render("digest.jte", Map.of("page", page, "articles", articles));
        return headers(digest, in, page.subject()).alternatives(DigestText.of(page, fragments), html);
    }

    private MimeWriter headers(Digest digest, Texts.In in, String subject) {
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
                .header("List-Archive", "<" + site + "/newsletter/" + language + ">")
                .header("List-Post", "NO")
                .header("Archived-At", "<" + viewUrl(digest) + ">")
                .header("Auto-Submitted", "auto-generated")
                .header("X-Auto-Response-Suppress", "OOF, AutoReply")
                .header("Feedback-ID", digest.edition() + ":" + language + ":digest:" + senderId());
    }

    /** Google asks for 5 to 15 characters that stay the same. */
    private String senderId() {
        String letters = organisation.bounceDomain().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
        return (letters + "barid").substring(0, Math.min(15, letters.length() + 5));
    }

    private static String contentLanguage(Digest digest, String language) {
        return String.join(
                ", ",
                java.util.stream.Stream.concat(
                                java.util.stream.Stream.of(language),
                                digest.articles().stream().map(Change.Published::language))
                        .distinct()
                        .toList());
    }

    private String viewUrl(Digest digest) {
        return organisation.newsletter() + "/newsletter/editions/" + digest.viewId();
    }

    private DigestPage page(Digest digest, Texts.In in) {
        String name = organisation.shortName(in.language());
        List<Change.Published> rest = digest.articles().stream().skip(SHOWN).toList();
        String site = organisation.newsletter().toString();
        return new DigestPage(
                new Look(in.language()),
                Accent.of(organisation.accent()).light(),
                subject(digest, in),
                preheader(digest),
                organisation.name(in.language()),
                in.get("digest.heading"),
                template.date(digest.date(), in.language()),
                viewUrl(digest),
                in.get("digest.view"),
                in.get("digest.corrections", digest.corrections().size()),
                digest.corrections().stream().map(this::correction).toList(),
                in.get("digest.more"),
                rest.stream()
                        .limit(LINKED)
                        .map(article ->
                                new DigestPage.Linked(new Look(article.language()), article.title(), article.url()))
                        .toList(),
                rest.size() > LINKED ? in.get("digest.rest", rest.size() - LINKED) : null,
                in.get("digest.why", TextLines.isolated(name)),
                site + "/newsletter/preferences/" + Slot.PREFERENCES.placeholder(),
                in.get("digest.preferences"),
                site + "/newsletter/unsubscribe/" + Slot.UNSUBSCRIBE.placeholder(),
                in.get("digest.unsubscribe"),
                organisation.privacyPage().orElse(null),
                in.get("digest.privacy"),
                organisation.postalAddress(in.language()));
    }

    private DigestPage.CorrectionBlock correction(Digest.Corrected corrected) {
        Change.Published article = corrected.article();
        return new DigestPage.CorrectionBlock(
                new Look(article.language()),
                article.title(),
                article.url(),
                corrected.correction().note(),
                template.date(corrected.correction().at(), article.language()));
    }

    private static String subject(Digest digest, Texts.In in) {
        if (digest.articles().isEmpty()) {
            return digest.corrections().stream()
                    .findFirst()
                    .map(corrected -> in.get(
                            "digest.subject.corrections",
                            digest.corrections().size(),
                            headline(corrected.article(), in)))
                    .orElse("");
        }
        return in.get(
                "digest.subject",
                headline(digest.articles().getFirst(), in),
                digest.articles().size() - 1);
    }

    /** A headline in another direction than the subject's is isolated, so that neither disturbs the other. */
    private static String headline(Change.Published article, Texts.In in) {
        String title = cut(article.title(), SUBJECT);
        return Look.rightToLeft(article.language()) == Look.rightToLeft(in.language())
                ? title
                : TextLines.isolated(title);
    }

    private static String preheader(Digest digest) {
        return digest.articles().stream()
                .findFirst()
                .map(article -> cut(DigestTemplate.summary(article), PREHEADER))
                .orElseGet(() -> digest.corrections().stream()
                        .findFirst()
                        .map(corrected -> cut(corrected.correction().note(), PREHEADER))
                        .orElse(""));
    }

    private static String cut(String text, int length) {
        if (text.codePointCount(0, text.length()) <= length) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, length));
        int word = cut.lastIndexOf(' ');
        return (word > length / 2 ? cut.substring(0, word) : cut) + "\u2026";
    }
}

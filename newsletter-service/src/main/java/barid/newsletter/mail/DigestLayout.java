package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Puts a digest's frame into words: subject, preheader, note, corrections, what is only linked, and the way out. */
final class DigestLayout {
    private static final int SUBJECT = 140;
    private static final int PREHEADER = 120;
    /** Corrections told in full; further ones are linked by the title of what they correct. */
    private static final int CORRECTIONS = 20;

    private static final int CORRECTION = 400;
    private static final int PARAGRAPHS = 30;

    private final Organisation organisation;
    private final DigestTemplate template;
    private final Palette colours;
    private final Palette dark;

    /**
     * How much of a digest is there to read.
     *
     * @param shown articles in full
     * @param linked headlines after them; what is beyond is counted, and listed in the browser
     */
    record Extent(int shown, int linked) {
        static final Extent WHOLE = new Extent(30, 40);
        private static final int FEW = 10;
        /** Bytes of a long article with a picture. */
        private static final int ARTICLE = 4_000;

        boolean canShrink() {
            return shown > 0 || linked > 0;
        }

        /** A smaller one for a mail that is {@code excess} bytes too long: headlines go before articles. */
        Extent shrunk(int excess) {
            if (linked > FEW) {
                return new Extent(shown, FEW);
            }
            return shown > 0 ? new Extent(Math.max(0, shown - 1 - excess / ARTICLE), linked) : new Extent(0, 0);
        }
    }

    DigestLayout(Organisation organisation, DigestTemplate template) {
        this.organisation = organisation;
        this.template = template;
        this.colours = Palette.light(organisation.accent());
        this.dark = Palette.dark(organisation.accent());
    }

    String viewUrl(Digest digest) {
        return organisation.newsletter() + "/newsletter/editions/" + digest.viewId();
    }

    DigestPage page(Digest digest, Extent extent) {
        Texts.In in = template.in(digest.language());
        String language = in.language();
        List<DigestPage.Linked> rest = rest(digest, extent.shown());
        String site = organisation.newsletter().toString();
        return new DigestPage(
                new Look(language),
                colours,
                dark,
                subject(digest, in),
                preheader(digest),
                organisation.name(language),
                in.get("digest.heading"),
                EditionDate.of(digest.span(), digest.date(), language, organisation.zone()),
                viewUrl(digest),
                in.get("digest.view"),
                in.get("digest.note"),
                paragraphs(digest.note()),
                in.get("digest.corrections", digest.corrections().size()),
                digest.corrections().stream()
                        .limit(CORRECTIONS)
                        .map(this::correction)
                        .toList(),
                in.get("digest.more"),
                rest.stream().limit(extent.linked()).toList(),
                rest.size() > extent.linked() ? in.get("digest.rest", rest.size() - extent.linked()) : null,
                in.get("digest.why", TextLines.isolated(organisation.shortName(language))),
                site + "/newsletter/preferences/" + Slot.PREFERENCES.placeholder(),
                in.get("digest.preferences"),
                site + "/newsletter/unsubscribe/" + Slot.UNSUBSCRIBE.placeholder(),
                in.get("digest.unsubscribe"),
                organisation.privacyPage().orElse(null),
                in.get("digest.privacy"),
                organisation.postalAddress(language).lines().toList());
    }

    /** Articles beyond those shown in full, and before them what further corrections correct. */
    private static List<DigestPage.Linked> rest(Digest digest, int shown) {
        return Stream.concat(
                        digest.corrections().stream().skip(CORRECTIONS).map(Digest.Corrected::article),
                        digest.articles().stream().skip(shown))
                .map(article -> new DigestPage.Linked(new Look(article.language()), article.title(), article.url()))
                .toList();
    }

    /** A paragraph for each line; a note of very many lines ends with one long paragraph. */
    private static List<String> paragraphs(@Nullable String note) {
        if (note == null) {
            return List.of();
        }
        List<String> lines =
                note.lines().map(String::strip).filter(line -> !line.isEmpty()).toList();
        if (lines.size() <= PARAGRAPHS) {
            return lines;
        }
        List<String> paragraphs = new ArrayList<>(lines.subList(0, PARAGRAPHS - 1));
        paragraphs.add(String.join(" ", lines.subList(PARAGRAPHS - 1, lines.size())));
        return paragraphs;
    }

    private DigestPage.CorrectionBlock correction(Digest.Corrected corrected) {
        Change.Published article = corrected.article();
        return new DigestPage.CorrectionBlock(
                new Look(article.language()),
                article.title(),
                article.url(),
                TextLines.shortened(corrected.correction().note(), CORRECTION),
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
        String title = TextLines.shortened(article.title(), SUBJECT);
        return Look.rightToLeft(article.language()) == Look.rightToLeft(in.language())
                ? title
                : TextLines.isolated(title);
    }

    private static String preheader(Digest digest) {
        return digest.articles().stream()
                .findFirst()
                .map(article -> TextLines.shortened(DigestTemplate.summary(article), PREHEADER))
                .orElseGet(() -> digest.corrections().stream()
                        .findFirst()
                        .map(corrected ->
                                TextLines.shortened(corrected.correction().note(), PREHEADER))
                        .orElse(""));
    }
}

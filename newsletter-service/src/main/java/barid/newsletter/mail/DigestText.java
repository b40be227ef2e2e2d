package barid.newsletter.mail;

import java.util.List;

/** The text part of a digest: the same content and the same links in the same order as the HTML part. */
final class DigestText {
    private DigestText() {}

    static String of(DigestPage page, List<DigestTemplate.Fragment> articles) {
        boolean rightToLeft = page.look().rightToLeft();
        TextLines lines = new TextLines()
                .link(page.viewText(), page.viewUrl(), rightToLeft)
                .blank()
                .paragraph(page.organisation(), rightToLeft)
                .paragraph(page.heading(), rightToLeft)
                .paragraph(page.date(), rightToLeft)
                .blank();
        if (!page.note().isEmpty()) {
            lines.paragraph(page.noteHeading(), rightToLeft).blank();
            page.note()
                    .forEach(
                            paragraph -> lines.paragraph(paragraph, rightToLeft).blank());
        }
        if (!page.corrections().isEmpty()) {
            lines.paragraph(page.correctionsHeading(), rightToLeft).blank();
            for (DigestPage.CorrectionBlock correction : page.corrections()) {
                boolean itsDirection = correction.look().rightToLeft();
                lines.paragraph(correction.title(), itsDirection)
                        .link("", correction.url(), itsDirection)
                        .paragraph(correction.note() + " (" + correction.date() + ")", itsDirection)
                        .blank();
            }
        }
        StringBuilder text = new StringBuilder(lines.toString());
        for (DigestTemplate.Fragment article : articles) {
            text.append(article.text()).append('\n');
        }
        return text.append(end(page, rightToLeft)).toString();
    }

    private static TextLines end(DigestPage page, boolean rightToLeft) {
        TextLines lines = new TextLines();
        String rest = page.rest();
        if (!page.linked().isEmpty() || rest != null) {
            lines.paragraph(page.linkedHeading(), rightToLeft).blank();
            for (DigestPage.Linked linked : page.linked()) {
                boolean itsDirection = linked.look().rightToLeft();
                lines.paragraph(linked.title(), itsDirection).link("", linked.url(), itsDirection);
            }
            if (rest != null) {
                lines.paragraph(rest, rightToLeft);
            }
            lines.blank();
        }
        lines.rule()
                .paragraph(page.why(), rightToLeft)
                .link(page.preferencesText() + ":" + page.pad(), page.preferencesUrl(), rightToLeft)
                .link(page.unsubscribeText() + ":" + page.pad(), page.unsubscribeUrl(), rightToLeft);
        String privacy = page.privacyUrl();
        if (privacy != null) {
            lines.link(page.privacyText() + ":", privacy, rightToLeft);
        }
        lines.blank().paragraph(page.organisation(), rightToLeft);
        page.postalAddress().forEach(line -> lines.paragraph(line, rightToLeft));
        return lines;
    }
}

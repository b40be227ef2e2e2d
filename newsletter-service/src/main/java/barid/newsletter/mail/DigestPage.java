package barid.newsletter.mail;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** What the template of a digest shows around its articles; public because templates are another package. */
public record DigestPage(
        Look look,
        Palette colours,
        Palette dark,
        String subject,
        String preheader,
        String organisation,
        String heading,
        String date,
        String viewUrl,
        String viewText,
        String noteHeading,
        List<String> note,
        String correctionsHeading,
        List<CorrectionBlock> corrections,
        String linkedHeading,
        List<Linked> linked,
        @Nullable String rest,
        String why,
        String preferencesUrl,
        String preferencesText,
        String unsubscribeUrl,
        String unsubscribeText,
        @Nullable String privacyUrl,
        String privacyText,
        List<String> postalAddress) {
    /** A correction of an article that the reader was sent. */
    public record CorrectionBlock(Look look, String title, String url, String note, String date) {}

    /** An article beyond those shown in full. */
    public record Linked(Look look, String title, String url) {}

    public String pad() {
        return String.valueOf(PartEncoder.PAD);
    }
}

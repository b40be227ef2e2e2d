package barid.newsletter.mail;

import java.util.List;

/** What the template of a mail with one link shows; public because templates are another package. */
public record NoticePage(
        Look look,
        Palette colours,
        Palette dark,
        String subject,
        String organisation,
        String heading,
        String text,
        String url,
        String linkText,
        String afterword,
        List<String> postalAddress) {}

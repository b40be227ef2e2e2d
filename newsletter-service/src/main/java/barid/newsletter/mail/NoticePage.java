package barid.newsletter.mail;

/** What the template of a mail with one link shows; public because templates are another package. */
public record NoticePage(
        Look look,
        String accent,
        String subject,
        String organisation,
        String heading,
        String text,
        String url,
        String linkText,
        String afterword,
        String postalAddress) {
    public String language() {
        return look.language();
    }

    public String direction() {
        return look.direction();
    }

    public String start() {
        return look.start();
    }

    public String fonts() {
        return look.fonts();
    }

    public String fontSize() {
        return look.fontSize();
    }

    public String lineHeight() {
        return look.lineHeight();
    }
}

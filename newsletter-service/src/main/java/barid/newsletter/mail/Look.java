package barid.newsletter.mail;

import barid.kit.site.Languages;

/**
 * What a block of a mail takes from its language. Mirrored when rendered: mail readers know neither logical properties nor,
 * in Outlook's engine, {@code text-align: start}.
 */
public record Look(String language) {
    private static final String LATIN = "IBM Plex Sans,Segoe UI,Helvetica,Arial,sans-serif";
    private static final String ARABIC = "IBM Plex Sans Arabic,Segoe UI,Geeza Pro,Tahoma,Arial,sans-serif";

    static boolean rightToLeft(String language) {
        return Languages.rightToLeft(language);
    }

    public boolean rightToLeft() {
        return rightToLeft(language);
    }

    public String direction() {
        return Languages.direction(language);
    }

    public String start() {
        return rightToLeft() ? "right" : "left";
    }

    public String fonts() {
        return rightToLeft() ? ARABIC : LATIN;
    }

    public String fontSize() {
        return rightToLeft() ? "18px" : "17px";
    }

    public String lineHeight() {
        return rightToLeft() ? "1.8" : "1.6";
    }

    public String headlineHeight() {
        return rightToLeft() ? "1.7" : "1.35";
    }
}

package barid.newsletter.mail;

import barid.kit.site.Accent;

/**
 * The colours of a mail in one scheme: those of the site's style sheet, and the organisation's accent. Mail readers know no
 * custom properties, so each is written where it is used.
 *
 * @param shade the ground of the editor's note
 */
public record Palette(String paper, String shade, String ink, String quiet, String line, String accent) {
    /** On light paper. */
    public static Palette light(String accent) {
        return new Palette(
                "#fdfcfa",
                "#f3f1ec",
                "#1b1c1e",
                "#585a5e",
                "#d8d5cd",
                Accent.of(accent).light());
    }

    /** On dark paper. */
    public static Palette dark(String accent) {
        return new Palette(
                "#151617",
                "#1e2022",
                "#e8e6e1",
                "#a9a8a3",
                "#383a3c",
                Accent.of(accent).dark());
    }
}

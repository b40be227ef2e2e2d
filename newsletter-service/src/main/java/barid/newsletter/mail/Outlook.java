package barid.newsletter.mail;

/**
 * What only Outlook on Windows reads, which sets mails with Word's engine: it knows no {@code max-width} and, meeting a font
 * that it lacks, takes Times. Templates write these unescaped, since they drop comments.
 */
public final class Outlook {
    /** In the head: a font that is there, and pixels that are pixels on dense screens. */
    public static final String HEAD = """
            <!--[if mso]><xml><o:OfficeDocumentSettings xmlns:o="urn:schemas-microsoft-com:office:office">\
            <o:PixelsPerInch>96</o:PixelsPerInch></o:OfficeDocumentSettings></xml>\
            <style>td,p,h1,h2,a{font-family:Arial,sans-serif!important}</style><![endif]-->""";

    /** Around the column. */
    public static final String COLUMN =
            "<!--[if mso]><table role=\"presentation\" width=\"600\" align=\"center\" cellpadding=\"0\" cellspacing=\"0\""
                    + " border=\"0\"><tr><td><![endif]-->";

    public static final String COLUMN_END = "<!--[if mso]></td></tr></table><![endif]-->";

    private Outlook() {}
}

package barid.kit.site;

import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;

import java.util.Map;

/** The look that all public pages share: masthead, footer, style sheet and fonts, under a prefix of each service. */
public final class Site {
    private final Organisation organisation;
    private final String assets;
    private final Texts texts = Texts.beside(Site.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.kit.templates");

    /** {@code assets} is the path under which this service serves the style sheet and fonts: {@code /feeds/assets}. */
    public Site(Organisation organisation, String assets) {
        this.organisation = organisation;
        this.assets = assets;
    }

    public Organisation organisation() {
        return organisation;
    }

    /** The page as UTF-8 HTML; {@code main} writes what stands between masthead and footer. */
    public byte[] render(Page page, Content main) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        templates.render(
                "layout.jte",
                Map.of(
                        "page", page,
                        "organisation", organisation,
                        "assets", assets,
                        "texts", texts.in(page.language(), organisation.fallback()),
                        "main", main),
                output);
        return output.toByteArray();
    }
}

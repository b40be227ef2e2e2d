package barid.kit.site;

import barid.kit.http.Answers;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;

/** The look that all public pages share: masthead, footer, style sheet and fonts, under a prefix of each service. */
public final class Site {
    private static final String HTML = "text/html; charset=UTF-8";

    private final Organisation organisation;
    private final Accent accent;
    private final Assets assets;
    private final String policy;
    private final Texts texts = Texts.beside(Site.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.kit.templates");

    /** {@code assets} is the path under which this service serves the style sheet and fonts: {@code /feeds/assets}. */
    public Site(Organisation organisation, String assets) {
        this.organisation = organisation;
        this.accent = Accent.of(organisation.accent());
        this.assets = new Assets(assets, accent);
        this.policy = contentSecurityPolicy(organisation.articles());
    }

    /** Nothing runs, nothing frames; pictures come from here, from article-service and over TLS from anywhere. */
    private static String contentSecurityPolicy(URI articles) {
        String pictures = "https".equals(articles.getScheme()) || articles.getHost() == null
                ? "'self' https: data:"
                : "'self' https: data: " + articles.getScheme() + "://" + articles.getAuthority();
        return "default-src 'none'; style-src 'self'; img-src " + pictures
                + "; font-src 'self'; form-action 'self'; base-uri 'none';"
                + " frame-ancestors 'none'";
    }

    public Organisation organisation() {
        return organisation;
    }

    /** The organisation's colour in its legible tones; mails use it too. */
    public Accent accent() {
        return accent;
    }

    /** The path of the style sheet, for a page without masthead and footer. */
    public String stylesheet() {
        return assets.url("site.css");
    }

    /** The Content-Security-Policy of every page (CSP level 3). */
    public String policy() {
        return policy;
    }

    /** Serves the style sheet, the fonts and the icon. */
    public void register(HttpRules rules) {
        assets.register(rules);
    }

    /** The page as UTF-8 HTML; {@code main} writes what stands between masthead and footer. */
    public byte[] render(Page page, Content main) {
        return render(page, main, null);
    }

    /** The same with something of its own below the main matter and before the footer: the survey. */
    public byte[] render(Page page, Content main, @Nullable Content after) {
        Utf8ByteOutput output = new Utf8ByteOutput();
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("page", page);
        parameters.put("organisation", organisation);
        parameters.put("accent", accent);
        parameters.put("stylesheet", assets.url("site.css"));
        parameters.put("icon", assets.url("icon.svg"));
        parameters.put("font", assets.url(font(page.language())));
        parameters.put("texts", texts.in(page.language(), organisation.fallback()));
        parameters.put("main", main);
        parameters.put("after", after);
        templates.render("layout.jte", parameters, output);
        return output.toByteArray();
    }

    /** The font that a page of this language shows first, asked for before the style sheet names it. */
    private static String font(String language) {
        return "Arab".equals(Languages.script(language))
                ? "IBMPlexSansArabic-Regular.woff2"
                : "IBMPlexSans-Regular-Latin1.woff2";
    }

    /** A notice, to be written into a page. */
    public Content notice(Notice notice) {
        return output -> templates.render("notice.jte", Map.of("notice", notice), output);
    }

    /** Sends a page with its headers; it is not to be cached unless the response says so already. */
    public void send(ServerRequest request, ServerResponse response, int status, Page page, Content main) {
        send(request, response, status, render(page, main));
    }

    /** Sends a page that was rendered here, with its headers. */
    public void send(ServerRequest request, ServerResponse response, int status, byte[] html) {
        response.status(Status.create(status));
        guard(response);
        if (!response.headers().contains(HeaderNames.CACHE_CONTROL)) {
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
        }
        Answers.send(request, response, HTML, html);
    }

    /** Sends a page that is the same for everyone: caches keep it for a minute, then ask by its entity tag. */
    public void sendPublic(ServerRequest request, ServerResponse response, byte[] html) {
        sendPublic(request, response, html, "");
    }

    /** The same for a page that may load more than others: {@code directives} of its policy, none of which the common one has. */
    public void sendPublic(ServerRequest request, ServerResponse response, byte[] html, String directives) {
        response.header(HeaderNames.CACHE_CONTROL, "public, max-age=60");
        guard(response, directives);
        if (!Validators.unchanged(request, response, "\"" + Hash.of(html) + "\"")) {
            Answers.send(request, response, HTML, html);
        }
    }

    private void guard(ServerResponse response) {
        guard(response, "");
    }

    private void guard(ServerResponse response, String directives) {
        response.header(HeaderValues.create(
                "Content-Security-Policy", directives.isEmpty() ? policy : policy + "; " + directives));
        if (!response.headers().contains(HeaderNames.create("Referrer-Policy"))) {
            response.header(HeaderValues.create("Referrer-Policy", "strict-origin-when-cross-origin"));
        }
    }
}

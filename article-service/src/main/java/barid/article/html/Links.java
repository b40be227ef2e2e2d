package barid.article.html;

import barid.kit.site.Organisation;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The public addresses of article-service: root-relative as stored, absolute as announced. */
public final class Links {
    /**
     * The sanitiser writes every attribute in double quotes and every quote inside text or values as a character reference,
     * so this matches attributes of links alone.
     */
    private static final Pattern RELATIVE = Pattern.compile(" (href|src|cite|poster)=\"([/#])");

    private final String base;

    public Links(Organisation organisation) {
        this(organisation.articles());
    }

    /** {@code base} without a slash at its end. */
    public Links(URI base) {
        this.base = base.toString();
    }

    /** The absolute form of a path that begins with a slash. */
    public String absolute(String path) {
        return base + path;
    }

    /** The absolute URL of an article's page. */
    public String article(String language, String slug) {
        return base + articlePath(language, slug);
    }

    /** {@code /{lang}/articles/{slug}}, percent-encoded. */
    public static String articlePath(String language, String slug) {
        return "/" + language + "/articles/" + segment(slug);
    }

    /** {@code /{lang}/topics/{slug}}. */
    public static String topicPath(String language, String slug) {
        return "/" + language + "/topics/" + segment(slug);
    }

    /** One path segment, percent-encoded (RFC 3986). */
    public static String segment(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Sanitised HTML with absolute addresses only; a fragment leads into the article's {@code page}. */
    public String absoluteHtml(String html, String page) {
        return RELATIVE.matcher(html)
                .replaceAll(link -> Matcher.quoteReplacement(
                        " " + link.group(1) + "=\"" + (link.group(2).equals("/") ? base + "/" : page + "#")));
    }

    /** What follows our own base URL, beginning with a slash; the URL itself if it is another's. */
    String relative(String url) {
        if (url.equals(base)) {
            return "/";
        }
        // "/\" and "//" would lead elsewhere: only one slash makes a path of ours
        return url.startsWith(base + "/") && !url.startsWith(base + "//") ? url.substring(base.length()) : url;
    }
}

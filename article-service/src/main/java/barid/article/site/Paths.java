package barid.article.site;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** The public site's paths, each part percent-encoded (RFC 3986). */
final class Paths {
    private Paths() {}

    static String home(String language) {
        return "/" + encoded(language);
    }

    static String article(String language, String slug) {
        return home(language) + "/articles/" + encoded(slug);
    }

    static String topic(String language, String slug) {
        return home(language) + "/topics/" + encoded(slug);
    }

    static String before(String path, Keyset mark) {
        return path + "?before=" + mark.text();
    }

    private static String encoded(String segment) {
        return URLEncoder.encode(segment, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

package barid.article.importing;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The addresses of an old WordPress site in one form each, however they were written or asked for. */
final class OldPlace {
    private OldPlace() {}

    /** A path, decoded, in lower case, without a slash at its end; the root is empty. */
    static String path(String raw) {
        String path = decoded(raw).toLowerCase(Locale.ROOT).replaceAll("/{2,}", "/");
        path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        return Normalizer.normalize(path, Normalizer.Form.NFC);
    }

    /** Percent-encoded UTF-8 as text; what is broken in it, as at the end of a name that was cut, is left out. */
    static String decoded(String raw) {
        String whole = raw.replaceFirst("%[0-9a-fA-F]?$", "")
                .replaceAll("%(?![0-9a-fA-F]{2})", "%25")
                .replace("+", "%2B");
        return URLDecoder.decode(whole, StandardCharsets.UTF_8).replace("\ufffd", "");
    }

    /** What WordPress answers whatever the form of its permalinks. */
    static String id(String path, String id) {
        return path + "?p=" + id;
    }

    static String category(String slug) {
        return path("/category/" + slug);
    }

    static String tag(String slug) {
        return path("/tag/" + slug);
    }

    /** Every place of an item: its permalink, those of its earlier names, and its number. */
    static List<String> of(WxrItem item, String site) {
        List<String> places = new ArrayList<>();
        URI link = uri(item.link());
        String path = path(link.getRawPath() == null ? "" : link.getRawPath());
        String root = path(uri(site).getRawPath() == null ? "" : uri(site).getRawPath());
        if (!path.isEmpty() && !path.equals(root)) {
            places.add(path);
            String folder = path.substring(0, path.lastIndexOf('/') + 1);
            item.oldNames().forEach(name -> places.add(path(folder + name)));
        }
        if (!item.id().isEmpty()) {
            places.add(id(root, item.id()));
        }
        return places;
    }

    private static URI uri(String text) {
        try {
            return URI.create(text);
        } catch (IllegalArgumentException e) {
            return URI.create("");
        }
    }
}

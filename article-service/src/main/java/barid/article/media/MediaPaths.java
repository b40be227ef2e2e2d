package barid.article.media;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The addresses of media: {@code /media/<id>.<extension>}, root-relative. */
public final class MediaPaths {
    private static final Map<String, String> EXTENSIONS = Map.of(
            "image/jpeg", "jpg",
            "image/png", "png",
            "image/gif", "gif",
            "image/webp", "webp");

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})\\.([a-z]{3,4})");
    private static final Pattern IN_HTML = Pattern.compile("=\"/media/([0-9a-f]{64})\\.[a-z]{3,4}\"");

    private MediaPaths() {}

    /** The path of a file of this type. */
    public static String path(String id, String type) {
        return "/media/" + id + "." + extension(type);
    }

    private static String extension(String type) {
        String extension = EXTENSIONS.get(type);
        if (extension == null) {
            throw new IllegalArgumentException("no media are of type " + type);
        }
        return extension;
    }

    /** The id in a file's name, whatever its extension. */
    static Optional<String> id(String name) {
        Matcher matcher = NAME.matcher(name);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** The ids that sanitised HTML refers to. */
    public static Set<String> in(String html) {
        Set<String> ids = new HashSet<>();
        Matcher matcher = IN_HTML.matcher(html);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }
}

package barid.article.media;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The addresses of media, root-relative: {@code /media/<id>.<extension>} for what was uploaded, {@code
 * /media/<id>-<width>.<extension>} for a rendition.
 */
public final class MediaPaths {
    private static final Map<String, String> EXTENSIONS = Map.of(
            "image/jpeg", "jpg",
            "image/png", "png",
            "image/gif", "gif",
            "image/webp", "webp");

    private static final Pattern NAME = Pattern.compile("([0-9a-f]{64})(?:-([1-9][0-9]{0,4}))?\\.([a-z]{3,4})");
    private static final Pattern IN_HTML =
            Pattern.compile("=\"/media/([0-9a-f]{64})(?:-[1-9][0-9]{0,4})?\\.[a-z]{3,4}\"");

    private MediaPaths() {}

    /** The path of what was uploaded. */
    public static String path(String id, String type) {
        return "/media/" + name(id, type);
    }

    /** The path of a rendition. */
    public static String path(String id, int width, String type) {
        return "/media/" + name(id, width, type);
    }

    static String name(String id, String type) {
        return id + "." + extension(type);
    }

    static String name(String id, int width, String type) {
        return id + "-" + width + "." + extension(type);
    }

    private static String extension(String type) {
        String extension = EXTENSIONS.get(type);
        if (extension == null) {
            throw new IllegalArgumentException("no media are of type " + type);
        }
        return extension;
    }

    /** What a file's name tells; {@code width} is that of a rendition. */
    record Name(String id, OptionalInt width, String type) {}

    /** Reads a file's name; empty if it can be none. */
    static Optional<Name> parse(String name) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String width = matcher.group(2);
        return EXTENSIONS.entrySet().stream()
                .filter(entry -> entry.getValue().equals(matcher.group(3)))
                .findFirst()
                .map(entry -> new Name(
                        matcher.group(1),
                        width == null ? OptionalInt.empty() : OptionalInt.of(Integer.parseInt(width)),
                        entry.getKey()));
    }

    /** The ids that sanitised HTML refers to, by whichever of their files. */
    public static Set<String> in(String html) {
        Set<String> ids = new HashSet<>();
        Matcher matcher = IN_HTML.matcher(html);
        while (matcher.find()) {
            ids.add(matcher.group(1));
        }
        return ids;
    }
}

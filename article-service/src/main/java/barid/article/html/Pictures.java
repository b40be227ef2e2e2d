package barid.article.html;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The pictures of sanitised HTML. */
public final class Pictures {
    /** The sanitiser writes every attribute in double quotes, and neither quotes nor angle brackets into values. */
    private static final Pattern TAG = Pattern.compile("<img( [^<>]*)?>");

    private static final Pattern ATTRIBUTE = Pattern.compile(" ([a-z]+)=\"([^\"]*)\"");

    private Pictures() {}

    /**
     * One picture.
     *
     * @param tag as it stands
     * @param src escaped as it stands, as is {@code alt}
     */
    public record Picture(
            String tag, Optional<String> src, Optional<String> alt, Optional<String> width, Optional<String> height) {
        private static Picture of(String tag) {
            return new Picture(
                    tag,
                    attribute(tag, "src"),
                    attribute(tag, "alt"),
                    attribute(tag, "width"),
                    attribute(tag, "height"));
        }

        private static Optional<String> attribute(String tag, String name) {
            return ATTRIBUTE
                    .matcher(tag)
                    .results()
                    .filter(found -> found.group(1).equals(name))
                    .map(found -> found.group(2))
                    .findFirst();
        }
    }

    /** In the order of the text. */
    public static List<Picture> in(String html) {
        return TAG.matcher(html)
                .results()
                .map(found -> Picture.of(found.group()))
                .toList();
    }

    /** The same HTML with other HTML in each picture's place. */
    public static String replace(String html, Function<Picture, String> by) {
        return TAG.matcher(html).replaceAll(found -> Matcher.quoteReplacement(by.apply(Picture.of(found.group()))));
    }
}

package barid.article.html;

import org.jspecify.annotations.Nullable;
import org.owasp.html.AttributePolicy;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The elements, attributes and addresses of an article's text; {@code docs/html.md} is the same for people. */
final class AllowList {
    private static final List<String> BLOCKS = List.of(
            "h2",
            "h3",
            "h4",
            "p",
            "div",
            "ul",
            "ol",
            "li",
            "dl",
            "dt",
            "dd",
            "blockquote",
            "figure",
            "figcaption",
            "pre",
            "hr",
            "table",
            "caption",
            "colgroup",
            "col",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "th",
            "td",
            "details",
            "summary");
    private static final List<String> INLINE = List.of(
            "a", "strong", "em", "b", "i", "u", "s", "sub", "sup", "code", "kbd", "samp", "var", "br", "wbr", "abbr",
            "dfn", "cite", "q", "time", "bdi", "bdo", "ins", "del", "small", "mark", "span", "ruby", "rt", "rp");
    private static final List<String> EMBEDDED = List.of("img", "iframe", "video", "audio", "source", "track");

    /** The names of all elements that may come through. */
    static final Set<String> ELEMENTS =
            Stream.of(BLOCKS, INLINE, EMBEDDED).flatMap(List::stream).collect(Collectors.toUnmodifiableSet());

    private static final List<String> WEB = List.of("http", "https");
    private static final List<String> SECURE = List.of("https");
    private static final List<String> LINK = List.of("http", "https", "mailto", "tel");

    /**
     * A player runs scripts of its own origin, opens its own pages and nothing else: it neither leads this page away, nor
     * downloads, nor asks for anything in our name.
     */
    private static final String SANDBOX =
            "allow-scripts allow-same-origin allow-popups allow-popups-to-escape-sandbox allow-presentation";

    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,7}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern PIXELS = Pattern.compile("\\s*([0-9]{1,5})(?:\\.[0-9]{1,5})?(?:px)?\\s*");
    private static final Pattern SIGNED = Pattern.compile("-?[0-9]{1,6}");
    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern TIME = Pattern.compile("[0-9TZ:+.\\- ]{4,40}");
    private static final Pattern MEDIA_TYPE = Pattern.compile("(audio|video|application)/[A-Za-z0-9.+-]{1,60}");
    private static final Pattern HIDING = Pattern.compile(
            "display:none|visibility:hidden|opacity:0(?![.0-9])|(?:^|;)(?:max-)?(?:width|height):[01](?:px)?(?:;|!|$)");
    private static final AttributePolicy ANY = (element, attribute, value) -> value;

    private final Links links;

    private AllowList(Links links) {
        this.links = links;
    }

    /** What is read: a frame may lead anywhere, for {@link Embeds} to make a link of it. */
    static PolicyFactory wide(Links links) {
        return new AllowList(links).policy(src -> true);
    }

    /** What is written: a frame holds a player and nothing else. */
    static PolicyFactory strict(Links links) {
        return new AllowList(links)
                .policy(src -> Video.at(src)
                        .filter(video -> src.equals(video.player()))
                        .isPresent());
    }

    private interface Frames {
        boolean allow(String src);
    }

    private PolicyFactory policy(Frames frames) {
        HtmlPolicyBuilder builder = new HtmlPolicyBuilder()
                .allowElements(BLOCKS.toArray(String[]::new))
                .allowElements(INLINE.toArray(String[]::new))
                .allowUrlProtocols(LINK.toArray(String[]::new));
        text(builder);
        tablesAndLists(builder);
        picture(builder);
        media(builder);
        frame(builder, frames);
        return builder.toFactory();
    }

    private void text(HtmlPolicyBuilder builder) {
        builder.allowAttributes("lang")
                .matching(LANGUAGE)
                .globally()
                .allowAttributes("dir")
                .matching(words("ltr", "rtl", "auto"))
                .globally()
                .allowAttributes("translate")
                .matching(words("yes", "no"))
                .globally()
                .allowAttributes("id")
                .matching((element, attribute, value) -> id(value))
                .globally()
                .allowAttributes("href")
                .matching((element, attribute, value) -> value.startsWith("#") ? fragment(value) : url(value, LINK))
                .onElements("a")
                .allowAttributes("hreflang")
                .matching(LANGUAGE)
                .onElements("a")
                .allowAttributes("cite")
                .matching((element, attribute, value) -> url(value, WEB))
                .onElements("blockquote", "q", "ins", "del")
                .allowAttributes("datetime")
                .matching(TIME)
                .onElements("time", "ins", "del")
                .allowAttributes("title")
                .onElements("abbr", "dfn")
                .allowAttributes("open")
                .matching((element, attribute, value) -> "open")
                .onElements("details");
    }

    private static void tablesAndLists(HtmlPolicyBuilder builder) {
        builder.allowAttributes("colspan", "rowspan")
                .matching(NUMBER)
                .onElements("td", "th")
                .allowAttributes("span")
                .matching(NUMBER)
                .onElements("col", "colgroup")
                .allowAttributes("scope")
                .matching(words("row", "col", "rowgroup", "colgroup"))
                .onElements("th")
                .allowAttributes("headers")
                .matching((element, attribute, value) -> ids(value))
                .onElements("td", "th")
                .allowAttributes("start")
                .matching(SIGNED)
                .onElements("ol")
                .allowAttributes("type")
                .matching(Pattern.compile("[1aAiI]"))
                .onElements("ol")
                .allowAttributes("reversed")
                .matching((element, attribute, value) -> "reversed")
                .onElements("ol")
                .allowAttributes("value")
                .matching(SIGNED)
                .onElements("li");
    }

    private void picture(HtmlPolicyBuilder builder) {
        builder.allowElements(AllowList::picture, "img")
                .allowAttributes("src")
                .matching((element, attribute, value) -> Optional.ofNullable(url(value, WEB))
                        .filter(src -> !Tracking.counts(src))
                        .orElse(null))
                .onElements("img")
                .allowAttributes("alt")
                .onElements("img")
                .allowAttributes("loading")
                .matching(words("lazy", "eager"))
                .onElements("img")
                .allowAttributes("width", "height")
                .matching((element, attribute, value) -> pixels(value))
                .onElements("img", "video", "iframe")
                // These two are read to tell a hidden picture, and never written.
                .allowAttributes("style")
                .matching((element, attribute, value) -> hides(value) ? "" : null)
                .onElements("img")
                .allowAttributes("hidden")
                .onElements("img");
    }

    /** A picture that nobody is to see is there to be counted. */
    private static @Nullable String picture(String name, List<String> attributes) {
        return value(attributes, "style") != null
                        || value(attributes, "hidden") != null
                        || small(value(attributes, "width"))
                        || small(value(attributes, "height"))
                ? null
                : name;
    }

    private static boolean small(@Nullable String pixels) {
        return pixels != null && Integer.parseInt(pixels) <= 1;
    }

    private static boolean hides(String style) {
        return HIDING.matcher(style.toLowerCase(Locale.ROOT).replaceAll("\\s+", ""))
                .find();
    }

    private void media(HtmlPolicyBuilder builder) {
        AttributePolicy source = (element, attribute, value) -> url(value, SECURE);
        builder.allowElements(AllowList::player, "video", "audio")
                .allowElements((name, attributes) -> value(attributes, "src") == null ? null : name, "source", "track")
                .allowAttributes("src")
                .matching(source)
                .onElements("video", "audio", "source", "track")
                .allowAttributes("poster")
                .matching(source)
                .onElements("video")
                .allowAttributes("controls", "preload")
                .matching(ANY)
                .onElements("video", "audio")
                .allowAttributes("title")
                .onElements("video", "audio")
                .allowAttributes("type")
                .matching(MEDIA_TYPE)
                .onElements("source")
                .allowAttributes("kind")
                .matching(words("subtitles", "captions", "descriptions", "chapters"))
                .onElements("track")
                .allowAttributes("srclang")
                .matching(LANGUAGE)
                .onElements("track")
                .allowAttributes("label")
                .onElements("track");
    }

    /** Nothing is fetched, and nothing sounds, before the reader asks. */
    private static String player(String name, List<String> attributes) {
        set(attributes, "controls", "controls");
        set(attributes, "preload", "none");
        return name;
    }

    private void frame(HtmlPolicyBuilder builder, Frames frames) {
        builder.allowElements((name, attributes) -> frame(name, attributes, frames), "iframe")
                .allowAttributes("src")
                .matching((element, attribute, value) -> url(value, WEB))
                .onElements("iframe")
                .allowAttributes("title")
                .onElements("iframe")
                .allowAttributes("allowfullscreen", "loading", "referrerpolicy", "sandbox")
                .matching(ANY)
                .onElements("iframe");
    }

    private static @Nullable String frame(String name, List<String> attributes, Frames frames) {
        String src = value(attributes, "src");
        if (src == null || !frames.allow(src)) {
            return null;
        }
        set(attributes, "allowfullscreen", "allowfullscreen");
        set(attributes, "loading", "lazy");
        set(attributes, "referrerpolicy", "strict-origin-when-cross-origin");
        set(attributes, "sandbox", SANDBOX);
        return name;
    }

    private static @Nullable String value(List<String> attributes, String name) {
        for (int i = 0; i < attributes.size(); i += 2) {
            if (attributes.get(i).equals(name)) {
                return attributes.get(i + 1);
            }
        }
        return null;
    }

    /** Sets the attribute, at the end, so that the order is the same whatever was given. */
    private static void set(List<String> attributes, String name, String value) {
        for (int i = 0; i < attributes.size(); i += 2) {
            if (attributes.get(i).equals(name)) {
                attributes.subList(i, i + 2).clear();
                break;
            }
        }
        attributes.add(name);
        attributes.add(value);
    }

    private static AttributePolicy words(String... words) {
        return (element, attribute, value) -> {
            String word = value.strip().toLowerCase(Locale.ROOT);
            return List.of(words).contains(word) ? word : null;
        };
    }

    private static @Nullable String pixels(String value) {
        Matcher matcher = PIXELS.matcher(value);
        return matcher.matches() ? matcher.group(1) : null;
    }

    private static @Nullable String id(String value) {
        if (!ID.matcher(value).matches()) {
            return null;
        }
        return value.startsWith("x-") ? value : "x-" + value;
    }

    private static @Nullable String ids(String value) {
        String ids = Arrays.stream(value.strip().split("\\s+"))
                .limit(20)
                .map(AllowList::id)
                .filter(id -> id != null)
                .collect(Collectors.joining(" "));
        return ids.isEmpty() ? null : ids;
    }

    private static @Nullable String fragment(String value) {
        String id = id(value.substring(1));
        return id == null ? null : "#" + id;
    }

    private @Nullable String url(String value, List<String> schemes) {
        // An address of our own needs no TLS to be ours: it is known by its base before its scheme is asked for.
        return WebAddress.parse(value, LINK)
                .map(links::relative)
                .filter(url -> url.startsWith("/") || schemes.contains(url.substring(0, url.indexOf(':'))))
                .map(url -> url.startsWith("mailto:") || url.startsWith("tel:") ? url : Tracking.unmarked(url))
                .orElse(null);
    }
}

package barid.article.html;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** The allow-list as {@code docs/html.md} tells it, held against HTML as another parser reads it. */
final class Allowed {
    private static final Set<String> EVERYWHERE = Set.of("lang", "dir", "translate", "id");

    private static final Set<String> BARE = Set.of(
            "h2",
            "h3",
            "h4",
            "p",
            "div",
            "ul",
            "dl",
            "dt",
            "dd",
            "figure",
            "figcaption",
            "pre",
            "hr",
            "table",
            "caption",
            "thead",
            "tbody",
            "tfoot",
            "tr",
            "summary",
            "strong",
            "em",
            "b",
            "i",
            "u",
            "s",
            "sub",
            "sup",
            "code",
            "kbd",
            "samp",
            "var",
            "br",
            "wbr",
            "cite",
            "bdi",
            "bdo",
            "small",
            "mark",
            "span",
            "ruby",
            "rt",
            "rp");

    private static final Map<String, Set<String>> WITH = Map.ofEntries(
            Map.entry("a", Set.of("href", "hreflang")),
            Map.entry("blockquote", Set.of("cite")),
            Map.entry("q", Set.of("cite")),
            Map.entry("ins", Set.of("cite", "datetime")),
            Map.entry("del", Set.of("cite", "datetime")),
            Map.entry("time", Set.of("datetime")),
            Map.entry("abbr", Set.of("title")),
            Map.entry("dfn", Set.of("title")),
            Map.entry("details", Set.of("open")),
            Map.entry("ol", Set.of("start", "type", "reversed")),
            Map.entry("li", Set.of("value")),
            Map.entry("th", Set.of("scope", "colspan", "rowspan", "headers")),
            Map.entry("td", Set.of("colspan", "rowspan", "headers")),
            Map.entry("col", Set.of("span")),
            Map.entry("colgroup", Set.of("span")),
            Map.entry("img", Set.of("src", "alt", "width", "height", "loading")),
            Map.entry("video", Set.of("src", "poster", "width", "height", "title", "controls", "preload")),
            Map.entry("audio", Set.of("src", "title", "controls", "preload")),
            Map.entry("source", Set.of("src", "type")),
            Map.entry("track", Set.of("src", "kind", "srclang", "label")),
            Map.entry(
                    "iframe",
                    Set.of(
                            "src",
                            "title",
                            "width",
                            "height",
                            "allowfullscreen",
                            "loading",
                            "referrerpolicy",
                            "sandbox")));

    private static final String PATH = "/(?![/\\\\]).*|/";
    private static final Map<String, Pattern> ADDRESSES = Map.of(
            "a href", Pattern.compile("https?://[^/@\\\\]+.*|mailto:.+|tel:\\+?[0-9]+|#x-.+|" + PATH),
            "cite", Pattern.compile("https?://[^/@\\\\]+.*|" + PATH),
            "img src", Pattern.compile("https?://[^/@\\\\]+.*|" + PATH),
            "src", Pattern.compile("https://[^/@\\\\]+.*|" + PATH),
            "poster", Pattern.compile("https://[^/@\\\\]+.*|" + PATH),
            "iframe src",
                    Pattern.compile(
                            "https://(www\\.youtube-nocookie\\.com/embed/[A-Za-z0-9_-]{11}(\\?[a-z_0-9A-Z=&-]+)?"
                                    + "|player\\.vimeo\\.com/video/[0-9]+\\?(h=[0-9a-f]+&)?dnt=1"
                                    + "|geo\\.dailymotion\\.com/player/[A-Za-z0-9]+\\.html\\?video=[A-Za-z0-9]+"
                                    + "|archive\\.org/embed/[A-Za-z0-9_.-]+)"));

    private Allowed() {}

    /** What of it is not on the list; empty if all is. */
    static List<String> breaches(String html) {
        List<String> breaches = new ArrayList<>();
        Document document = Jsoup.parseBodyFragment(html);
        if (!document.head().childNodes().isEmpty()) {
            breaches.add("something in the head");
        }
        document.body().traverse((node, depth) -> {
            if (node != document.body()) {
                check(node, breaches);
            }
        });
        return breaches;
    }

    private static void check(Node node, List<String> breaches) {
        if (node instanceof Element element) {
            String name = element.normalName();
            if (!element.tag().namespace().equals("http://www.w3.org/1999/xhtml")) {
                breaches.add(name + " of " + element.tag().namespace());
            }
            if (!BARE.contains(name) && !WITH.containsKey(name)) {
                breaches.add("<" + name + ">");
            }
            element.attributes().forEach(attribute -> check(name, attribute, breaches));
            if (name.equals("iframe")
                    && (!element.hasAttr("src")
                            || !element.hasAttr("sandbox")
                            || !element.childNodes().isEmpty())) {
                breaches.add("a frame that is no player");
            }
        } else if (!(node instanceof TextNode)) {
            breaches.add(node.nodeName());
        }
    }

    private static void check(String element, Attribute attribute, List<String> breaches) {
        String name = attribute.getKey();
        String value = attribute.getValue();
        String place = element + " " + name;
        if (!EVERYWHERE.contains(name) && !WITH.getOrDefault(element, Set.of()).contains(name)) {
            breaches.add(place);
        }
        Pattern address = ADDRESSES.getOrDefault(place, ADDRESSES.get(name));
        if (address != null && !address.matcher(value).matches()) {
            breaches.add(place + "=" + value);
        }
        if (name.equals("id") && !value.startsWith("x-")) {
            breaches.add(place + "=" + value);
        }
        if (name.equals("sandbox") && value.contains("top-navigation")) {
            breaches.add(place + "=" + value);
        }
    }
}

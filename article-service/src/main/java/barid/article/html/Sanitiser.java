package barid.article.html;

import org.jspecify.annotations.Nullable;
import org.owasp.html.AttributePolicy;
import org.owasp.html.HtmlChangeListener;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.PolicyFactory;

import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Lets through the HTML of an article's text and nothing else; sanitising twice equals once.
 *
 * <p>The allow-list. Elements: {@code h2}–{@code h4}, {@code p}, lists, {@code blockquote}, {@code figure}, {@code img},
 * tables, {@code details}, and the inline elements of {@link #INLINE}. Attributes: {@code lang}, {@code dir} and {@code id}
 * everywhere; links by http, https, mailto, root-relative or fragment; pictures by http, https or root-relative; {@code
 * alt}, {@code width}, {@code height}; of cells {@code scope}, {@code headers}, {@code colspan}, {@code rowspan}; {@code
 * start}, {@code reversed}, {@code type}, {@code value} of lists; {@code datetime}, {@code title} of abbreviations, {@code
 * open}. An {@code id} is written with the prefix {@code x-}, so that it never meets one of the page around it.
 */
public final class Sanitiser {
    private static final String[] BLOCKS = {
        "h2",
        "h3",
        "h4",
        "p",
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
        "thead",
        "tbody",
        "tfoot",
        "tr",
        "th",
        "td",
        "details",
        "summary"
    };
    private static final String[] INLINE = {
        "a", "img", "strong", "em", "b", "i", "u", "s", "sub", "sup", "code", "br", "abbr", "cite", "q", "time", "bdi",
        "bdo", "ins", "del", "small", "mark", "span"
    };
    private static final int STEPS = 10;
    private static final Pattern LANGUAGE = Pattern.compile("[A-Za-z]{1,8}(-[A-Za-z0-9]{1,8}){0,7}");
    private static final Pattern DIRECTION = Pattern.compile("ltr|rtl|auto");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,5}");
    private static final Pattern SIGNED = Pattern.compile("-?[0-9]{1,6}");
    private static final Pattern ID = Pattern.compile("[A-Za-z][A-Za-z0-9_-]{0,63}");
    private static final Pattern TIME = Pattern.compile("[0-9TZ:+.\\- ]{4,40}");
    private static final Pattern TOKENS = Pattern.compile("[A-Za-z0-9_ -]{0,200}");

    private final Links links;
    private final PolicyFactory policy;

    /** {@code links} tells which addresses are our own: they are kept root-relative. */
    public Sanitiser(Links links) {
        this.links = links;
        AttributePolicy link = (element, attribute, value) -> url(value, List.of("http", "https", "mailto"), true);
        AttributePolicy source = (element, attribute, value) -> url(value, List.of("http", "https"), false);
        this.policy = new HtmlPolicyBuilder()
                .allowElements(BLOCKS)
                .allowElements(INLINE)
                .allowAttributes("lang")
                .matching(LANGUAGE)
                .globally()
                .allowAttributes("dir")
                .matching(lowerCase(DIRECTION))
                .globally()
                .allowAttributes("id")
                .matching((element, attribute, value) -> id(value))
                .globally()
                .allowUrlProtocols("http", "https", "mailto")
                .allowAttributes("href")
                .matching(link)
                .onElements("a")
                .allowAttributes("cite")
                .matching(source)
                .onElements("blockquote", "q", "ins", "del")
                .allowAttributes("src")
                .matching(source)
                .onElements("img")
                .allowAttributes("alt")
                .onElements("img")
                .allowAttributes("width", "height")
                .matching(NUMBER)
                .onElements("img")
                .allowAttributes("colspan", "rowspan")
                .matching(NUMBER)
                .onElements("td", "th")
                .allowAttributes("scope")
                .matching(lowerCase(Pattern.compile("row|col|rowgroup|colgroup")))
                .onElements("th")
                .allowAttributes("headers")
                .matching(TOKENS)
                .onElements("td", "th")
                .allowAttributes("start")
                .matching(SIGNED)
                .onElements("ol")
                .allowAttributes("type")
                .matching(Pattern.compile("[1aAiI]"))
                .onElements("ol")
                .allowAttributes("reversed")
                .onElements("ol")
                .allowAttributes("value")
                .matching(SIGNED)
                .onElements("li")
                .allowAttributes("datetime")
                .matching(TIME)
                .onElements("time", "ins", "del")
                .allowAttributes("title")
                .onElements("abbr")
                .allowAttributes("open")
                .onElements("details")
                .toFactory();
    }

    /** {@code html} made safe, and the names of the elements and attributes that were taken out. */
    public record Sanitised(String html, SortedSet<String> removed) {}

    /** Takes out whatever is not on the allow-list. */
    public Sanitised sanitise(String html) {
        SortedSet<String> removed = new TreeSet<>();
        String safe = policy.sanitize(html, LISTENER, removed);
        // Elements that stand where they may not are moved, step by step: what does not move any more has come to rest.
        for (int step = 0; step < STEPS; step++) {
            String again = policy.sanitize(safe, LISTENER, removed);
            if (again.equals(safe)) {
                return new Sanitised(safe, removed);
            }
            safe = again;
        }
        return new Sanitised(safe, removed);
    }

    private static final HtmlChangeListener<SortedSet<String>> LISTENER = new HtmlChangeListener<>() {
        @Override
        public void discardedTag(@Nullable SortedSet<String> removed, String element) {
            note(removed, element);
        }

        @Override
        public void discardedAttributes(@Nullable SortedSet<String> removed, String element, String... attributes) {
            for (String attribute : attributes) {
                note(removed, attribute);
            }
        }

        private void note(@Nullable SortedSet<String> removed, String name) {
            // Names are the writer's own text: a bound keeps the answer small.
            if (removed != null && removed.size() < 100 && name.length() <= 50) {
                removed.add(name);
            }
        }
    };

    private static AttributePolicy lowerCase(Pattern words) {
        return (element, attribute, value) -> {
            String word = value.toLowerCase(Locale.ROOT);
            return words.matcher(word).matches() ? word : null;
        };
    }

    private static @Nullable String id(String value) {
        if (!ID.matcher(value).matches()) {
            return null;
        }
        return value.startsWith("x-") ? value : "x-" + value;
    }

    private @Nullable String url(String value, List<String> schemes, boolean fragments) {
        if (value.startsWith("#")) {
            String id = id(value.substring(1));
            return fragments && id != null ? "#" + id : null;
        }
        return WebAddress.parse(value, schemes).map(links::relative).orElse(null);
    }
}

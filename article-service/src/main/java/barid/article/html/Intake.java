package barid.article.html;

import org.jspecify.annotations.Nullable;
import org.owasp.html.HtmlSanitizer;
import org.owasp.html.HtmlStreamEventReceiver;
import org.owasp.html.HtmlTextEscapingMode;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * The tags of a text on their way to the balancer: only those that matter there, under the names that are kept, and no more
 * than it can bear.
 *
 * <p>Why the bounds: the balancer searches what is open at every end tag, and opens anew what was closed out of turn; a text
 * written for it would keep it busy for minutes and make of a mebibyte some hundreds. How deep the balanced text is,
 * {@link Depth} knows, which stands behind the balancer.
 */
final class Intake implements HtmlStreamEventReceiver {
    private static final int DEEPEST = 100;
    private static final int MOST_ATTRIBUTES = 50;
    private static final int LONGEST_VALUE = 8192;

    /** Elements that go with all that is in them. */
    private static final Set<String> WHOLE = Set.of(
            "script",
            "style",
            "title",
            "textarea",
            "select",
            "datalist",
            "button",
            "svg",
            "math",
            "template",
            "noembed",
            "noframes",
            "frameset",
            "head");

    /** A start tag of these ends what goes whole: as in a browser, an unclosed drawing does not swallow the text. */
    private static final Set<String> BLOCKS = Set.of(
            "p", "div", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "figure", "table", "pre");

    private static final Set<String> HEADINGS = Set.of("h2", "h3", "h4");
    private static final Map<String, String> NAMES = names();

    private final HtmlStreamEventReceiver balancer;
    private final Depth depth;
    private final Set<String> allowed;
    private final Consumer<String> removed;
    private @Nullable String whole;
    private int wholes;

    Intake(HtmlStreamEventReceiver balancer, Depth depth, Set<String> allowed, Consumer<String> removed) {
        this.balancer = balancer;
        this.depth = depth;
        this.allowed = allowed;
        this.removed = removed;
    }

    private static Map<String, String> names() {
        Map<String, String> names = new HashMap<>(Map.of(
                "h1", "h2", "h5", "h4", "h6", "h4", "strike", "s", "acronym", "abbr", "tt", "code", "dir", "ul", "menu",
                "ul"));
        for (String section : List.of(
                "section", "article", "aside", "header", "footer", "main", "nav", "address", "hgroup", "center")) {
            names.put(section, "div");
        }
        return Map.copyOf(names);
    }

    @Override
    public void openDocument() {
        balancer.openDocument();
    }

    @Override
    public void closeDocument() {
        balancer.closeDocument();
    }

    @Override
    public void text(String text) {
        if (whole == null) {
            balancer.text(text);
            depth.check();
        }
    }

    @Override
    public void openTag(String given, List<String> attributes) {
        if (whole != null) {
            if (given.equals(whole)) {
                wholes++;
            }
            if (!BLOCKS.contains(given)) {
                return;
            }
            whole = null;
        }
        String name = NAMES.getOrDefault(given, given);
        if (!name.equals(given)) {
            removed.accept(given);
        }
        if (WHOLE.contains(name)) {
            removed.accept(name);
            whole = name;
            wholes = 1;
        } else if (name.equals("embed")) {
            embed(attributes);
        } else if (!allowed.contains(name) || depth.now() >= DEEPEST) {
            removed.accept(name);
        } else {
            open(name, bounded(attributes));
        }
    }

    /** A player of the days before frames. */
    private void embed(List<String> attributes) {
        removed.accept("embed");
        int src = attributes.indexOf("src");
        if (src >= 0
                && src % 2 == 0
                && depth.now() < DEEPEST
                && WebAddress.parse(attributes.get(src + 1), List.of("http", "https"))
                        .flatMap(Video::at)
                        .isPresent()) {
            open("iframe", bounded(List.of("src", attributes.get(src + 1))));
            balancer.closeTag("iframe");
        }
    }

    private void open(String name, List<String> attributes) {
        depth.expect();
        balancer.openTag(name, attributes);
        depth.check();
    }

    private List<String> bounded(List<String> attributes) {
        List<String> bounded = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        // by iterator, since the list is a linked one
        for (var each = attributes.iterator(); each.hasNext(); ) {
            String name = each.next();
            String value = each.next();
            if (seen.size() == MOST_ATTRIBUTES || value.length() > LONGEST_VALUE) {
                removed.accept(name);
            } else if (seen.add(name)) {
                bounded.add(name);
                bounded.add(value);
            }
        }
        return bounded;
    }

    @Override
    public void closeTag(String given) {
        if (whole != null) {
            if (given.equals(whole) && --wholes == 0) {
                whole = null;
            }
            return;
        }
        String name = NAMES.getOrDefault(given, given);
        if (depth.holds(name)) {
            balancer.closeTag(name);
            depth.check();
        }
    }

    /** What is open behind the balancer, and how much of it the balancer opened by itself. */
    static final class Depth implements HtmlSanitizer.Policy {
        private final HtmlSanitizer.Policy policy;
        private final List<String> open = new ArrayList<>();
        private long expected;
        private long opened;

        Depth(HtmlSanitizer.Policy policy) {
            this.policy = policy;
        }

        int now() {
            return open.size();
        }

        /** Whether an end tag of this name has something to close; any heading's end closes any heading. */
        boolean holds(String name) {
            return open.contains(name)
                    || (HEADINGS.contains(name) && open.stream().anyMatch(HEADINGS::contains));
        }

        void expect() {
            expected++;
        }

        void check() {
            if (opened > 5 * expected + 1000) {
                throw new Tangled();
            }
        }

        @Override
        public void openDocument() {
            policy.openDocument();
        }

        @Override
        public void closeDocument() {
            policy.closeDocument();
        }

        @Override
        public void openTag(String name, List<String> attributes) {
            opened++;
            if (!HtmlTextEscapingMode.isVoidElement(name)) {
                open.add(name);
            }
            policy.openTag(name, attributes);
        }

        @Override
        public void closeTag(String name) {
            int last = open.lastIndexOf(name);
            if (last >= 0) {
                open.remove(last);
            }
            policy.closeTag(name);
        }

        @Override
        public void text(String text) {
            policy.text(text);
        }
    }

    /** The tags are so misnested that putting them right would make far more of them than there are. */
    static final class Tangled extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Tangled() {
            super("misnested beyond measure", null, false, false);
        }
    }
}

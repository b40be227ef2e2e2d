package barid.newsletter.mail;

import barid.kit.site.Languages;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.TextNode;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads the HTML of a mail as mail readers do: styles from attributes, dark schemes from the few rules of its head, nothing
 * from anywhere else. Each finding begins with the name of the rule that is broken.
 */
final class MailLint {
    private static final int MOST_BYTES = 100_000;
    private static final int COLUMN = 600;
    private static final Set<String> ARABIC = Set.of("ar", "fa", "ur", "ps", "ckb", "sd", "ug");
    private static final Pattern RULE =
            Pattern.compile("((?:\\[data-ogs[cb]\\] )?)\\.([a-z]+) \\{ ([a-z-]+): ([^;]+?) !important; \\}");

    private final String source;
    private final Document page;
    private final List<String> findings = new ArrayList<>();
    private final Map<String, Map<String, String>> schemes = new TreeMap<>();

    private MailLint(String html) {
        this.source = html;
        this.page = Jsoup.parse(html);
    }

    static List<String> findings(String html) {
        MailLint lint = new MailLint(html);
        lint.schemes();
        lint.languages();
        lint.alignment();
        lint.tablesAndImages();
        lint.structure();
        lint.forbidden();
        lint.widths();
        lint.words();
        return lint.findings;
    }

    private void check(boolean holds, Supplier<String> finding) {
        if (!holds) {
            findings.add(finding.get());
        }
    }

    /** The colours that the classes get: in a dark scheme, and where Outlook darkens by itself. */
    private void schemes() {
        String style = page.select("style").html();
        String dark = "@media (prefers-color-scheme: dark) {";
        int from = style.indexOf(dark);
        check(from >= 0, () -> "scheme: no rules for dark readers");
        String media = from < 0 ? "" : style.substring(from, style.indexOf("\n}", from));
        schemes.put("light", Map.of());
        schemes.put("dark", rules(media));
        schemes.put("outlook", rules(style.replace(media, "")));
        check(
                schemes.get("dark").equals(schemes.get("outlook")),
                () -> "scheme: Outlook's dark differs from others', " + schemes);
        for (String name : List.of("color-scheme", "supported-color-schemes")) {
            check(
                    page.select("meta[name=" + name + "][content='light dark']").size() == 1,
                    () -> "scheme: no meta " + name);
        }
    }

    private static Map<String, String> rules(String css) {
        Map<String, String> rules = new TreeMap<>();
        Matcher rule = RULE.matcher(css);
        while (rule.find()) {
            rules.put(rule.group(2) + " " + rule.group(3), rule.group(4));
        }
        return rules;
    }

    private void languages() {
        List<Element> whole = new ArrayList<>(page.select("html, body, body > table"));
        check(whole.size() == 3, () -> "language: html, body and one outer table");
        whole.addAll(page.select("table, [lang], [dir]"));
        for (Element element : whole) {
            check(
                    element.hasAttr("lang") && element.attr("dir").equals(Languages.direction(element.attr("lang"))),
                    () -> "language: " + tag(element));
        }
        check(
                page.select("html, body, body > table").eachAttr("lang").stream()
                                .distinct()
                                .count()
                        == 1,
                () -> "language: the outer elements differ");
    }

    /** Outlook's engine reads the attribute, the others the style. */
    private void alignment() {
        for (Element element : page.select("[style*=text-align], td[align=left], td[align=right]")) {
            String start =
                    closest(element, parent -> Optional.of(parent.attr("dir")).filter(dir -> !dir.isEmpty()))
                                    .orElse("")
                                    .equals("rtl")
                            ? "right"
                            : "left";
            check(element.attr("align").equals(start), () -> "alignment: attribute of " + tag(element));
            check(
                    declared(element, "text-align")
                            .map(start::equals)
                            .orElse(element.ownText().isBlank()),
                    () -> "alignment: style of " + tag(element));
        }
    }

    private void tablesAndImages() {
        page.select("table:not([role=presentation])").forEach(table -> findings.add("role: " + tag(table)));
        for (Element image : page.select("img")) {
            check(image.hasAttr("alt"), () -> "image: without alt " + tag(image));
            for (String side : List.of("width", "height")) {
                check(image.attr(side).matches("[1-9][0-9]+"), () -> "image: " + side + " of " + tag(image));
            }
        }
    }

    private void structure() {
        check(page.select("h1").size() == 1, () -> "structure: one h1");
        check(!page.title().isBlank(), () -> "structure: a title");
        Element first = page.body().firstElementChild();
        check(
                first != null && first.hasText() && declared(first, "display").equals(Optional.of("none")),
                () -> "preheader: hidden text comes first");
        int bytes = source.getBytes(StandardCharsets.UTF_8).length;
        check(bytes < MOST_BYTES, () -> "size: " + bytes);
    }

    private void forbidden() {
        page.select("script, form, input, button, iframe, object, embed, link, video, audio, base")
                .forEach(element -> findings.add("forbidden: " + tag(element)));
        List<String> styles = new ArrayList<>(page.select("[style]").eachAttr("style"));
        styles.add(page.select("style").html());
        for (String style : styles) {
            Matcher word = Pattern.compile(
                            "@import|url\\(|expression\\(|(?<![-a-z])(position|float)\\s*:|(padding|margin|border)-inline|text-align:\\s*(start|end)|#(000|fff|000000|ffffff)\\b")
                    .matcher(style);
            while (word.find()) {
                findings.add("forbidden: " + word.group());
            }
        }
        page.getAllElements()
                .forEach(element -> element.attributes()
                        .forEach(attribute -> check(
                                !attribute.getKey().startsWith("on")
                                        && !attribute.getValue().startsWith("javascript:"),
                                () -> "forbidden: " + attribute)));
    }

    /** In the source, so that what only Outlook reads is measured too. */
    private void widths() {
        Matcher width = Pattern.compile("(?<![-a-z])(?:max-|min-)?width(?:=\"|:\\s*)(\\d+)(?=\"|px)")
                .matcher(source);
        while (width.find()) {
            check(Integer.parseInt(width.group(1)) <= COLUMN, () -> "width: " + width.group());
        }
        check(page.select("table[style*=max-width]").size() == 1, () -> "width: one column of a greatest width");
    }

    private void words() {
        for (Element element : page.body().getAllElements()) {
            boolean words = element.textNodes().stream()
                    .map(TextNode::text)
                    .anyMatch(text -> !text.isBlank() && !text.equals("\u00a0"));
            if (words
                    && closest(element, e -> declared(e, "display").filter("none"::equals))
                            .isEmpty()) {
                legible(element);
                set(element);
            }
        }
    }

    private void legible(Element element) {
        schemes.forEach((scheme, rules) -> {
            Optional<String> ink = colour(element, "color", rules);
            Optional<String> ground = colour(element, "background-color", rules);
            check(
                    ink.isPresent() && ground.isPresent() && contrast(ink.get(), ground.get()) >= 4.5,
                    () -> "contrast: " + scheme + " " + ink + " on " + ground + " " + tag(element));
        });
    }

    private void set(Element element) {
        double size = number(closest(element, e -> declared(e, "font-size")));
        check(size >= 16, () -> "size of type: " + size + " " + tag(element));
        check(closest(element, e -> declared(e, "font-family")).isPresent(), () -> "font: none " + tag(element));
        String language = closest(element, e -> Optional.of(e.attr("lang")).filter(lang -> !lang.isEmpty()))
                .orElse("");
        if (ARABIC.contains(language)) {
            double height = number(closest(element, e -> declared(e, "line-height")));
            check(height >= 1.7, () -> "arabic: line height " + height + " " + tag(element));
            check(
                    closest(
                                            element,
                                            e -> Optional.of(e.normalName())
                                                    .filter(Set.of("i", "em", "cite", "address")::contains))
                                    .isEmpty()
                            && closest(element, e -> declared(e, "font-style")).isEmpty(),
                    () -> "arabic: slanted " + tag(element));
            check(
                    closest(element, e -> declared(e, "letter-spacing")).isEmpty(),
                    () -> "arabic: spaced " + tag(element));
        }
    }

    private static Optional<String> colour(Element element, String property, Map<String, String> rules) {
        return closest(
                element,
                e -> e.classNames().stream()
                        .flatMap(name -> Optional.ofNullable(rules.get(name + " " + property)).stream())
                        .findFirst()
                        .or(() -> declared(e, property)));
    }

    private static <T> Optional<T> closest(Element from, Function<Element, Optional<T>> wanted) {
        for (Element element = from; element != null; element = element.parent()) {
            Optional<T> found = wanted.apply(element);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static Optional<String> declared(Element element, String property) {
        Matcher value =
                Pattern.compile("(?:^|;)\\s*" + property + "\\s*:\\s*([^;]+)").matcher(element.attr("style"));
        return value.find() ? Optional.of(value.group(1).strip()) : Optional.empty();
    }

    private static double number(Optional<String> value) {
        return value.map(text -> Double.parseDouble(text.replace("px", ""))).orElse(0.0);
    }

    /** WCAG 2.2, the definition of contrast ratio. */
    private static double contrast(String one, String other) {
        if (!one.matches("#[0-9a-f]{6}") || !other.matches("#[0-9a-f]{6}")) {
            return 0;
        }
        double a = luminance(one);
        double b = luminance(other);
        return (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    }

    private static double luminance(String colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int channel = 0; channel < weights.length; channel++) {
            double share = Integer.parseInt(colour.substring(1 + 2 * channel, 3 + 2 * channel), 16) / 255.0;
            sum += weights[channel] * (share <= 0.04045 ? share / 12.92 : Math.pow((share + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static String tag(Element element) {
        String html = element.shallowClone().outerHtml();
        return html.substring(0, Math.min(160, html.length()));
    }
}

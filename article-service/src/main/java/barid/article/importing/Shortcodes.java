package barid.article.importing;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Entities;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Writes WordPress' shortcodes out: captions, galleries, embeds, sound and film; whatever else is reported. */
final class Shortcodes {
    private static final Pattern CAPTION = Pattern.compile("(?s)\\[(caption|wp_caption)\\b([^\\]]*)\\](.*?)\\[/\\1\\]");
    private static final Pattern EMBED = Pattern.compile("(?s)\\[embed\\b[^\\]]*\\](.*?)\\[/embed\\]");
    private static final Pattern GALLERY = Pattern.compile("\\[gallery\\b([^\\]]*)\\]");
    private static final Pattern PLAYED =
            Pattern.compile("(?s)\\[(video|audio|playlist)\\b([^\\]]*)\\](?:(.*?)\\[/\\1\\])?");
    private static final Pattern OTHER =
            Pattern.compile("(?<!\\[)\\[([a-z][a-z0-9_-]{2,30})\\s+[a-z_-]+=[^\\]]{0,500}\\]");
    private static final Pattern ESCAPED = Pattern.compile("\\[(\\[[a-z][^\\[\\]]*\\])\\]");
    private static final Pattern ATTRIBUTE =
            Pattern.compile("([a-zA-Z_][\\w-]*)\\s*=\\s*(?:\"([^\"]*)\"|'([^']*)'|([^\\s\"'\\]]+))");
    private static final List<String> SOURCES =
            List.of("src", "mp4", "m4v", "webm", "ogv", "wmv", "flv", "mp3", "m4a", "ogg", "wav", "wma");

    private final WxrIndex index;

    Shortcodes(WxrIndex index) {
        this.index = index;
    }

    /** {@code text} with figures and links in place of shortcodes; {@code notes} say which had to stay. */
    String writeOut(String text, WxrItem item, List<String> notes) {
        if (text.indexOf('[') < 0) {
            return text;
        }
        String out = replace(CAPTION, text, match -> caption(attributes(match.group(2)), match.group(3)));
        out = replace(EMBED, out, match -> link(match.group(1).strip()));
        out = replace(GALLERY, out, match -> gallery(attributes(match.group(1)), item));
        out = replace(PLAYED, out, match -> played(attributes(match.group(2)), match.group()));
        TreeSet<String> others = OTHER.matcher(out)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!others.isEmpty()) {
            notes.add("shortcodes stand in the text as they are: " + String.join(", ", others));
        }
        return replace(ESCAPED, out, match -> match.group(1));
    }

    private interface Replacement {
        String of(MatchResult match);
    }

    private static String replace(Pattern pattern, String text, Replacement replacement) {
        return pattern.matcher(text).replaceAll(match -> Matcher.quoteReplacement(replacement.of(match)));
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new HashMap<>();
        ATTRIBUTE
                .matcher(text.replace('“', '"').replace('”', '"').replace("&quot;", "\""))
                .results()
                .forEach(match -> {
                    String value = match.group(2) != null
                            ? match.group(2)
                            : match.group(3) != null ? match.group(3) : match.group(4);
                    attributes.putIfAbsent(match.group(1), value);
                });
        return attributes;
    }

    private static String caption(Map<String, String> attributes, String content) {
        Element body = Jsoup.parseBodyFragment(content).body();
        Element picture = body.selectFirst("a:has(img), img");
        if (picture == null) {
            return content;
        }
        picture.remove();
        String words = attributes.getOrDefault("caption", body.html()).strip();
        return figure(picture.outerHtml(), words);
    }

    private static String figure(String picture, String caption) {
        return "\n\n<figure>" + picture
                + (caption.isEmpty() ? "" : "<figcaption>" + caption.replaceAll("\\s*\\n\\s*", " ") + "</figcaption>")
                + "</figure>\n\n";
    }

    private String gallery(Map<String, String> attributes, WxrItem item) {
        String ids = attributes.getOrDefault("ids", attributes.getOrDefault("include", ""));
        List<WxrIndex.Attachment> shown = ids.isEmpty()
                ? index.attachmentsOf(attributes.getOrDefault("id", item.id()))
                : Arrays.stream(ids.split("[\\s,]+"))
                        .map(index::attachment)
                        .flatMap(Optional::stream)
                        .toList();
        List<String> excluded =
                Arrays.asList(attributes.getOrDefault("exclude", "").split("[\\s,]+"));
        return shown.stream()
                .filter(WxrIndex.Attachment::isPicture)
                .filter(attachment -> !excluded.contains(attachment.id()))
                .map(attachment -> figure(
                        new Element("img")
                                .attr("src", attachment.url())
                                .attr("alt", attachment.alt())
                                .outerHtml(),
                        Entities.escape(attachment.caption())))
                .collect(Collectors.joining());
    }

    private String played(Map<String, String> attributes, String whole) {
        Optional<String> source = SOURCES.stream()
                .map(attributes::get)
                .filter(url -> url != null && url.contains("//"))
                .findFirst();
        if (source.isPresent()) {
            return link(source.get());
        }
        String ids = attributes.getOrDefault("ids", "");
        String links = Arrays.stream(ids.split("[\\s,]+"))
                .map(index::attachment)
                .flatMap(Optional::stream)
                .map(attachment -> link(attachment.url()))
                .collect(Collectors.joining());
        return links.isEmpty() ? whole : links;
    }

    /** What only a player could show is linked. */
    static String link(String url) {
        return "\n\n<p>" + new Element("a").attr("href", url).text(url).outerHtml() + "</p>\n\n";
    }
}

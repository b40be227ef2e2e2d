package barid.article.importing;

import barid.article.media.Media;
import barid.article.media.MediaPaths;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Attribute;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Makes plain HTML of what WordPress keeps as an item's text, its pictures ours where they could be had. */
final class WxrBody {
    private static final Pattern BLOCK = Pattern.compile("<!--\\s*wp:");
    private static final Pattern FILLED_IN = Pattern.compile("<!--\\s*wp:([\\w/-]+)(?:\\s+\\{.*?\\})?\\s*/-->");
    private static final Pattern MORE = Pattern.compile("<!--\\s*more\\b.*?-->");
    private static final Pattern COMMENT = Pattern.compile("(?s)<!--.*?-->");
    private static final List<String> URL_ATTRIBUTES = List.of("href", "src", "cite");
    /** How something looks is the new site's to say; what is here would else fill the report of what was taken out. */
    private static final Set<String> LOOKS = Set.of(
            "class",
            "style",
            "align",
            "valign",
            "rel",
            "target",
            "border",
            "bgcolor",
            "color",
            "face",
            "size",
            "hspace",
            "vspace",
            "srcset",
            "sizes",
            "loading",
            "decoding",
            "fetchpriority",
            "role",
            "cellpadding",
            "cellspacing",
            "clear",
            "nowrap",
            "download",
            "tabindex");

    private static final Map<String, String> MODERN = Map.of(
            "acronym", "abbr", "strike", "s", "tt", "code", "kbd", "code", "samp", "code", "var", "i", "dfn", "em");
    private static final String BLOCKS =
            "p, div, h1, h2, h3, h4, h5, h6, ul, ol, dl, blockquote, figure, pre, table, section, article, hr, details";

    private final WxrIndex index;
    private final Pictures pictures;
    private final Shortcodes shortcodes;

    WxrBody(WxrIndex index, Pictures pictures) {
        this.index = index;
        this.pictures = pictures;
        this.shortcodes = new Shortcodes(index);
    }

    /** What stands before the mark at which WordPress ends a teaser. */
    static Optional<String> teaser(WxrItem item) {
        var mark = MORE.matcher(item.content());
        return mark.find()
                ? Optional.of(COMMENT.matcher(item.content().substring(0, mark.start()))
                                .replaceAll(""))
                        .filter(text -> !text.isBlank())
                : Optional.empty();
    }

    /** The text; {@code notes} say what was left behind. */
    String html(WxrItem item, List<String> notes) throws InterruptedException {
        String content = item.content();
        TreeSet<String> filledIn = FILLED_IN
                .matcher(content)
                .results()
                .map(match -> match.group(1))
                .filter(name ->
                        !Set.of("more", "nextpage", "spacer", "separator").contains(name))
                .collect(Collectors.toCollection(TreeSet::new));
        if (!filledIn.isEmpty()) {
            notes.add("left out, since WordPress fills them in itself: " + String.join(", ", filledIn));
        }
        boolean blocks = BLOCK.matcher(content).find();
        String text = shortcodes.writeOut(COMMENT.matcher(content).replaceAll(blocks ? "" : "\n\n"), item, notes);
        Document document = Jsoup.parseBodyFragment(blocks ? text : Paragraphs.of(text), item.link());
        document.outputSettings().prettyPrint(false);
        Element body = document.body();
        absolute(body);
        embeds(body);
        showPictures(body, notes);
        plain(body);
        return body.html();
    }

    private static void absolute(Element body) {
        URL_ATTRIBUTES.forEach(attribute -> body.select("[" + attribute + "]").forEach(element -> {
            String absolute = element.absUrl(attribute);
            if (!absolute.isEmpty() && !element.attr(attribute).startsWith("#")) {
                element.attr(attribute, absolute);
            }
        }));
    }

    /** What only a player or another site could show is linked. */
    private static void embeds(Element body) {
        body.select(".wp-block-embed__wrapper").forEach(wrapper -> {
            String url = wrapper.ownText().strip();
            if (url.startsWith("http")) {
                Element figure = wrapper.closest("figure");
                wrapper.html(Shortcodes.link(url).strip());
                if (figure != null && figure.selectFirst("figcaption") == null) {
                    figure.replaceWith(wrapper.child(0));
                } else {
                    wrapper.unwrap();
                }
            }
        });
        body.select("video, audio").forEach(player -> {
            Element source = player.hasAttr("src") ? player : player.selectFirst("source[src]");
            if (source == null) {
                player.remove();
            } else {
                String url = source.attr("src");
                player.replaceWith(new Element("a").attr("href", url).text(url));
            }
        });
    }

    private void showPictures(Element body, List<String> notes) throws InterruptedException {
        for (Element image : body.select("img[src]")) {
            Optional<WxrIndex.Attachment> attachment = index.shownAt(image.attr("src"));
            if (image.attr("alt").isBlank()) {
                image.attr("alt", attachment.map(WxrIndex.Attachment::alt).orElse(""));
            }
            Optional<Media> media = picture(image.attr("src"), notes);
            if (media.isPresent()) {
                image.attr("src", path(media.get()));
                image.attr("width", Integer.toString(media.get().width()));
                image.attr("height", Integer.toString(media.get().height()));
            }
        }
        for (Element link : body.select("a[href]:has(img)")) {
            Optional<WxrIndex.Attachment> attachment = index.shownAt(link.attr("href"));
            if (attachment.isPresent() && attachment.get().isPicture()) {
                picture(link.attr("href"), notes).ifPresent(media -> link.attr("href", path(media)));
            }
        }
    }

    private static String path(Media media) {
        return MediaPaths.path(media.id(), media.type());
    }

    /** The picture at this address, if it is the old site's and could be had; {@code notes} say why not. */
    Optional<Media> picture(String url, List<String> notes) throws InterruptedException {
        Optional<String> source = index.shownAt(url)
                .map(WxrIndex.Attachment::url)
                .or(() -> index.isOwn(url) ? Optional.of(url) : Optional.empty());
        if (source.isEmpty()) {
            note(notes, "a picture of another site stays there");
            return Optional.empty();
        }
        return switch (pictures.at(source.get())) {
            case Pictures.Outcome.Here(Media media, boolean fetched) -> Optional.of(media);
            case Pictures.Outcome.Elsewhere(String reason) -> {
                note(notes, "a picture stays at its old address, since " + reason);
                yield Optional.empty();
            }
        };
    }

    private static void note(List<String> notes, String note) {
        if (!notes.contains(note)) {
            notes.add(note);
        }
    }

    private static void plain(Element body) {
        body.select("script, style, noscript").remove();
        body.select("[title]").not("abbr, acronym").removeAttr("title");
        MODERN.forEach((old, now) -> body.select(old).tagName(now));
        body.select("big, a:not([href])").unwrap();
        body.select("*")
                .forEach(element -> element.attributes().asList().stream()
                        .map(Attribute::getKey)
                        .filter(key -> LOOKS.contains(key) || key.startsWith("data-") || key.startsWith("aria-"))
                        .toList()
                        .forEach(element::removeAttr));
        body.select("div, section, article, header, footer, main, aside, nav, center, font, address")
                .forEach(box -> {
                    if (box.tagName().equals("font")
                            || !box.select(BLOCKS).not(box.tagName()).isEmpty()
                            || box.parents().is("p, figure, li, td")) {
                        box.unwrap();
                    } else if (box.hasText() || box.selectFirst("img, iframe") != null) {
                        box.tagName("p");
                    } else {
                        box.remove();
                    }
                });
        body.select("span").unwrap();
        body.select("p, figure").stream()
                .filter(element -> !element.hasText() && element.selectFirst("img, iframe, hr") == null)
                .forEach(Element::remove);
    }
}

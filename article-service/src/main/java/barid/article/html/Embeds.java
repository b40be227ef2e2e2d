package barid.article.html;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.select.Evaluator;
import org.jsoup.select.Selector;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Films and sounds by reference: each is in a figure with a link to it, so that feed readers and mails, which show no frames,
 * lose nothing; a frame of any other kind becomes a link.
 */
final class Embeds {
    private static final Pattern MARKS =
            Pattern.compile("<(?:iframe|video|audio|source|track|figure)\\b|<img (?![^>]*\\bsrc=\")");

    /** A figure that holds one of these is no mere address. */
    private static final Evaluator CONTENT =
            Selector.evaluatorOf("iframe, video, audio, img, table, figure figure, a, p");

    /** What a figure may stand in; in anything else it would be moved by the next who reads the text. */
    private static final Set<String> HOLDERS = Set.of("body", "div", "li", "dd", "td", "th", "blockquote", "details");

    /** Beyond these a text is no article; to look through so many would take longer than is fair to others. */
    private static final int MOST_PLAYERS = 50;

    private static final Pattern HOST = Pattern.compile("https://(?:www\\.)?([^/]+).*");

    private final Consumer<String> removed;
    private int players;

    private Embeds(Consumer<String> removed) {
        this.removed = removed;
    }

    /** Puts the embeds of balanced HTML in order; the result is to be sanitised. */
    static String settled(String html, Consumer<String> removed) {
        if (!MARKS.matcher(html).find()) {
            return html;
        }
        Document document = Jsoup.parseBodyFragment(html);
        document.outputSettings().prettyPrint(false);
        Embeds embeds = new Embeds(removed);
        Element body = document.body();
        body.select("figure").stream()
                .filter(figure -> figure.selectFirst(CONTENT) == null)
                .forEach(Embeds::figureOfAnAddress);
        body.select("img:not([src])").forEach(picture -> embeds.drop(picture, List.of()));
        body.select("iframe").forEach(embeds::frame);
        body.select("video, audio").forEach(embeds::media);
        body.select("source, track").stream()
                .filter(part -> part.closest("video, audio") == null)
                .forEach(part -> embeds.drop(part, List.of()));
        return body.html();
    }

    /** WordPress keeps a film as a figure whose text is its address. */
    private static void figureOfAnAddress(Element figure) {
        Element caption = figure.selectFirst("> figcaption");
        String text = figure.text();
        if (caption != null) {
            text = text.replace(caption.text(), "").strip();
        }
        Optional<Video> video = WebAddress.parse(text, List.of("http", "https"))
                .flatMap(Video::at)
                .filter(film -> film.player() != null);
        if (video.isPresent()) {
            List.copyOf(figure.childNodes()).stream()
                    .filter(node -> !node.equals(caption))
                    .forEach(Node::remove);
            figure.prependElement("iframe").attr("src", text);
        }
    }

    private void frame(Element frame) {
        String src = frame.attr("src");
        Optional<Video> video = Video.at(src);
        String title = frame.attr("title").strip();
        String player = video.map(Video::player).orElse(null);
        if (player == null || players == MOST_PLAYERS) {
            removed.accept("iframe");
            becomeLink(frame, video.map(Video::page).orElse(src), title);
            return;
        }
        players++;
        frame.attr("src", player);
        Element figure = frame.closest("figure");
        if (figure == null) {
            figure = figure(frame);
        }
        String page = video.get().page();
        if (figure.select("a").stream().noneMatch(link -> link.attr("href").equals(page))) {
            Element caption = figure.selectFirst("> figcaption");
            if (caption == null) {
                figure.appendElement("figcaption").appendChild(link(page, title));
            } else {
                // Its own words say what is seen: the link says where.
                caption.appendText(" ")
                        .appendChild(link(page, HOST.matcher(page).replaceFirst("$1"))
                                .attr("dir", "ltr"));
            }
        }
    }

    /** In its place, since to take one of many siblings out costs as much as there are siblings. */
    private static void becomeLink(Element frame, String address, String words) {
        Element parent = frame.parent();
        boolean alone = parent != null && HOLDERS.contains(parent.normalName());
        Element link = link(address, words);
        frame.empty().clearAttributes();
        if (alone) {
            frame.tagName("p").appendChild(link);
        } else {
            frame.tagName("a").attributes().addAll(link.attributes());
            frame.appendText(link.text());
        }
    }

    private static Element figure(Element frame) {
        Element figure = new Element("figure");
        Element before = frame;
        while (before.parent() != null && !HOLDERS.contains(before.parent().normalName())) {
            before = before.parent();
        }
        before.after(figure);
        figure.appendChild(frame);
        if (!before.equals(frame) && before.childrenSize() == 0 && !before.hasText()) {
            before.remove();
        }
        return figure;
    }

    private void media(Element media) {
        String src = media.hasAttr("src")
                ? media.attr("src")
                : Optional.ofNullable(media.selectFirst("source"))
                        .map(source -> source.attr("src"))
                        .orElse("");
        if (src.isEmpty()) {
            drop(media, List.copyOf(media.childNodes()));
        } else if (media.select("a").isEmpty()) {
            media.appendChild(link(src, media.attr("title").strip()));
        }
    }

    private void drop(Element element, List<Node> instead) {
        removed.accept(element.normalName());
        instead.forEach(element::before);
        element.remove();
    }

    private static Element link(String address, String words) {
        Element link = new Element("a").attr("href", address);
        return words.isEmpty()
                ? link.attr("dir", "ltr").appendText(address.replaceFirst("^https?://(www\\.)?", ""))
                : link.appendText(words);
    }
}

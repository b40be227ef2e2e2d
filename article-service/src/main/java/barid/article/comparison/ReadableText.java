package barid.article.comparison;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeVisitor;

import java.util.ArrayList;
import java.util.List;

/** Sanitised HTML as it reads: each paragraph, item, cell or line one block, a picture by its alternative text. */
final class ReadableText implements NodeVisitor {
    private final List<String> blocks = new ArrayList<>();
    private final StringBuilder block = new StringBuilder();

    private ReadableText() {}

    static List<String> blocks(String html) {
        ReadableText text = new ReadableText();
        Jsoup.parseBodyFragment(html).body().traverse(text);
        text.end();
        return text.blocks;
    }

    @Override
    public void head(Node node, int depth) {
        switch (node) {
            case TextNode text -> block.append(text.getWholeText());
            case Element element
            when element.normalName().equals("img") ->
                block.append('[').append(element.attr("alt")).append(']');
            case Element element when parts(element) -> end();
            default -> {}
        }
    }

    @Override
    public void tail(Node node, int depth) {
        if (node instanceof Element element && parts(element)) {
            end();
        }
    }

    private static boolean parts(Element element) {
        return element.isBlock() || element.normalName().equals("br");
    }

    private void end() {
        String text = block.toString().replaceAll("\\s+", " ").strip();
        if (!text.isEmpty()) {
            blocks.add(text);
        }
        block.setLength(0);
    }
}

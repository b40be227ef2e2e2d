package barid.article.search;

import org.jsoup.Jsoup;
import org.jsoup.nodes.Element;
import org.jsoup.nodes.Node;
import org.jsoup.nodes.TextNode;
import org.jsoup.select.NodeTraversor;
import org.jsoup.select.NodeVisitor;

/** The words of an article's HTML without its tags. */
final class ReadableText {
    private ReadableText() {}

    /** The text, each block on a line of its own, white space as a reader sees it. */
    static String of(String html) {
        StringBuilder text = new StringBuilder(html.length());
        NodeTraversor.traverse(new Writer(text), Jsoup.parseBodyFragment(html).body());
        return text.toString().strip();
    }

    private record Writer(StringBuilder text) implements NodeVisitor {
        @Override
        public void head(Node node, int depth) {
            if (node instanceof TextNode words) {
                words.getWholeText().codePoints().forEach(this::append);
            } else {
                parted(node);
            }
        }

        @Override
        public void tail(Node node, int depth) {
            parted(node);
        }

        private void parted(Node node) {
            boolean parts = node instanceof Element element
                    && (element.isBlock() || element.nameIs("br") || element.nameIs("td"));
            if (parts && !text.isEmpty()) {
                if (text.charAt(text.length() - 1) == ' ') {
                    text.setLength(text.length() - 1);
                }
                if (!text.isEmpty() && text.charAt(text.length() - 1) != '\n') {
                    text.append('\n');
                }
            }
        }

        private void append(int c) {
            if (!Character.isWhitespace(c)) {
                text.appendCodePoint(c);
            } else if (!text.isEmpty() && !Character.isWhitespace(text.charAt(text.length() - 1))) {
                text.append(' ');
            }
        }
    }
}

package barid.article.html;

import org.owasp.html.Handler;
import org.owasp.html.HtmlPolicyBuilder;
import org.owasp.html.HtmlSanitizer;
import org.owasp.html.HtmlStreamEventReceiver;
import org.owasp.html.HtmlStreamRenderer;

import java.util.List;
import java.util.Set;

/** The words of a text whose markup cannot be put right, in paragraphs. */
final class Words implements HtmlStreamEventReceiver {
    private static final Set<String> SILENT =
            Set.of("script", "style", "title", "textarea", "iframe", "noembed", "noframes", "xmp");

    private static final Set<String> APART = Set.of(
            "p",
            "div",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "li",
            "dt",
            "dd",
            "td",
            "th",
            "tr",
            "table",
            "blockquote",
            "figure",
            "figcaption",
            "pre",
            "br",
            "hr",
            "section",
            "article",
            "details",
            "summary",
            "caption");

    private final HtmlStreamEventReceiver renderer;
    private final StringBuilder paragraph = new StringBuilder();
    private String silent = "";

    private Words(HtmlStreamEventReceiver renderer) {
        this.renderer = renderer;
    }

    static String of(String html) {
        StringBuilder out = new StringBuilder();
        Words words = new Words(HtmlStreamRenderer.create(out, Handler.DO_NOTHING));
        HtmlSanitizer.sanitize(
                html,
                new HtmlPolicyBuilder().build(HtmlStreamRenderer.create(new StringBuilder(), Handler.DO_NOTHING)),
                balancer -> words);
        return Sanitiser.written(out);
    }

    @Override
    public void openDocument() {
        renderer.openDocument();
    }

    @Override
    public void closeDocument() {
        end();
        renderer.closeDocument();
    }

    @Override
    public void openTag(String name, List<String> attributes) {
        if (SILENT.contains(name)) {
            silent = name;
        } else if (APART.contains(name)) {
            end();
        }
    }

    @Override
    public void closeTag(String name) {
        if (name.equals(silent)) {
            silent = "";
        } else if (APART.contains(name)) {
            end();
        }
    }

    @Override
    public void text(String text) {
        if (silent.isEmpty()) {
            paragraph.append(text);
        }
    }

    private void end() {
        String text = paragraph.toString().strip();
        if (!text.isEmpty()) {
            renderer.openTag("p", List.of());
            renderer.text(text);
            renderer.closeTag("p");
        }
        paragraph.setLength(0);
    }
}

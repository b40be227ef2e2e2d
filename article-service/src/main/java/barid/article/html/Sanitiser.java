package barid.article.html;

import org.jspecify.annotations.Nullable;
import org.owasp.html.Handler;
import org.owasp.html.HtmlChangeListener;
import org.owasp.html.HtmlSanitizer;
import org.owasp.html.HtmlStreamEventProcessor;
import org.owasp.html.HtmlStreamRenderer;
import org.owasp.html.PolicyFactory;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/**
 * Lets through the HTML of an article's text and nothing else; sanitising twice equals once.
 *
 * <p>What may come through, {@link AllowList} tells; how films and sounds are kept, {@link Embeds}. What is written here is
 * always the output of the sanitiser's strict policy over a balanced text, so that nothing which reads it can read it
 * differently: no element whose content is raw, no foreign content, no comment, every quote a reference.
 */
public final class Sanitiser {
    private static final int STEPS = 10;
    private static final int MOST_NAMES = 100;
    private static final int LONGEST_NAME = 50;

    private final PolicyFactory wide;
    private final PolicyFactory strict;

    /** {@code links} tells which addresses are our own: they are kept root-relative. */
    public Sanitiser(Links links) {
        this.wide = AllowList.wide(links);
        this.strict = AllowList.strict(links);
    }

    /** {@code html} made safe, and the names of the elements and attributes that were taken out. */
    public record Sanitised(String html, SortedSet<String> removed) {}

    /** Takes out whatever is not on the allow-list. */
    public Sanitised sanitise(String html) {
        SortedSet<String> removed = new TreeSet<>();
        try {
            String safe = step(html, removed);
            // Elements that stand where they may not are moved, step by step: what does not move any more has come to
            // rest.
            for (int step = 0; step < STEPS; step++) {
                String again = step(safe, removed);
                if (again.equals(safe)) {
                    return new Sanitised(safe, Collections.unmodifiableSortedSet(removed));
                }
                safe = again;
            }
        } catch (Intake.Tangled e) {
            note(removed, "misnested");
        }
        return new Sanitised(Words.of(html), Collections.unmodifiableSortedSet(removed));
    }

    private String step(String html, SortedSet<String> removed) {
        String read = pass(wide, html, removed);
        String settled = Embeds.settled(read, name -> note(removed, name));
        // The same object if there was nothing to settle; then both policies say the same.
        return settled.equals(read) && !read.contains("<iframe") ? read : pass(strict, settled, removed);
    }

    private static String pass(PolicyFactory policy, String html, SortedSet<String> removed) {
        StringBuilder safe = new StringBuilder(html.length() + 64);
        Consumer<String> note = name -> note(removed, name);
        Intake.Depth depth =
                new Intake.Depth(policy.apply(HtmlStreamRenderer.create(safe, Handler.DO_NOTHING), LISTENER, removed));
        HtmlStreamEventProcessor intake = balancer -> new Intake(balancer, depth, AllowList.ELEMENTS, note);
        HtmlSanitizer.sanitize(html, depth, intake);
        return written(safe);
    }

    /** What the renderer wrote, without the comments by which it parts braces: no page of ours has a template language. */
    static String written(StringBuilder rendered) {
        return rendered.toString().replace("{<!-- -->", "&#123;");
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
    };

    /** Names are the writer's own text: a bound keeps the answer small. */
    private static void note(@Nullable SortedSet<String> removed, String name) {
        if (removed != null && removed.size() < MOST_NAMES && name.length() <= LONGEST_NAME) {
            removed.add(name);
        }
    }
}

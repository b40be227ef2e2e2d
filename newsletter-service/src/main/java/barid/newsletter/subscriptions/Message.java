package barid.newsletter.subscriptions;

import org.jspecify.annotations.Nullable;

import java.util.List;

/** A small page: what happened or is about to, at most one button, where to go next; public because templates are another package. */
public record Message(
        String title, List<String> texts, @Nullable Act act, List<String> hints, List<Link> links) {
    /**
     * A button.
     *
     * @param from tells the receiver which page it stood on; may be empty
     */
    public record Act(String url, String button, String from) {}

    /** A way on. */
    public record Link(String url, String text) {}

    static Message of(String title, String... texts) {
        return new Message(title, List.of(texts), null, List.of(), List.of());
    }

    Message with(Act button) {
        return new Message(title, texts, button, hints, links);
    }

    /** Small print below the button. */
    Message with(List<String> smallPrint) {
        return new Message(title, texts, act, smallPrint, links);
    }

    Message with(Link... ways) {
        return new Message(title, texts, act, hints, List.of(ways));
    }
}

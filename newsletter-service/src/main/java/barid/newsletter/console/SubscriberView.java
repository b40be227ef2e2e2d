package barid.newsletter.console;

import java.util.List;
import java.util.Optional;

/**
 * A reader as her page shows her.
 *
 * @param address her address but for its middle, or whole if {@code revealed}
 * @param unsubscribable whether she can be unsubscribed
 * @param suppressible whether her address can be suppressed, or is already for a lesser reason
 * @param suppression why she is not mailed whatever she chose, in a sentence; {@code liftable} if an operator may lift that
 */
public record SubscriberView(
        String id,
        String address,
        boolean revealed,
        String stateWord,
        String state,
        boolean unsubscribable,
        boolean suppressible,
        Optional<String> suppression,
        boolean liftable,
        List<Fact> facts,
        List<Consent> consents,
        List<Delivery> deliveries,
        List<Note> notes) {
    /** Something known of her, by its name. */
    public record Fact(String name, String value) {}

    /** An act of consent. */
    public record Consent(String act, String when, String form, String language, String text) {}

    /** A delivery to her. */
    public record Delivery(
            String edition,
            String editionUrl,
            String cadence,
            String stateWord,
            String state,
            String why,
            List<Title> titles,
            String more,
            String viewUrl) {}

    /** An article's title in its own language. */
    public record Title(String language, String direction, String title) {}

    /** An act of an operator. */
    public record Note(String when, String operator, String act) {}
}

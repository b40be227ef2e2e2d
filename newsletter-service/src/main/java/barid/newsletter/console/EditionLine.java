package barid.newsletter.console;

import java.util.List;

/** An edition in a list: its books in words. */
public record EditionLine(
        String id, String name, String cadence, String planned, List<State> states, boolean running, boolean balanced) {
    /** How many deliveries are in a state; {@code word} is the state's own. */
    public record State(String word, String name, String count) {}
}

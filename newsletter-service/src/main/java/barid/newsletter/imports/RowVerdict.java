package barid.newsletter.imports;

import barid.newsletter.subscriptions.Address;
import barid.newsletter.subscriptions.Choices;

import java.util.List;

/** What a row says, before anything is known of its address here. */
sealed interface RowVerdict {
    /** {@code consented}: when, in the file's own words; empty if it does not say. */
    record Subscribed(Address address, Choices choices, String consented) implements RowVerdict {}

    /** Not subscribed there any more, or never. */
    record Gone(Address address, Standing standing) implements RowVerdict {}

    /** Not to be read. */
    record Bad(List<Fault> faults) implements RowVerdict {}
}

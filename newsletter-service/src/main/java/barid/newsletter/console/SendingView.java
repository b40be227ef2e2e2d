package barid.newsletter.console;

import java.util.List;

/**
 * An edition while it is sent.
 *
 * @param control the word of what stands: the edition's own, or {@code done} once nothing of it is open
 * @param says who made it stand so, when and why, in a sentence, or empty
 * @param holds why nothing at all is sent, if so
 * @param settled deliveries of which something final is known, of {@code total}
 * @param reports what was reported of mails that were sent, each kind by its readers; empty if nothing was
 * @param moving whether figures may change without anybody's doing
 */
public record SendingView(
        String control,
        String controlName,
        String says,
        List<Act> acts,
        List<String> holds,
        long settled,
        long total,
        String progress,
        List<EditionLine.State> states,
        String planned,
        boolean balanced,
        List<EditionLine.State> reports,
        List<SubscriberView.Fact> facts,
        List<Lane> lanes,
        SendingChart chart,
        String uncertainUrl,
        String uncertain,
        boolean moving) {
    /** What an operator can do; {@code asks}: on a page that asks first, else at once. */
    public record Act(String id, String label, String url, boolean asks) {}

    /**
     * A receiver's lane; {@code act} is what can be done to it.
     *
     * @param trouble why nothing goes there, or empty
     */
    public record Lane(
            String id,
            String name,
            boolean domain,
            String open,
            String sent,
            String deferred,
            String rejected,
            String rate,
            String state,
            String trouble,
            Act act) {}
}

package barid.newsletter.console;

import java.util.List;

/**
 * A page that says what an act on the sending will do, and asks for a reason, for a tick, or for both.
 *
 * @param confirm what has to be ticked, or empty
 * @param given the reason as it was written, when the page comes once more
 */
public record Decision(
        String title,
        List<String> says,
        String button,
        String action,
        String back,
        boolean reasonNeeded,
        String confirm,
        String given,
        String reasonError,
        String confirmError) {
    /** The page at first. */
    static Decision of(
            String title,
            List<String> says,
            String button,
            String action,
            String back,
            boolean reasonNeeded,
            String confirm) {
        return new Decision(title, says, button, action, back, reasonNeeded, confirm, "", "", "");
    }

    Decision with(String newGiven, String newReasonError, String newConfirmError) {
        return new Decision(
                title, says, button, action, back, reasonNeeded, confirm, newGiven, newReasonError, newConfirmError);
    }

    boolean refused() {
        return !reasonError.isEmpty() || !confirmError.isEmpty();
    }
}

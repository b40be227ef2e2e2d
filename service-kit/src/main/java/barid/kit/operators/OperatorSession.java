package barid.kit.operators;

import java.time.Instant;

/**
 * One operator at one browser.
 *
 * @param operator the token's name, the actor of every audit line
 * @param formToken to stand in the hidden field {@link #FORM_FIELD} of every form: it proves that the form is from this session
 */
public record OperatorSession(String operator, Instant ends, String formToken, String id) {
    /** The name of the hidden field. */
    public static final String FORM_FIELD = "form-token";

    /** Neither its id nor its proof is for a log. */
    @Override
    public String toString() {
        return "session of " + operator;
    }
}

package barid.newsletter.consent;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/**
 * One act, as it goes into the log.
 *
 * @param form where it came from: form, embedded, api, preferences, one-click, page, mailto, import, operator, retention
 * @param language of the page or mail; empty if there was none
 * @param text what she was shown and agreed to; empty if nothing was
 * @param details whatever is personal (address, choices, origin of an import); anything that Jackson writes, sealed
 */
public record ConsentAct(
        UUID subscriber, Act act, Instant at, String form, String language, String text, Map<String, Object> details) {
    public ConsentAct {
        if (!form.matches("[a-z][a-z-]{0,39}")) {
            throw new IllegalArgumentException("a form is named by lower-case letters and hyphens");
        }
        details = Map.copyOf(details);
    }
}

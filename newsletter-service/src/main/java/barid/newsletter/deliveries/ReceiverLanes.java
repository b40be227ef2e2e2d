package barid.newsletter.deliveries;

import java.util.Locale;
import java.util.Set;
import java.util.function.UnaryOperator;

/** The lane that a mailbox queues for: a named receiver's own, or the one that all others share. */
public record ReceiverLanes(Set<String> receivers) implements UnaryOperator<String> {
    static final String OTHERS = "others";

    @Override
    public String apply(String mailbox) {
        String domain = mailbox.substring(mailbox.indexOf('@') + 1).toLowerCase(Locale.ROOT);
        return receivers.contains(domain) ? domain : OTHERS;
    }
}

package barid.newsletter.preflight;

import barid.newsletter.mail.MailTransport;
import barid.newsletter.mail.Relays;
import barid.newsletter.mail.SmtpSettings;

import java.util.List;
import java.util.function.Supplier;

/** A relay, and how a connection to it is made as deliveries make theirs. */
public record Relay(String host, Supplier<MailTransport> connection) {
    /** Each of those that are set; {@code domain} is what we greet with unless the settings say another. */
    public static List<Relay> each(List<SmtpSettings> settings, String domain) {
        return settings.stream()
                .map(one -> new Relay(one.host(), () -> Relays.alone(one, domain)))
                .toList();
    }
}

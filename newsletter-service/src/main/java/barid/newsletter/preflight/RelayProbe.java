package barid.newsletter.preflight;

import barid.newsletter.mail.MailTransport;

import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/** Whether the relays let us in, by the settings that deliveries use: greeting, TLS and its certificate, sign-in. No mail. */
final class RelayProbe implements Probe {
    private final List<Relay> relays;

    RelayProbe(List<Relay> relays) {
        this.relays = relays;
    }

    @Override
    public List<Remark> look(Instant now) {
        List<Remark> remarks = relays.stream().map(RelayProbe::connect).toList();
        // One that is away is stepped in for by the others.
        return remarks.stream().anyMatch(remark -> remark.outcome() == Outcome.OK)
                ? remarks.stream().map(Remark::asAdvice).toList()
                : remarks;
    }

    private static Remark connect(Relay relay) {
        try (MailTransport transport = relay.connection().get()) {
            transport.open();
            return Remark.ok("relay.ok", relay.host());
        } catch (IOException e) {
            String reason = String.valueOf(e.getMessage());
            return Remark.failed(key(reason.toLowerCase(Locale.ROOT)), relay.host(), reason);
        }
    }

    private static String key(String reason) {
        if (reason.contains("authenticat")) {
            return "relay.sign-in";
        }
        return reason.contains("tls") || reason.contains("ssl") || reason.contains("certificate")
                ? "relay.tls"
                : "relay.away";
    }
}

package barid.newsletter.console;

import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.mail.Dkim;
import barid.newsletter.mail.MailTransport;

import java.io.IOException;
import java.time.InstantSource;
import java.util.function.Supplier;

/** Sends a preview to an address that an operator names, signed and over the relay as digests are. */
final class TestSend {
    private final Supplier<? extends MailTransport> relay;
    private final Dkim dkim;
    private final InstantSource clock;
    private final String envelopeFrom;

    /** {@code envelopeFrom} is where bounces of a test go. */
    TestSend(Supplier<? extends MailTransport> relay, Dkim dkim, InstantSource clock, String envelopeFrom) {
        this.relay = relay;
        this.dkim = dkim;
        this.clock = clock;
        this.envelopeFrom = envelopeFrom;
    }

    /** What the relay answered. */
    DeliveryResult send(String mailbox, byte[] message) {
        try (MailTransport transport = relay.get()) {
            transport.open();
            return transport.send(
                    envelopeFrom, mailbox, dkim.signed(Readdressed.to(mailbox, message), clock.instant()));
        } catch (IOException e) {
            return new DeliveryResult.NotTried(String.valueOf(e.getMessage()));
        }
    }
}

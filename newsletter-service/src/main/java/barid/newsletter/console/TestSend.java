package barid.newsletter.console;

import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.mail.MailTransport;

import java.io.IOException;
import java.util.function.Supplier;

/** Sends a preview to an address that an operator names, over the relay that digests take. */
final class TestSend {
    private final Supplier<? extends MailTransport> relay;
    private final String envelopeFrom;

    /** {@code envelopeFrom} is where bounces of a test go. */
    TestSend(Supplier<? extends MailTransport> relay, String envelopeFrom) {
        this.relay = relay;
        this.envelopeFrom = envelopeFrom;
    }

    /** What the relay answered. */
    DeliveryResult send(String mailbox, byte[] message) {
        try (MailTransport transport = relay.get()) {
            transport.open();
            return transport.send(envelopeFrom, mailbox, Readdressed.to(mailbox, message));
        } catch (IOException e) {
            return new DeliveryResult.NotTried(String.valueOf(e.getMessage()));
        }
    }
}

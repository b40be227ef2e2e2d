package barid.newsletter.subscriptions;

import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.mail.MailTransport;

import java.io.IOException;
import java.util.Optional;

/** Sends the mails that answer what a reader asked for; used by one thread at a time. */
final class NoticeSender {
    private final MailTransport transport;
    private final String envelopeFrom;

    NoticeSender(MailTransport transport, String envelopeFrom) {
        this.transport = transport;
        this.envelopeFrom = envelopeFrom;
    }

    /** Why it is to be tried again, without an address; empty if there is nothing left to try. */
    Optional<String> send(String mailbox, byte[] message) {
        DeliveryResult result = attempt(mailbox, message);
        if (result instanceof DeliveryResult.NotTried) {
            // A kept connection is closed by the relay after a while.
            result = attempt(mailbox, message);
        }
        return switch (result) {
            case DeliveryResult.Accepted accepted -> Optional.empty();
            // Nobody is there, or nobody who can be reached from here: it ends.
            case DeliveryResult.Rejected rejected -> Optional.empty();
            case DeliveryResult.Deferred(String code, String reason) -> Optional.of(reason);
            case DeliveryResult.Unanswered(String reason) -> Optional.of(reason);
            case DeliveryResult.NotTried(String reason) -> Optional.of(reason);
        };
    }

    private DeliveryResult attempt(String mailbox, byte[] message) {
        try {
            transport.open();
        } catch (IOException e) {
            return new DeliveryResult.NotTried(String.valueOf(e.getMessage()));
        }
        return transport.send(envelopeFrom, mailbox, message);
    }
}

package barid.newsletter.bounces;

import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Transport;

/** A breach: what reads reports must not answer them. */
final class PlantedAnswer {
    private PlantedAnswer() {}

    static void answer(Message message) throws MessagingException {
        Transport.send(message);
    }
}

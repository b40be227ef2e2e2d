package barid.newsletter.mail;

import java.io.IOException;

/** A connection over which mails leave, one after another. */
public interface MailTransport extends AutoCloseable {
    /** Connects, unless it is connected. */
    void open() throws IOException;

    /** Sends one message; a connection that broke is closed, and must be opened again. */
    DeliveryResult send(String envelopeFrom, String mailbox, byte[] message);

    @Override
    void close();
}

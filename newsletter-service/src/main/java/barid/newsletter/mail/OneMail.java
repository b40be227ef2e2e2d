package barid.newsletter.mail;

import org.jspecify.annotations.Nullable;

/** A single message as a source of one. */
final class OneMail implements MailTransport.Source, MailTransport.Outgoing {
    private final String envelopeFrom;
    private final String mailbox;
    private final byte[] message;
    private boolean given;
    private DeliveryResult result = new DeliveryResult.NotTried("not connected");

    OneMail(String envelopeFrom, String mailbox, byte[] message) {
        this.envelopeFrom = envelopeFrom;
        this.mailbox = mailbox;
        this.message = message;
    }

    @Override
    public boolean ready() {
        return true;
    }

    @Override
    public MailTransport.@Nullable Outgoing next() {
        if (given) {
            return null;
        }
        given = true;
        return this;
    }

    @Override
    public String envelopeFrom() {
        return envelopeFrom;
    }

    @Override
    public String mailbox() {
        return mailbox;
    }

    @Override
    public byte[] message() {
        return message;
    }

    @Override
    public void done(DeliveryResult became) {
        result = became;
    }

    DeliveryResult result() {
        return result;
    }
}

package barid.newsletter.mail;

import org.jspecify.annotations.Nullable;

import java.io.IOException;

/** A connection over which mails leave, one after another; used by one thread at a time. */
public interface MailTransport extends AutoCloseable {
    /** A mail on its way. */
    interface Outgoing {
        String envelopeFrom();

        String mailbox();

        /** The whole message, asked for just before it goes; null if it must not go any more. */
        byte @Nullable [] message();

        /** Whether it is certain that no line of the message begins with a dot. */
        default boolean dotless() {
            return false;
        }

        /** Told once of each mail that was given out. */
        void done(DeliveryResult result);
    }

    /** What there is to send. */
    interface Source {
        /** Whether {@link #next} would answer at once. */
        boolean ready();

        /** The next mail, or null if there is no more. May be asked before the last one is done. */
        @Nullable
        Outgoing next();
    }

    /** What goes over a relay at most, by all processes together: mails a second; 0: no limit. */
    record Limit(String relay, double perSecond) {
        static final Limit NONE = new Limit("", 0);

        /** Whether mails are counted out. */
        public boolean limits() {
            return perSecond > 0;
        }
    }

    /** The limit of the relay that it is connected to. */
    default Limit limit() {
        return Limit.NONE;
    }

    /** Told that the relay is at its limit for so long (nanoseconds): {@link #open} goes to one that has room meanwhile. */
    default void full(long nanos) {}

    /** In how many nanoseconds a relay has room; 0: now, as far as is known. */
    default long fullFor() {
        return 0;
    }

    /** Connects, unless it is connected. */
    void open() throws IOException;

    /**
     * Sends what there is until there is no more, or the connection breaks; a broken one is closed, and must be opened again.
     *
     * @return whether the connection is still there
     */
    boolean send(Source source);

    /** Sends one message. */
    default DeliveryResult send(String envelopeFrom, String mailbox, byte[] message) {
        OneMail mail = new OneMail(envelopeFrom, mailbox, message);
        send(mail);
        return mail.result();
    }

    @Override
    void close();
}

package barid.newsletter.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;

/**
 * One kept-open connection as Angus itself has it: four round trips a mail, and no notifications asked for. It is there for a
 * relay that does not bear what {@link SmtpTransport} does.
 */
final class PlainTransport implements MailTransport {
    private final RelayConnection relay;
    /** Speaks UTF-8 (RFC 6531); apart, since all mail of such a session demands it of the relay. */
    private final RelayConnection international;

    private @Nullable SMTPTransport connection;
    /** Nothing was said over it since the last mails: the relay may have gone meanwhile. */
    private boolean rested;

    PlainTransport(SmtpSettings settings, String domain) {
        this.relay = new RelayConnection(settings, domain, false);
        this.international = new RelayConnection(settings, domain, true);
    }

    @Override
    public void open() throws IOException {
        if (connection == null) {
            connection = relay.connect();
            rested = false;
        }
    }

    @Override
    public boolean send(Source source) {
        while (connection != null) {
            Outgoing mail = source.next();
            if (mail == null) {
                rested = true;
                return true;
            }
            byte[] message = mail.message();
            mail.done(message == null ? new DeliveryResult.NotTried("the sender stopped") : attempt(mail, message));
            if (message == null) {
                return true;
            }
        }
        return false;
    }

    private DeliveryResult attempt(Outgoing mail, byte[] message) {
        if (!SmtpExchange.ascii(mail.mailbox())) {
            return attemptInternational(mail, message);
        }
        SMTPTransport open = connection;
        if (open == null) {
            return new DeliveryResult.NotTried("not connected");
        }
        boolean first = rested;
        rested = false;
        Spliced content = new Spliced(relay.session(), message);
        try {
            submit(open, content, mail);
            return new DeliveryResult.Accepted();
        } catch (MessagingException e) {
            Reply answer = answer(e);
            if (answer == null || answer.code() == Reply.CLOSING || !open.isConnected()) {
                close();
            }
            boolean refused = answer != null && !(first && answer.code() == Reply.CLOSING);
            return result(e, refused ? answer : null, content.begun);
        }
    }

    private DeliveryResult attemptInternational(Outgoing mail, byte[] message) {
        Spliced content = new Spliced(international.session(), message);
        try (SMTPTransport open = international.connect()) {
            if (!open.supportsExtension("SMTPUTF8")) {
                return SmtpExchange.NO_SMTPUTF8;
            }
            submit(open, content, mail);
            return new DeliveryResult.Accepted();
        } catch (MessagingException e) {
            return result(e, answer(e), content.begun);
        } catch (IOException e) {
            return new DeliveryResult.NotTried(Reply.reason(String.valueOf(e.getMessage())));
        }
    }

    private static void submit(SMTPTransport open, Spliced content, Outgoing mail) throws MessagingException {
        content.setEnvelopeFrom(mail.envelopeFrom());
        open.sendMessage(content, new InternetAddress[] {new InternetAddress(mail.mailbox())});
    }

    private static DeliveryResult result(MessagingException e, @Nullable Reply answer, boolean begun) {
        if (answer != null) {
            return answer.refusal();
        }
        String reason = Reply.reason(e.toString());
        return begun ? new DeliveryResult.Unanswered(reason) : new DeliveryResult.NotTried(reason);
    }

    /** What the relay refused it with, if it did; a refused sender only for a time. */
    private static @Nullable Reply answer(MessagingException e) {
        for (Exception cause = e; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException failed && failed.getReturnCode() >= 400) {
                return new Reply(failed.getReturnCode(), String.valueOf(failed.getMessage()));
            }
            if (cause instanceof SMTPSendFailedException failed && failed.getReturnCode() >= 400) {
                boolean sender = String.valueOf(failed.getCommand()).startsWith("MAIL");
                String text = String.valueOf(failed.getMessage());
                return new Reply(sender ? Math.min(failed.getReturnCode(), 499) : failed.getReturnCode(), text);
            }
        }
        return null;
    }

    private static @Nullable Exception next(Exception e) {
        return e instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    @Override
    public void close() {
        SMTPTransport open = connection;
        connection = null;
        if (open != null) {
            try {
                open.close();
            } catch (MessagingException e) {
                // Nothing depends on how a connection ends.
            }
        }
    }

    /** Bytes that are a message already; Angus asks it for nothing but to write itself. */
    private static final class Spliced extends SMTPMessage {
        private final byte[] bytes;
        private boolean begun;

        Spliced(Session session, byte[] bytes) {
            super(session);
            this.bytes = bytes;
        }

        @Override
        public void writeTo(OutputStream out, String[] ignored) throws IOException {
            begun = true;
            out.write(bytes);
        }
    }
}

package barid.newsletter.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPMessage;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One kept-open connection to the relay; used by one thread at a time. */
public final class SmtpTransport implements MailTransport {
    private static final Pattern ENHANCED = Pattern.compile("\\b([245]\\.\\d{1,3}\\.\\d{1,3})\\b");
    private static final Pattern ADDRESS = Pattern.compile("[^\\s<>()]+@[^\\s<>()]+");
    private static final int REASON_LENGTH = 300;
    /** Non-ASCII addresses not permitted for that sender or recipient (RFC 6531 section 3.5). */
    private static final String NO_SMTPUTF8 = "5.6.7";

    private final SmtpSettings settings;
    private final Session session;
    /** Speaks UTF-8 (RFC 6531) to a relay that does; used for the few addresses that need it, so that no other mail demands it. */
    private final Session international;

    private jakarta.mail.@Nullable Transport transport;

    /** {@code domain} is what we greet with unless the settings say another. */
    public SmtpTransport(SmtpSettings settings, String domain) {
        this.settings = settings;
        Properties properties = new Properties();
        String protocol = settings.tls() == SmtpSettings.Tls.IMPLICIT ? "smtps" : "smtp";
        String prefix = "mail." + protocol + ".";
        properties.setProperty("mail.transport.protocol", protocol);
        properties.setProperty(prefix + "host", settings.host());
        properties.setProperty(prefix + "port", Integer.toString(settings.port()));
        properties.setProperty(prefix + "localhost", settings.helo().orElse(domain));
        properties.setProperty(
                prefix + "connectiontimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty(
                prefix + "timeout", Long.toString(settings.timeout().toMillis()));
        properties.setProperty(
                prefix + "writetimeout", Long.toString(settings.timeout().toMillis()));
        properties.setProperty(prefix + "auth", Boolean.toString(settings.user().isPresent()));
        properties.setProperty(
                prefix + "starttls.required", Boolean.toString(settings.tls() == SmtpSettings.Tls.STARTTLS));
        properties.setProperty(
                prefix + "starttls.enable", Boolean.toString(settings.tls() == SmtpSettings.Tls.STARTTLS));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "quitwait", "false");
        properties.setProperty(prefix + "allow8bitmime", "false");
        if (settings.tls() != SmtpSettings.Tls.IMPLICIT) {
            properties.put(prefix + "socketFactory", new PromptSocketFactory());
        }
        this.session = Session.getInstance(properties);
        Properties utf8 = new Properties();
        utf8.putAll(properties);
        utf8.setProperty("mail.mime.allowutf8", "true");
        this.international = Session.getInstance(utf8);
    }

    @Override
    public void open() throws IOException {
        if (transport != null) {
            return;
        }
        try {
            transport = connect(session);
        } catch (MessagingException e) {
            throw new IOException("the relay " + settings + " cannot be used: " + reason(e.toString()), e);
        }
    }

    private jakarta.mail.Transport connect(Session with) throws MessagingException {
        jakarta.mail.Transport opened;
        try {
            opened = with.getTransport();
        } catch (NoSuchProviderException e) {
            throw new IllegalStateException(e);
        }
        opened.connect(
                settings.host(),
                settings.port(),
                settings.user().orElse(null),
                settings.password().orElse(null));
        return opened;
    }

    @Override
    public DeliveryResult send(String envelopeFrom, String mailbox, byte[] message) {
        if (!mailbox.chars().allMatch(c -> c < 0x80)) {
            return sendInternational(envelopeFrom, mailbox, message);
        }
        jakarta.mail.Transport open = transport;
        if (open == null) {
            return new DeliveryResult.NotTried("not connected");
        }
        Spliced content = new Spliced(session, message);
        try {
            content.setEnvelopeFrom(envelopeFrom);
            open.sendMessage(content, new InternetAddress[] {new InternetAddress(mailbox)});
            return new DeliveryResult.Accepted();
        } catch (MessagingException e) {
            DeliveryResult result = classify(e, content.begun);
            if (!open.isConnected() || !answered(result)) {
                close();
            }
            return result;
        }
    }

    /** To a local part that is not ASCII; a relay without SMTPUTF8 will never take it. */
    private DeliveryResult sendInternational(String envelopeFrom, String mailbox, byte[] message) {
        Spliced content = new Spliced(international, message);
        jakarta.mail.@Nullable Transport open = null;
        try {
            open = connect(international);
            if (open instanceof SMTPTransport smtp && !smtp.supportsExtension("SMTPUTF8")) {
                return new DeliveryResult.Rejected(NO_SMTPUTF8, "the relay lacks SMTPUTF8");
            }
            content.setEnvelopeFrom(envelopeFrom);
            open.sendMessage(content, new InternetAddress[] {new InternetAddress(mailbox)});
            return new DeliveryResult.Accepted();
        } catch (MessagingException e) {
            return classify(e, content.begun);
        } finally {
            close(open);
        }
    }

    private static boolean answered(DeliveryResult result) {
        return switch (result) {
            case DeliveryResult.Accepted accepted -> true;
            case DeliveryResult.Deferred(String code, String reason) -> !code.equals("421");
            case DeliveryResult.Rejected rejected -> true;
            case DeliveryResult.Unanswered unanswered -> false;
            case DeliveryResult.NotTried notTried -> false;
        };
    }

    private static DeliveryResult classify(MessagingException e, boolean begun) {
        for (Exception cause = e; cause != null; cause = next(cause)) {
            if (cause instanceof SMTPAddressFailedException failed && failed.getReturnCode() >= 400) {
                return byCode(failed.getReturnCode(), String.valueOf(failed.getMessage()));
            }
            if (cause instanceof SMTPSendFailedException failed && failed.getReturnCode() >= 400) {
                // A refused sender is our fault or the relay's, never the reader's.
                boolean senderRefused = String.valueOf(failed.getCommand()).startsWith("MAIL");
                return senderRefused
                        ? deferred(failed.getReturnCode(), String.valueOf(failed.getMessage()))
                        : byCode(failed.getReturnCode(), String.valueOf(failed.getMessage()));
            }
        }
        return begun
                ? new DeliveryResult.Unanswered(reason(e.toString()))
                : new DeliveryResult.NotTried(reason(e.toString()));
    }

    private static @Nullable Exception next(Exception e) {
        return e instanceof MessagingException messaging ? messaging.getNextException() : null;
    }

    private static DeliveryResult byCode(int code, String text) {
        return code >= 500 ? new DeliveryResult.Rejected(enhanced(code, text), reason(text)) : deferred(code, text);
    }

    private static DeliveryResult deferred(int code, String text) {
        return new DeliveryResult.Deferred(code == 421 ? "421" : enhanced(code, text), reason(text));
    }

    private static String enhanced(int code, String text) {
        Matcher matcher = ENHANCED.matcher(text);
        return matcher.find() ? matcher.group(1) : Integer.toString(code);
    }

    /** What the server said, without addresses, since it is stored and shown. */
    private static String reason(String text) {
        String plain = ADDRESS.matcher(text)
                .replaceAll("(address)")
                .replaceAll("\\s+", " ")
                .strip();
        return plain.length() > REASON_LENGTH ? plain.substring(0, REASON_LENGTH) : plain;
    }

    @Override
    public void close() {
        jakarta.mail.Transport open = transport;
        transport = null;
        close(open);
    }

    private static void close(jakarta.mail.@Nullable Transport open) {
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

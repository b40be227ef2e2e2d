package barid.newsletter.mail;

import jakarta.mail.MessagingException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * One kept-open connection to a relay. Angus connects, negotiates TLS and authenticates; the mails themselves go by
 * {@link SmtpExchange}, since Angus has no PIPELINING.
 */
final class SmtpTransport implements MailTransport, StallWatch.Watched {
    private final RelayConnection relay;
    private @Nullable SMTPTransport connection;
    private @Nullable SmtpExchange exchange;
    private volatile @Nullable Socket socket;

    SmtpTransport(SmtpSettings settings, String domain) {
        this.relay = new RelayConnection(settings, domain, false);
    }

    @Override
    public void open() throws IOException {
        if (exchange != null) {
            return;
        }
        SMTPTransport opened = relay.connect();
        Socket own = relay.socket();
        Set<String> extensions = Stream.of("PIPELINING", "SMTPUTF8", "DSN")
                .filter(opened::supportsExtension)
                .collect(Collectors.toUnmodifiableSet());
        connection = opened;
        socket = own;
        exchange = new SmtpExchange(own.getInputStream(), own.getOutputStream(), extensions);
    }

    @Override
    public boolean send(Source source) {
        SmtpExchange open = exchange;
        if (open == null) {
            return false;
        }
        try {
            open.send(source);
            return true;
        } catch (IOException e) {
            close();
            return false;
        } catch (RuntimeException e) {
            close();
            throw e;
        }
    }

    @Override
    public long waitingSince() {
        SmtpExchange open = exchange;
        return open == null ? StallWatch.NOT_WAITING : open.waitingSince();
    }

    @Override
    public void cut() {
        Socket open = socket;
        if (open != null) {
            try {
                open.close();
            } catch (IOException e) {
                // It is closed either way.
            }
        }
    }

    @Override
    public void close() {
        SMTPTransport open = connection;
        connection = null;
        exchange = null;
        socket = null;
        if (open != null) {
            try {
                open.close();
            } catch (MessagingException e) {
                // Nothing depends on how a connection ends.
            }
        }
    }
}

package barid.newsletter.mail;

import jakarta.mail.MessagingException;
import jakarta.mail.NoSuchProviderException;
import jakarta.mail.Session;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.Socket;
import java.util.Properties;

/** How Angus connects to a relay: with STARTTLS, authentication and time-outs as set, on sockets that stay known. */
final class RelayConnection {
    private final SmtpSettings settings;
    private final Session session;
    private @Nullable Socket newest;

    /** {@code domain} is what we greet with unless the settings say another; {@code utf8}: all mail speaks it (RFC 6531). */
    RelayConnection(SmtpSettings settings, String domain, boolean utf8) {
        this.settings = settings;
        boolean implicit = settings.tls() == SmtpSettings.Tls.IMPLICIT;
        String protocol = implicit ? "smtps" : "smtp";
        String prefix = "mail." + protocol + ".";
        String startTls = Boolean.toString(settings.tls() == SmtpSettings.Tls.STARTTLS);
        String timeout = Long.toString(settings.timeout().toMillis());
        Properties properties = new Properties();
        properties.setProperty("mail.transport.protocol", protocol);
        properties.setProperty(prefix + "host", settings.host());
        properties.setProperty(prefix + "port", Integer.toString(settings.port()));
        properties.setProperty(prefix + "localhost", settings.helo().orElse(domain));
        properties.setProperty(
                prefix + "connectiontimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty(prefix + "timeout", timeout);
        properties.setProperty("mail.mime.allowutf8", Boolean.toString(utf8));
        properties.setProperty(prefix + "auth", Boolean.toString(settings.user().isPresent()));
        properties.setProperty(prefix + "starttls.required", startTls);
        properties.setProperty(prefix + "starttls.enable", startTls);
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "quitwait", "false");
        properties.setProperty(prefix + "allow8bitmime", "false");
        properties.put(prefix + "ssl.socketFactory", new KnownTlsFactory(socket -> newest = socket));
        if (!implicit) {
            properties.put(prefix + "socketFactory", new PromptSocketFactory(socket -> newest = socket));
        }
        this.session = Session.getInstance(properties);
    }

    Session session() {
        return session;
    }

    /** The socket of the last connection: under STARTTLS the encrypted one. */
    Socket socket() {
        if (newest == null) {
            throw new IllegalStateException("no connection was made");
        }
        return newest;
    }

    SMTPTransport connect() throws IOException {
        try {
            SMTPTransport transport = (SMTPTransport) session.getTransport();
            transport.connect(
                    settings.host(),
                    settings.port(),
                    settings.user().orElse(null),
                    settings.password().orElse(null));
            return transport;
        } catch (NoSuchProviderException e) {
            throw new IllegalStateException(e);
        } catch (MessagingException e) {
            throw new IOException("the relay " + settings + " cannot be used: " + Reply.reason(e.toString()), e);
        }
    }
}

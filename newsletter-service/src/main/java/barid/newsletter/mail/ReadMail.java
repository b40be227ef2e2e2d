package barid.newsletter.mail;

import jakarta.mail.BodyPart;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Properties;

/** A mail of ours as a mail reader understands it. */
public record ReadMail(String subject, String text, String html) {
    /** Reads a message with the two alternatives that ours have. */
    public static ReadMail of(byte[] message) {
        try {
            MimeMessage mail =
                    new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(message));
            MimeMultipart parts = (MimeMultipart) mail.getContent();
            return new ReadMail(mail.getSubject(), content(parts.getBodyPart(0)), content(parts.getBodyPart(1)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalArgumentException("not a mail of ours", e);
        }
    }

    private static String content(BodyPart part) throws MessagingException, IOException {
        return part.getContent().toString();
    }
}

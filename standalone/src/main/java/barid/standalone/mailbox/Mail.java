package barid.standalone.mailbox;

import com.icegreen.greenmail.store.StoredMessage;
import jakarta.mail.MessagingException;
import jakarta.mail.Multipart;
import jakarta.mail.Part;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeUtility;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.UnsupportedEncodingException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** One mail as it was received; templates see its records. */
public final class Mail {
    private final String id;
    private final MimeMessage message;
    private final Instant received;

    private Mail(StoredMessage stored) {
        this.id = Long.toString(stored.getUid());
        this.message = stored.getMimeMessage();
        this.received = stored.getReceivedDate().toInstant();
    }

    static Mail of(StoredMessage stored) {
        return new Mail(stored);
    }

    /** What the list shows of a mail. */
    public record Line(String id, String from, String to, String subject, Instant date, int bytes, String language) {}

    /** One header field, unfolded. */
    public record Field(String name, String value) {}

    Line line() {
        return read(() -> new Line(
                id,
                addresses("From"),
                addresses("To"),
                Optional.ofNullable(message.getSubject()).orElse(""),
                received,
                raw().length,
                language()));
    }

    /** The language of the mail itself; where articles fell back, the field names theirs after it (RFC 3282). */
    private String language() throws MessagingException {
        String languages = message.getHeader("Content-Language", null);
        return languages == null ? "en" : languages.split(",", 2)[0].strip();
    }

    List<Field> fields() {
        return read(() -> {
            Enumeration<jakarta.mail.Header> headers = message.getAllHeaders();
            return Collections.list(headers).stream()
                    .map(header -> new Field(header.getName(), header.getValue().replaceAll("\\s*\\R\\s*", " ")))
                    .toList();
        });
    }

    byte[] raw() {
        return read(() -> {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            message.writeTo(bytes);
            return bytes.toByteArray();
        });
    }

    /** The first part of this media type, decoded. */
    Optional<String> body(String type) {
        return read(() -> Optional.ofNullable(find(message, type)));
    }

    private static @Nullable String find(Part part, String type) throws MessagingException, IOException {
        if (part.isMimeType(type)) {
            return (String) part.getContent();
        }
        if (part.getContent() instanceof Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                String found = find(parts.getBodyPart(i), type);
                if (found != null) {
                    return found;
                }
            }
        }
        return null;
    }

    /** The field as a person reads it; as it stands if it is no list of addresses, since the mailbox takes any mail. */
    private String addresses(String field) throws MessagingException, UnsupportedEncodingException {
        String value = message.getHeader(field, ",");
        if (value == null) {
            return "";
        }
        try {
            return Arrays.stream(InternetAddress.parseHeader(value, false))
                    .map(InternetAddress::toUnicodeString)
                    .collect(Collectors.joining(", "));
        } catch (AddressException e) {
            return MimeUtility.decodeText(MimeUtility.unfold(value));
        }
    }

    private interface Reading<T> {
        T read() throws MessagingException, IOException;
    }

    private static <T> T read(Reading<T> reading) {
        try {
            return reading.read();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException("a mail in the mailbox cannot be read", e);
        }
    }
}

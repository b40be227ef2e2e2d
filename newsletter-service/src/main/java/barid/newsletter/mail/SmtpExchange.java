package barid.newsletter.mail;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Set;

/**
 * Mails over a connection that has said EHLO. Where the relay takes commands in advance (PIPELINING, RFC 2920) the next mail's
 * envelope goes in one write with the content before it, so that a mail costs one round trip instead of four.
 */
final class SmtpExchange {
    private static final byte[] END = {'\r', '\n', '.', '\r', '\n'};
    private static final String CLOSES = "the relay closes the connection: ";
    private static final byte[] NOTHING = {'.', '\r', '\n'};
    /** Non-ASCII addresses not permitted for that sender or recipient (RFC 6531 section 3.5). */
    static final DeliveryResult NO_SMTPUTF8 = new DeliveryResult.Rejected("5.6.7", "the relay lacks SMTPUTF8");

    private final ReplyReader replies;
    private final OutputStream out;
    private final boolean ahead;
    private final boolean international;
    private final boolean notifies;
    private final ByteBuilder buffer = new ByteBuilder(64 << 10);
    /** The last transaction was left open, and is to be reset first (RFC 5321 section 4.1.1.5). */
    private boolean open;
    /** Whether a RSET stands before the envelope that is on the wire. */
    private boolean resetting;

    /** Whether what the relay offers was asked just now: a relay may learn SMTPUTF8 while a connection is kept. */
    private boolean asked = true;

    /** Whether the relay answered since the connection was made or taken up again. */
    private boolean heard = true;

    /** When the wait for the last written bytes and their answer began. */
    private volatile long waitingSince;

    private MailTransport.@Nullable Outgoing current;
    private boolean begun;

    /** {@code extensions}: what the relay offers of PIPELINING, SMTPUTF8 and DSN. */
    SmtpExchange(InputStream in, OutputStream out, Set<String> extensions) {
        this.replies = new ReplyReader(in);
        this.out = out;
        this.ahead = extensions.contains("PIPELINING");
        this.international = extensions.contains("SMTPUTF8");
        this.notifies = extensions.contains("DSN");
    }

    /** Sends what the source has; each mail given out is told what became of it, also when this throws. */
    void send(MailTransport.Source source) throws IOException {
        heard = asked;
        try {
            begin(source);
            while (current != null) {
                step(current, source);
            }
        } catch (IOException | RuntimeException e) {
            MailTransport.Outgoing last = current;
            current = null;
            if (last != null) {
                String reason = Reply.reason(String.valueOf(e.getMessage()));
                last.done(begun ? new DeliveryResult.Unanswered(reason) : new DeliveryResult.NotTried(reason));
            }
            throw e;
        } finally {
            asked = false;
        }
    }

    /** The next mail alone. */
    private void begin(MailTransport.Source source) throws IOException {
        begun = false;
        current = next(source);
        if (current != null && ahead) {
            announce(current);
            flush();
        }
    }

    /** The current mail to its end; what is current afterwards has its envelope on the wire. */
    private void step(MailTransport.Outgoing mail, MailTransport.Source source) throws IOException {
        DeliveryResult refused = ahead ? answersToEnvelope() : envelope(mail);
        if (refused != null) {
            current = null;
            mail.done(refused);
            begin(source);
            return;
        }
        byte[] message = mail.message();
        if (message == null) {
            throw new IOException("the sender stopped");
        }
        content(message, mail.dotless());
        MailTransport.Outgoing following = ahead && source.ready() ? next(source) : null;
        if (following != null) {
            announce(following);
        }
        begun = true;
        Reply answer;
        try {
            flush();
            answer = answer();
        } catch (IOException e) {
            if (following != null) {
                following.done(new DeliveryResult.NotTried("the connection was lost"));
            }
            throw e;
        }
        begun = false;
        current = following;
        mail.done(answer.positive() ? new DeliveryResult.Accepted() : answer.refusal());
        if (answer.code() == Reply.CLOSING) {
            throw new IOException(CLOSES + Reply.reason(answer.text()));
        }
        if (following == null) {
            begin(source);
        }
    }

    /** A mail that this relay can be asked to take. */
    private MailTransport.@Nullable Outgoing next(MailTransport.Source source) throws IOException {
        while (true) {
            MailTransport.Outgoing mail = source.next();
            if (mail == null || international || ascii(mail.mailbox())) {
                return mail;
            }
            if (!asked) {
                String reason = "the relay is asked anew what it offers";
                mail.done(new DeliveryResult.NotTried(reason));
                throw new IOException(reason);
            }
            mail.done(NO_SMTPUTF8);
        }
    }

    private void announce(MailTransport.Outgoing mail) {
        resetting = open;
        open = false;
        if (resetting) {
            buffer.add("RSET\r\n");
        }
        buffer.add(from(mail)).add(to(mail)).add("DATA\r\n");
    }

    /** What the answers to an envelope that went ahead come to: null to go on, else why not. */
    private @Nullable DeliveryResult answersToEnvelope() throws IOException {
        if (resetting) {
            closing(answer());
        }
        Reply from = closing(answer());
        Reply to = closing(answer());
        Reply data = closing(answer());
        if (from.positive() && to.positive() && data.goOn()) {
            return null;
        }
        if (data.goOn()) {
            // It waits for a content that nobody is to get (RFC 2920 section 3.1).
            buffer.add(NOTHING);
            flush();
            closing(answer());
        } else {
            open = from.positive();
        }
        return refusal(from, to, data);
    }

    /** The envelope step by step, for a relay that takes nothing in advance. */
    private @Nullable DeliveryResult envelope(MailTransport.Outgoing mail) throws IOException {
        if (open) {
            say("RSET\r\n");
            open = false;
        }
        Reply from = say(from(mail));
        Reply to = from.positive() ? say(to(mail)) : from;
        Reply data = to.positive() ? say("DATA\r\n") : to;
        if (data.goOn()) {
            return null;
        }
        open = from.positive();
        return refusal(from, to, data);
    }

    private void flush() throws IOException {
        waitingSince = System.nanoTime();
        buffer.writeTo(out);
    }

    private Reply answer() throws IOException {
        waitingSince = System.nanoTime();
        Reply reply = replies.next();
        waitingSince = StallWatch.NOT_WAITING;
        return reply;
    }

    /** See {@link StallWatch.Watched#waitingSince}. */
    long waitingSince() {
        return waitingSince;
    }

    private Reply say(String command) throws IOException {
        buffer.add(command);
        flush();
        return closing(answer());
    }

    private static DeliveryResult refusal(Reply from, Reply to, Reply data) {
        if (!from.positive()) {
            // Our fault or the relay's, never the reader's.
            return new DeliveryResult.Deferred(from.status(), Reply.reason(from.text()));
        }
        return to.positive() ? data.refusal() : to.refusal();
    }

    /**
     * After 421 nothing more is answered: what it refused is deferred (RFC 5321 section 3.8). The first thing that a kept connection
     * hears it refuses nothing: the relay went while there was nothing to say to it.
     */
    private Reply closing(Reply reply) throws IOException {
        if (reply.code() == Reply.CLOSING) {
            String closes = CLOSES + Reply.reason(reply.text());
            MailTransport.Outgoing refused = current;
            current = null;
            if (refused != null) {
                refused.done(heard ? reply.refusal() : new DeliveryResult.NotTried(closes));
            }
            throw new IOException(closes);
        }
        heard = true;
        return reply;
    }

    private String from(MailTransport.Outgoing mail) {
        StringBuilder line = new StringBuilder(160)
                .append("MAIL FROM:<")
                .append(mail.envelopeFrom())
                .append('>');
        if (!ascii(mail.mailbox())) {
            line.append(" BODY=8BITMIME SMTPUTF8");
        }
        if (notifies) {
            // RFC 3461: of a failed delivery the header is enough, and it names this one.
            line.append(" RET=HDRS ENVID=").append(xtext(mail.envelopeFrom()));
        }
        return line.append("\r\n").toString();
    }

    private String to(MailTransport.Outgoing mail) {
        StringBuilder line = new StringBuilder(160)
                .append("RCPT TO:<")
                .append(mail.mailbox())
                .append('>');
        if (notifies) {
            line.append(" NOTIFY=FAILURE");
            if (ascii(mail.mailbox())) {
                line.append(" ORCPT=rfc822;").append(xtext(mail.mailbox()));
            }
        }
        return line.append("\r\n").toString();
    }

    /** RFC 3461 section 4. */
    private static String xtext(String text) {
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c <= ' ' || c > '~' || c == '+' || c == '=') {
                encoded.append('+')
                        .append(Character.toUpperCase(Character.forDigit(c >> 4 & 15, 16)))
                        .append(Character.toUpperCase(Character.forDigit(c & 15, 16)));
            } else {
                encoded.append(c);
            }
        }
        return encoded.toString();
    }

    static boolean ascii(String mailbox) {
        for (int i = 0; i < mailbox.length(); i++) {
            if (mailbox.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    /** The content with its dots doubled at the start of lines (RFC 5321 section 4.5.2), and its end. */
    private void content(byte[] message, boolean dotless) {
        int from = 0;
        for (int i = 0; i < message.length && !dotless; i++) {
            if (message[i] == '.' && (i == 0 || message[i - 1] == '\n')) {
                buffer.add(message, from, i).add(NOTHING, 0, 1);
                from = i;
            }
        }
        buffer.add(message, from, message.length);
        boolean ended = message.length > 1 && message[message.length - 1] == '\n';
        buffer.add(END, ended ? 2 : 0, END.length);
    }
}

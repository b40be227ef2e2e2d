package barid.newsletter;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An SMTP server that keeps and counts what it is sent, and answers as it is told. */
public final class SmtpSink implements AutoCloseable {
    /** A mail as it came over the wire, with its envelope. */
    public record Mail(String from, String to, String content) {
        /** A field of the header, unfolded. */
        public Optional<String> header(String name) {
            Matcher matcher = Pattern.compile("^" + Pattern.quote(name) + ": (.*(?:\r\n[ \t].*)*)", Pattern.MULTILINE)
                    .matcher(content.substring(0, content.indexOf("\r\n\r\n") + 2));
            return matcher.find()
                    ? Optional.of(matcher.group(1).replaceAll("\r\n[ \t]", " ").strip())
                    : Optional.empty();
        }

        public String messageId() {
            return header("Message-ID").orElseThrow();
        }
    }

    private final List<Mail> mails = new CopyOnWriteArrayList<>();
    private final AtomicInteger refused = new AtomicInteger();
    private volatile boolean away;
    private volatile boolean international;
    private volatile Function<String, String> onRecipient = address -> "250 2.1.5 ok";
    private volatile Function<Mail, String> onContent = mail -> "250 2.0.0 ok";
    /** The last, since it serves at once. */
    private final Listening listening = new Listening((socket, number) -> serve(socket)).start();

    public int port() {
        return listening.port();
    }

    /** Answers each RCPT by the address. */
    public void answerRecipients(Function<String, String> answer) {
        onRecipient = answer;
    }

    /** Answers each content, after it is kept; an empty answer cuts the connection. May block. */
    public void answerContents(Function<Mail, String> answer) {
        onContent = answer;
    }

    /** Whether it offers SMTPUTF8 (RFC 6531). */
    public void international(boolean now) {
        international = now;
    }

    /** While away it hangs up on whoever connects. */
    public void away(boolean now) {
        away = now;
    }

    /** How many it hung up on. */
    public int refused() {
        return refused.get();
    }

    public List<Mail> mails() {
        return List.copyOf(mails);
    }

    public List<Mail> mailsTo(String address) {
        return mails.stream().filter(mail -> mail.to().equals(address)).toList();
    }

    public void forget() {
        mails.clear();
    }

    private void serve(Socket socket) throws IOException {
        try (InputStream in = new BufferedInputStream(socket.getInputStream());
                OutputStream out = new BufferedOutputStream(socket.getOutputStream())) {
            if (away) {
                refused.incrementAndGet();
                return;
            }
            say(out, "220 sink ready");
            String from = "";
            String to = "";
            while (true) {
                String line = line(in);
                String verb = line.split("[ :]", 2)[0].toUpperCase(java.util.Locale.ROOT);
                switch (verb) {
                    case "EHLO" ->
                        say(
                                out,
                                "250-sink\r\n" + (international ? "250-8BITMIME\r\n250-SMTPUTF8\r\n" : "")
                                        + "250 ENHANCEDSTATUSCODES");
                    case "MAIL" -> {
                        from = address(line);
                        say(out, "250 2.1.0 ok");
                    }
                    case "RCPT" -> {
                        to = address(line);
                        say(out, onRecipient.apply(to));
                    }
                    case "DATA" -> {
                        say(out, "354 go on");
                        Mail mail = new Mail(from, to, content(in));
                        mails.add(mail);
                        String answer = onContent.apply(mail);
                        if (answer.isEmpty()) {
                            return;
                        }
                        say(out, answer);
                    }
                    case "QUIT" -> {
                        say(out, "221 bye");
                        return;
                    }
                    case "" -> {
                        return;
                    }
                    default -> say(out, "250 ok");
                }
            }
        }
    }

    private static String address(String line) {
        return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
    }

    private static String content(InputStream in) throws IOException {
        StringBuilder content = new StringBuilder();
        for (String line = line(in); !line.equals("."); line = line(in)) {
            content.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
        }
        return content.toString();
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int b = in.read(); b != '\n'; b = in.read()) {
            if (b < 0) {
                throw new IOException("closed");
            }
            if (b != '\r') {
                line.write(b);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }

    private static void say(OutputStream out, String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
    }

    /** Cuts every connection. */
    public void cut() {
        listening.cut();
    }

    @Override
    public void close() {
        listening.close();
    }
}

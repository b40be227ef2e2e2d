package barid.newsletter;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * An SMTP server for many mails: it takes commands in advance (RFC 2920), and of a mail keeps who got it when and under which
 * Message-ID. What it does instead of going on is told by a {@link Script}.
 */
public final class CountingSink implements AutoCloseable {
    /** A mail that was taken: {@link System#nanoTime} just before the 250 went out. */
    public record Taken(String to, String messageId, long at) {}

    /** What a server does at a stage of the dialogue. */
    @FunctionalInterface
    public interface Script {
        Script PLAIN = (connection, stage, line) -> "";

        /**
         * The answer to give at this stage ({@code connect}, a command's verb, {@code content} in mid-content, {@code end} when a
         * mail is whole but not yet taken, {@code taken} when it is, {@code reset} for RSET): empty for the usual one, {@code cut} to
         * cut the connection. May block.
         */
        String at(int connection, String stage, String line) throws InterruptedException;
    }

    private final List<Taken> taken = new ArrayList<>();
    private volatile Script script = Script.PLAIN;
    private volatile boolean pipelining = true;
    private volatile boolean away;
    /** The last, since it serves at once. */
    private final Listening listening = new Listening(this::serve).start();

    public int port() {
        return listening.port();
    }

    public void script(Script now) {
        script = now;
    }

    public void pipelining(boolean now) {
        pipelining = now;
    }

    /** While away it hangs up on whoever connects, and on whoever is there. */
    public void away(boolean now) {
        away = now;
        if (now) {
            cut();
        }
    }

    /** Everything taken so far, in order. */
    public List<Taken> taken() {
        synchronized (taken) {
            return List.copyOf(taken);
        }
    }

    public int count() {
        synchronized (taken) {
            return taken.size();
        }
    }

    /** How many connections there were. */
    public int connections() {
        return listening.connections();
    }

    /** Copies of each mail beyond its first, by reader. */
    public Map<String, List<Taken>> byReader() {
        Map<String, List<Taken>> byReader = new java.util.HashMap<>();
        taken().forEach(mail ->
                byReader.computeIfAbsent(mail.to(), to -> new ArrayList<>()).add(mail));
        return byReader;
    }

    private void serve(Socket socket, int number) throws IOException, InterruptedException {
        try (Wire wire = new Wire(socket)) {
            if (!away) {
                dialogue(wire, number);
            }
        }
    }

    private void dialogue(Wire wire, int number) throws IOException, InterruptedException {
        wire.say(answer(number, "connect", "", "220 sink ready"));
        boolean from = false;
        String to = "";
        while (true) {
            String line = wire.line();
            String verb = line.split("[ :]", 2)[0].toUpperCase(Locale.ROOT);
            switch (verb) {
                case "EHLO" ->
                    wire.say(answer(
                            number,
                            verb,
                            line,
                            "250-sink\r\n" + (pipelining ? "250-PIPELINING\r\n" : "") + "250 ENHANCEDSTATUSCODES"));
                case "MAIL" -> {
                    to = "";
                    String answer = answer(number, verb, line, "250 2.1.0 ok");
                    from = answer.startsWith("250");
                    wire.say(answer);
                }
                case "RCPT" -> {
                    String address = line.substring(line.indexOf('<') + 1, line.indexOf('>'));
                    String answer = from ? answer(number, verb, address, "250 2.1.5 ok") : "503 5.5.1 MAIL first";
                    to = answer.startsWith("250") ? address : "";
                    wire.say(answer);
                }
                case "DATA" -> {
                    // Some servers ask for a content although all recipients were refused.
                    boolean asks = !to.isEmpty() || number % 2 == 0;
                    String answer = asks ? answer(number, verb, to, "354 go on") : "554 5.5.1 no valid recipients";
                    wire.say(answer);
                    if (answer.startsWith("354")) {
                        wire.say(content(wire, number, to));
                    }
                }
                case "QUIT" -> {
                    wire.say("221 bye");
                    return;
                }
                default -> wire.say(answer(number, verb, line, "250 2.0.0 ok"));
            }
        }
    }

    private String content(Wire wire, int number, String to) throws IOException, InterruptedException {
        String messageId = "";
        boolean first = true;
        for (String line = wire.line(); !line.equals("."); line = wire.line()) {
            if (first) {
                answer(number, "content", to, "");
                first = false;
            }
            if (line.startsWith("Message-ID:")) {
                messageId = line;
            }
        }
        if (to.isEmpty()) {
            return "554 5.5.1 no valid recipients";
        }
        String refusal = answer(number, "end", to, "");
        if (!refusal.isEmpty()) {
            return refusal;
        }
        synchronized (taken) {
            taken.add(new Taken(to, messageId, System.nanoTime()));
        }
        return answer(number, "taken", to, "250 2.0.0 ok");
    }

    private String answer(int number, String stage, String line, String usual)
            throws IOException, InterruptedException {
        String answer = script.at(number, stage, line);
        if (answer.equals("cut")) {
            throw new IOException("cut at " + stage);
        }
        return answer.isEmpty() ? usual : answer;
    }

    /** Lines over a socket, read in pieces. */
    private static final class Wire implements AutoCloseable {
        private final InputStream in;
        private final OutputStream out;
        private byte[] line = new byte[1_024];

        Wire(Socket socket) throws IOException {
            in = new BufferedInputStream(socket.getInputStream(), 64 << 10);
            out = socket.getOutputStream();
        }

        String line() throws IOException {
            int length = 0;
            for (int b = in.read(); b != '\n'; b = in.read()) {
                if (b < 0) {
                    throw new IOException("closed");
                }
                if (length == line.length) {
                    line = java.util.Arrays.copyOf(line, 2 * length);
                }
                line[length++] = (byte) b;
            }
            if (length > 0 && line[length - 1] == '\r') {
                length--;
            }
            return new String(line, 0, length, StandardCharsets.UTF_8);
        }

        void say(String text) throws IOException {
            out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void close() throws IOException {
            out.close();
        }
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

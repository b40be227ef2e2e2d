package barid.kit;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/** A real SMTP server (RFC 5321) that keeps what it accepted, in order, and may be made to wait before each acceptance. */
public final class TestSmtpServer implements AutoCloseable {
    private final ServerSocket socket;
    private final List<Accepted> accepted = new CopyOnWriteArrayList<>();
    private volatile Consumer<String> beforeAccepting = recipient -> {};

    /** One accepted mail; {@code raw} is the message with line feeds alone. */
    public record Accepted(String recipient, String raw) {
        /** The value of the first field of this name, unfolded; "" if there is none. */
        public String header(String name) {
            StringBuilder value = new StringBuilder();
            boolean inside = false;
            for (String line : raw.split("\n", -1)) {
                if (line.isEmpty()) {
                    break;
                }
                boolean folded = line.startsWith(" ") || line.startsWith("\t");
                if (inside && !folded) {
                    break;
                }
                if (!folded && line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                    inside = true;
                    value.append(line.substring(name.length() + 1).strip());
                } else if (inside) {
                    value.append(' ').append(line.strip());
                }
            }
            return value.toString();
        }
    }

    public TestSmtpServer() {
        try {
            this.socket = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::serve);
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** What was answered with 250 so far. */
    public List<Accepted> accepted() {
        return List.copyOf(accepted);
    }

    /** Runs {@code action} with the recipient when a mail has arrived whole, before it is accepted. */
    public void beforeAccepting(Consumer<String> action) {
        beforeAccepting = action;
    }

    private void serve() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread.ofVirtual().start(() -> talk(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void talk(Socket client) {
        try (client;
                BufferedReader in = new BufferedReader(
                        new InputStreamReader(client.getInputStream(), StandardCharsets.ISO_8859_1))) {
            client.setTcpNoDelay(true);
            OutputStream out = client.getOutputStream();
            reply(out, "220 test ESMTP");
            String recipient = "";
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.substring(0, Math.min(4, line.length())).toUpperCase(Locale.ROOT)) {
                    case "EHLO" -> reply(out, "250-test\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES");
                    case "RCPT" -> {
                        recipient = line.replaceAll("(?i)^RCPT TO:\\s*<([^>]*)>.*$", "$1");
                        reply(out, "250 2.1.5 OK");
                    }
                    case "DATA" -> {
                        reply(out, "354 go on");
                        String raw = message(in);
                        beforeAccepting.accept(recipient);
                        accepted.add(new Accepted(recipient, raw));
                        reply(out, "250 2.0.0 accepted");
                    }
                    case "QUIT" -> {
                        reply(out, "221 2.0.0 bye");
                        return;
                    }
                    default -> reply(out, "250 2.0.0 OK");
                }
            }
        } catch (IOException e) {
            // The client went away in mid-dialogue; what it had not finished was not accepted.
        }
    }

    private static String message(BufferedReader in) throws IOException {
        StringBuilder raw = new StringBuilder();
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            if (line.equals(".")) {
                return raw.toString();
            }
            raw.append(line.startsWith(".") ? line.substring(1) : line).append('\n');
        }
        throw new IOException("the message was cut");
    }

    private static void reply(OutputStream out, String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

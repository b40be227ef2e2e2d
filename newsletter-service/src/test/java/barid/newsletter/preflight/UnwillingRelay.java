package barid.newsletter.preflight;

import com.icegreen.greenmail.util.DummySSLServerSocketFactory;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;

/** A relay that nobody should send a mail to, or that lets nobody send one; keeps every command that it hears. */
final class UnwillingRelay implements AutoCloseable {
    /** What is wrong with it. */
    enum Fault {
        NO_STARTTLS,
        /** Signed by nobody whom we trust. */
        WRONG_CERTIFICATE,
        /** Signed by whom we trust, for another host. */
        CERTIFICATE_OF_ANOTHER,
        SIGN_IN_REFUSED
    }

    private final ServerSocket server;
    private final Fault fault;
    private final List<String> commands = new CopyOnWriteArrayList<>();

    UnwillingRelay(Fault fault) {
        this.fault = fault;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    List<String> commands() {
        return List.copyOf(commands);
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                Thread.ofVirtual().start(() -> {
                    try (socket) {
                        say(socket, "220 relay ready");
                        converse(socket);
                    } catch (IOException | GeneralSecurityException e) {
                        // The client has gone.
                    }
                });
            } catch (IOException e) {
                return;
            }
        }
    }

    private void converse(Socket socket) throws IOException, GeneralSecurityException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            commands.add(line);
            switch (line.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
                case "EHLO" -> say(socket, "250-relay\r\n" + offer() + "250 ENHANCEDSTATUSCODES");
                case "STARTTLS" -> {
                    say(socket, "220 2.0.0 go ahead");
                    converse(secured(socket));
                    return;
                }
                case "AUTH" -> say(socket, "535 5.7.8 no such user, or not this password");
                case "QUIT" -> {
                    say(socket, "221 bye");
                    return;
                }
                default -> say(socket, "250 ok");
            }
        }
    }

    private String offer() {
        return switch (fault) {
            case NO_STARTTLS -> "";
            case WRONG_CERTIFICATE, CERTIFICATE_OF_ANOTHER -> "250-STARTTLS\r\n";
            case SIGN_IN_REFUSED -> "250-AUTH PLAIN LOGIN\r\n";
        };
    }

    /** With GreenMail's own certificate, or {@link OtherHost}'s. */
    private Socket secured(Socket socket) throws IOException, GeneralSecurityException {
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(
                fault == Fault.CERTIFICATE_OF_ANOTHER
                        ? OtherHost.keys()
                        : new DummySSLServerSocketFactory().getKeyStore(),
                "changeit".toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        SSLSocket secured = (SSLSocket) context.getSocketFactory().createSocket(socket, null, socket.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private static void say(Socket socket, String text) throws IOException {
        socket.getOutputStream().write((text + "\r\n").getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package barid.newsletter.bounces;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** An IMAP server as seen through a line that breaks off, unnoticed, when the client wants to change the flags of messages. */
final class StoppedStore implements AutoCloseable {
    private final ServerSocket server;
    private final int behind;
    private volatile boolean stopped;

    /** Before the server at {@code behind}. */
    StoppedStore(int behind) throws IOException {
        this.behind = behind;
        this.server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Whether the client asked. */
    boolean stopped() {
        return stopped;
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket client = server.accept();
                Socket through = new Socket(InetAddress.getLoopbackAddress(), behind);
                Thread.ofVirtual().start(() -> answers(through, client));
                Thread.ofVirtual().start(() -> commands(client, through));
            } catch (IOException e) {
                return;
            }
        }
    }

    private static void answers(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // Either side has gone.
        }
    }

    private void commands(Socket from, Socket to) {
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(from.getInputStream(), StandardCharsets.ISO_8859_1));
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains(" STORE ")) {
                    stopped = true;
                    return;
                }
                to.getOutputStream().write((line + "\r\n").getBytes(StandardCharsets.ISO_8859_1));
                to.getOutputStream().flush();
            }
            to.close();
        } catch (IOException e) {
            // Either side has gone.
        }
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

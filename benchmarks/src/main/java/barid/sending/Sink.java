package barid.sending;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Postfix's smtp-sink, which takes mails and forgets them. */
final class Sink implements AutoCloseable {
    private final Process process;
    private final int port;

    Sink() throws IOException, InterruptedException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        process = new ProcessBuilder("smtp-sink", "-u", "nobody", "127.0.0.1:" + port, "1000")
                .inheritIO()
                .start();
        for (int tries = 0; !there(); tries++) {
            if (tries == 200) {
                throw new IOException("smtp-sink does not listen");
            }
            Thread.sleep(20);
        }
    }

    private boolean there() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return port;
    }

    @Override
    public void close() {
        process.destroy();
    }
}

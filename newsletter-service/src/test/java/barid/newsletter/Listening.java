package barid.newsletter;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A free port of this machine: serves each connection on a thread of its own, and can cut them all. */
final class Listening implements AutoCloseable {
    /** Serves one connection, which is closed when it returns or throws; {@code number} counts from 1. */
    @FunctionalInterface
    interface Service {
        void serve(Socket socket, int number) throws IOException, InterruptedException;
    }

    private final ServerSocket server;
    private final Service service;
    private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();
    private volatile int connections;

    Listening(Service service) {
        this.service = service;
        try {
            server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Listening start() {
        Thread.ofVirtual().start(this::accept);
        return this;
    }

    int port() {
        return server.getLocalPort();
    }

    /** How many connections there were. */
    int connections() {
        return connections;
    }

    private void accept() {
        for (int number = 1; !server.isClosed(); number++) {
            try {
                Socket socket = server.accept();
                socket.setTcpNoDelay(true);
                sockets.add(socket);
                connections = number;
                int its = number;
                Thread.ofVirtual().start(() -> serve(socket, its));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket, int number) {
        try (socket) {
            service.serve(socket, number);
        } catch (IOException | InterruptedException e) {
            // The client is gone, or is to believe that we are.
        } finally {
            sockets.remove(socket);
        }
    }

    /** Cuts every connection. */
    void cut() {
        sockets.forEach(socket -> {
            try {
                socket.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }
}

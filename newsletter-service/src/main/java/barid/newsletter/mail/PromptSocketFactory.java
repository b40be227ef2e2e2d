package barid.newsletter.mail;

import javax.net.SocketFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;

/**
 * Sockets that send at once (TCP_NODELAY). Angus sets no such option and writes in pieces, so that Nagle's algorithm and
 * delayed acknowledgements together hold each mail up for some 40 ms.
 */
final class PromptSocketFactory extends SocketFactory {
    private final Consumer<Socket> made;

    /** {@code made} is told of each socket. */
    PromptSocketFactory(Consumer<Socket> made) {
        this.made = made;
    }

    @Override
    public Socket createSocket() throws IOException {
        return prompt(new Socket());
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return prompt(new Socket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return prompt(new Socket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return prompt(new Socket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return prompt(new Socket(host, port, local, localPort));
    }

    private Socket prompt(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        made.accept(socket);
        return socket;
    }
}

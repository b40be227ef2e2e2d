package barid.newsletter.mail;

import javax.net.ssl.SSLSocketFactory;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.function.Consumer;

/** The platform's TLS sockets, each of which is told: after STARTTLS it is the one to write to. */
final class KnownTlsFactory extends SSLSocketFactory {
    private final SSLSocketFactory platform = (SSLSocketFactory) SSLSocketFactory.getDefault();
    private final Consumer<Socket> made;

    KnownTlsFactory(Consumer<Socket> made) {
        this.made = made;
    }

    @Override
    public String[] getDefaultCipherSuites() {
        return platform.getDefaultCipherSuites();
    }

    @Override
    public String[] getSupportedCipherSuites() {
        return platform.getSupportedCipherSuites();
    }

    @Override
    public Socket createSocket() throws IOException {
        return known(platform.createSocket());
    }

    @Override
    public Socket createSocket(Socket socket, String host, int port, boolean autoClose) throws IOException {
        return known(platform.createSocket(socket, host, port, autoClose));
    }

    @Override
    public Socket createSocket(String host, int port) throws IOException {
        return known(platform.createSocket(host, port));
    }

    @Override
    public Socket createSocket(String host, int port, InetAddress local, int localPort) throws IOException {
        return known(platform.createSocket(host, port, local, localPort));
    }

    @Override
    public Socket createSocket(InetAddress host, int port) throws IOException {
        return known(platform.createSocket(host, port));
    }

    @Override
    public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort) throws IOException {
        return known(platform.createSocket(host, port, local, localPort));
    }

    private Socket known(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        made.accept(socket);
        return socket;
    }
}

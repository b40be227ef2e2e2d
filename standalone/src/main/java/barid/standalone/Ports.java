package barid.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The ports of one installation. */
record Ports(
        int articles,
        int feeds,
        int newsletter,
        int mailboxPage,
        int smtp,
        int imap,
        int articlesAdmin,
        int feedsAdmin,
        int newsletterAdmin) {

    /** The ports that the documentation names. */
    static Ports standard() {
        return new Ports(8081, 8082, 8083, 8084, 3025, 3143, 9081, 9082, 9083);
    }

    /** Nine ports in a row. */
    static Ports from(int first) {
        return new Ports(first, first + 1, first + 2, first + 3, first + 4, first + 5, first + 6, first + 7, first + 8);
    }

    /** Nine ports that nobody had a moment ago. */
    static Ports free() {
        List<ServerSocket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 9; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
            }
            List<Integer> p = sockets.stream().map(ServerSocket::getLocalPort).toList();
            return new Ports(p.get(0), p.get(1), p.get(2), p.get(3), p.get(4), p.get(5), p.get(6), p.get(7), p.get(8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            sockets.forEach(Ports::close);
        }
    }

    /** The first of these ports that somebody else holds, with what it was for. */
    Optional<String> taken(boolean mailbox) {
        Map<String, Integer> wanted = new LinkedHashMap<>();
        wanted.put("article-service", articles);
        wanted.put("feed-service", feeds);
        wanted.put("newsletter-service", newsletter);
        if (mailbox) {
            wanted.put("the mailbox page", mailboxPage);
            wanted.put("SMTP", smtp);
            wanted.put("IMAP", imap);
        }
        wanted.put("article-service's admin port", articlesAdmin);
        wanted.put("feed-service's admin port", feedsAdmin);
        wanted.put("newsletter-service's admin port", newsletterAdmin);
        return wanted.entrySet().stream()
                .filter(port -> !isFree(port.getValue()))
                .findFirst()
                .map(port ->
                        "Port " + port.getValue() + " (" + port.getKey() + ") is taken; --port N moves all ports.");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(port));
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    private static void close(ServerSocket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package barid.serving;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.kit.changes.ChangePage;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** A change feed that tells of the same changes to everyone, and of nothing afterwards. */
final class ChangeSource implements AutoCloseable {
    private final HttpServer server;
    private final List<Change> changes;
    private final CountDownLatch closed = new CountDownLatch(1);

    ChangeSource(List<Change> changes) throws IOException {
        this.changes = changes;
        this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/changes", this::answer);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = exchange.getRequestURI().getQuery();
        boolean first = !query.contains("after=");
        if (!first && !query.contains("wait=0")) {
            try {
                closed.await(20, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        byte[] page = ChangeJson.write(
                new ChangePage(changes.size() + ".a", Articles.AUTHORITY, first ? changes : List.of()));
        try (exchange) {
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
        }
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
    }
}

package barid.newsletter;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.kit.changes.ChangePage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** article-service's change feed as a small server: compacted, with long polls, and able to lose its cursors. */
public final class TestFeed implements AutoCloseable {
    private final HttpServer server;
    private final TreeMap<Long, Change> log = new TreeMap<>();
    private final Set<String> quiet = new HashSet<>();
    private long position;
    private int epoch = 1;

    public TestFeed() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/api/changes", this::answer);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    }

    /** Announces; what was announced of the same translation or topic before is no longer listed. */
    public synchronized void announce(Change... changes) {
        for (Change change : changes) {
            log.values().removeIf(old -> old.key().equals(change.key()));
            log.put(++position, at(change, position));
        }
        notifyAll();
    }

    /** Announces what an archive of another installation brought. */
    public synchronized void announceQuietly(Change... changes) {
        announce(changes);
        for (Change change : changes) {
            quiet.add(change.key());
        }
    }

    private static Change at(Change change, long position) {
        try {
            ObjectMapper mapper = new ObjectMapper();
            ObjectNode json = (ObjectNode) mapper.readTree(ChangeJson.write(change));
            json.put("position", position);
            return ChangeJson.read(mapper.writeValueAsString(json));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The database was put back: every cursor given so far is unknown, and all that stands is announced anew. */
    public synchronized void restore() {
        epoch++;
        notifyAll();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Map<String, String> query = new TreeMap<>();
        Arrays.stream(exchange.getRequestURI().getQuery().split("&"))
                .forEach(
                        pair -> query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1)));
        byte[] body;
        int status;
        try {
            ChangePage page = page(query);
            status = page == null ? 410 : 200;
            body = page == null ? "{}".getBytes() : ChangeJson.write(page);
        } catch (InterruptedException e) {
            return;
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    private synchronized ChangePage page(Map<String, String> query) throws InterruptedException {
        String after = query.getOrDefault("after", "0.e" + epoch);
        long end = System.nanoTime() + Long.parseLong(query.getOrDefault("wait", "0")) * 1_000_000_000L;
        while (true) {
            if (!after.endsWith(".e" + epoch)) {
                return null;
            }
            long from = Long.parseLong(after.substring(0, after.indexOf('.')));
            List<Change> changes =
                    log.tailMap(from, false).values().stream().limit(100).toList();
            long left = (end - System.nanoTime()) / 1_000_000;
            if (!changes.isEmpty() || left <= 0) {
                long reached = changes.isEmpty() ? from : changes.getLast().position();
                Set<Long> silent = changes.stream()
                        .filter(change -> quiet.contains(change.key()))
                        .map(Change::position)
                        .collect(Collectors.toSet());
                return new ChangePage(reached + ".e" + epoch, "news.example.org,2026", changes, silent);
            }
            wait(left);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

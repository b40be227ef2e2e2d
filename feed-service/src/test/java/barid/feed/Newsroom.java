package barid.feed;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.kit.changes.ChangePage;
import barid.kit.changes.Cursor;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;

/** Serves the change feed over HTTP as article-service does: compacted, by long poll, 410 for a mark that it never gave. */
public final class Newsroom implements AutoCloseable {
    private final TreeMap<Long, Change> log = new TreeMap<>();
    private final Set<String> marks = new HashSet<>();
    private String era = "a";
    private long head;
    private HttpServer server;
    private final int port;
    private final AtomicLong requests = new AtomicLong();

    public Newsroom() {
        open(0);
        port = server.getAddress().getPort();
    }

    private void open(int at) {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/api/changes", this::answer);
        server.start();
    }

    public URI url() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** Requests that have begun. */
    public long requests() {
        return requests.get();
    }

    /** Puts changes out, each in the place of what stood under its key. */
    public synchronized void announce(Change... changes) {
        for (Change change : changes) {
            log.values().removeIf(before -> before.key().equals(change.key()));
            log.put(++head, change);
        }
        notifyAll();
    }

    /** As after a restore: every mark given out is unknown, positions begin anew, and {@code keys} never happened. */
    public synchronized void restoreWithout(String... keys) {
        List<Change> left = log.values().stream()
                .filter(change -> !Arrays.asList(keys).contains(change.key()))
                .toList();
        log.clear();
        marks.clear();
        head = 0;
        era = era + "a";
        left.forEach(change -> log.put(++head, change));
        notifyAll();
    }

    public void stop() {
        server.stop(0);
    }

    public void startAgain() {
        open(port);
    }

    private void answer(HttpExchange exchange) throws IOException {
        requests.incrementAndGet();
        Map<String, String> query = Arrays.stream(
                        exchange.getRequestURI().getQuery().split("&"))
                .map(pair -> pair.split("=", 2))
                .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
        if (!"Bearer newsroom".equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{}".getBytes(StandardCharsets.UTF_8));
            return;
        }
        Optional<ChangePage> page =
                page(query.get("after"), Integer.parseInt(query.get("limit")), Integer.parseInt(query.get("wait")));
        send(exchange, page.isPresent() ? 200 : 410, page.map(ChangeJson::write).orElse(new byte[] {'{', '}'}));
    }

    private synchronized Optional<ChangePage> page(String after, int limit, int wait) throws IOException {
        long position = after == null ? 0 : Cursor.parse(after).orElseThrow().position();
        if (after != null && !marks.contains(after)) {
            return Optional.empty();
        }
        long end = System.nanoTime() + wait * 1_000_000_000L;
        String started = era;
        while (log.tailMap(position, false).isEmpty() && System.nanoTime() < end && started.equals(era)) {
            try {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        if (!started.equals(era)) {
            return Optional.empty();
        }
        Map<Long, Change> rest = new HashMap<>(log.tailMap(position, false));
        List<Long> positions = rest.keySet().stream().sorted().limit(limit).toList();
        String cursor = new Cursor(positions.isEmpty() ? position : positions.getLast(), era + head).toString();
        marks.add(cursor);
        return Optional.of(new ChangePage(
                cursor,
                Translations.AUTHORITY,
                positions.stream().map(rest::get).toList()));
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        try (exchange) {
            exchange.getResponseHeaders().add("Content-Type", "application/json");
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

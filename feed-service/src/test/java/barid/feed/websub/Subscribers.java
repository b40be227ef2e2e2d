package barid.feed.websub;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;

/** An HTTP server of subscribers, one at each path. Unless told otherwise it confirms what it is asked, and takes what it is sent. */
final class Subscribers implements AutoCloseable {
    /** A POST as it came. */
    record Post(String path, String query, Map<String, List<String>> headers, byte[] body) {
        String header(String name) {
            return String.join(", ", headers.getOrDefault(name, List.of()));
        }

        String text() {
            return new String(body, StandardCharsets.UTF_8);
        }
    }

    /** How a path answers: a status, and a challenge's body in the place of the challenge. */
    private record Manner(int status, String body, String location) {}

    private final HttpServer server;
    private final List<Post> posts = new CopyOnWriteArrayList<>();
    private final List<Map<String, String>> questions = new CopyOnWriteArrayList<>();
    private final Map<String, Manner> manners = new ConcurrentHashMap<>();

    Subscribers() {
        try {
            // On every address, so that all of 127.0.0.0/8 are hosts of it.
            server = HttpServer.create(new InetSocketAddress(0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", this::answer);
        server.start();
    }

    int port() {
        return server.getAddress().getPort();
    }

    String callback(String path) {
        return "http://127.0.0.1:" + port() + path;
    }

    /** From now on this path answers so, whatever it is asked. */
    void answering(String path, int status) {
        manners.put(path, new Manner(status, "", ""));
    }

    void answering(String path, int status, String body) {
        manners.put(path, new Manner(status, body, ""));
    }

    void redirecting(String path, String location) {
        manners.put(path, new Manner(307, "", location));
    }

    void answeringWell(String path) {
        manners.remove(path);
    }

    /** What this path was sent. */
    List<Post> posts(String path) {
        return posts.stream().filter(post -> post.path().equals(path)).toList();
    }

    /** The parameters of each verification at this path, under {@code path} the path itself. */
    List<Map<String, String>> questions(String path) {
        return questions.stream()
                .filter(question -> path.equals(question.get("path")))
                .toList();
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String query = String.valueOf(exchange.getRequestURI().getRawQuery());
        byte[] body = exchange.getRequestBody().readAllBytes();
        String challenge = "";
        if (exchange.getRequestMethod().equals("POST")) {
            posts.add(new Post(path, query, Map.copyOf(exchange.getRequestHeaders()), body));
        } else {
            Map<String, String> question = parameters(query);
            question.put("path", path);
            questions.add(question);
            challenge = question.getOrDefault("hub.challenge", "");
        }
        Manner manner = manners.getOrDefault(path, new Manner(200, challenge, ""));
        if (!manner.location().isEmpty()) {
            exchange.getResponseHeaders().add("Location", manner.location());
        }
        byte[] answer = manner.body().getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(manner.status(), answer.length == 0 ? -1 : answer.length);
        if (answer.length > 0) {
            exchange.getResponseBody().write(answer);
        }
        exchange.close();
    }

    private static Map<String, String> parameters(String query) {
        return Arrays.stream(query.split("&"))
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair.length == 2)
                .collect(Collectors.toMap(
                        pair -> URLDecoder.decode(pair[0], StandardCharsets.UTF_8),
                        pair -> URLDecoder.decode(pair[1], StandardCharsets.UTF_8)));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}

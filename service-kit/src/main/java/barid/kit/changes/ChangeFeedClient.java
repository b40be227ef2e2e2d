package barid.kit.changes;

import barid.kit.config.Secrets;
import io.helidon.config.Config;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;

/** Reads article-service's change feed over HTTP. */
public final class ChangeFeedClient implements AutoCloseable {
    private static final int LIMIT = 500;

    private final HttpClient http;
    private final URI feed;
    private final Supplier<String> token;

    /** What a read brought. */
    public sealed interface Answer {
        /** A page, perhaps empty. */
        record Page(ChangePage page) implements Answer {}

        /** The cursor is not known any more: everything must be read anew. */
        record CursorGone() implements Answer {}
    }

    /** {@code articles} is article-service's base URL; {@code token} is asked at every read, so that it may rotate. */
    public ChangeFeedClient(URI articles, Supplier<String> token) {
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .connectTimeout(Duration.ofSeconds(5))
                .build();
        this.feed = articles.resolve("/api/changes");
        this.token = token;
    }

    /** Reads {@code url} and {@code token} or {@code token-file} of the {@code changes} block. */
    public static ChangeFeedClient from(Config config) {
        return new ChangeFeedClient(
                URI.create(config.get("url").asString().get()), () -> Secrets.read(config, "token"));
    }

    /**
     * Reads what follows {@code after}, from the start if empty; waits up to {@code wait} for something to come.
     *
     * @throws IOException if the service cannot be reached, refuses, or answers what is no page
     */
    public Answer read(Optional<String> after, Duration wait) throws IOException, InterruptedException {
        String query = "?limit=" + LIMIT + "&wait=" + wait.toSeconds()
                + after.map(cursor -> "&after=" + URLEncoder.encode(cursor, StandardCharsets.UTF_8))
                        .orElse("");
        HttpRequest request = HttpRequest.newBuilder(URI.create(feed + query))
                .header("Authorization", "Bearer " + token.get())
                .timeout(wait.plusSeconds(20))
                .build();
        HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
        return switch (response.statusCode()) {
            case 200 -> new Answer.Page(ChangeJson.readPage(response.body()));
            case 410 -> new Answer.CursorGone();
            default -> throw new IOException("the change feed answered " + response.statusCode());
        };
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}

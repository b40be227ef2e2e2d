package barid.standalone;

import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Calls the services of a running installation over HTTP, as any client would. */
final class Api implements AutoCloseable {
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();
    private final String token;

    /** {@code token} goes with every JSON call. */
    Api(String token) {
        this.token = token;
    }

    /** An answer: its status, its Location or "", its body as text. */
    record Answer(int status, String location, String text) {
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(text);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    Answer get(URI url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).GET());
    }

    Answer postJson(URI url, JsonNode body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(Json.write(body))));
    }

    Answer putJson(URI url, JsonNode body, String condition, String value) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .header(condition, value)
                .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.write(body))));
    }

    Answer putJson(URI url, JsonNode body) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofByteArray(Json.write(body))));
    }

    Answer post(URI url, HttpRequest.BodyPublisher body, String type) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(url).header("Content-Type", type).POST(body));
    }

    private Answer send(HttpRequest.Builder request) throws IOException, InterruptedException {
        HttpResponse<String> response = http.send(
                request.header("Authorization", "Bearer " + token)
                        .timeout(Duration.ofMinutes(10))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        return new Answer(
                response.statusCode(), response.headers().firstValue("Location").orElse(""), response.body());
    }

    @Override
    public void close() {
        http.close();
    }
}

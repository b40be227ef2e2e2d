package barid.article.site;

import barid.article.TestArticles;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** Asks a running service as a browser does, but follows no redirect. */
public final class Browser implements AutoCloseable {
    private final TestArticles service;
    private final HttpClient client = HttpClient.newHttpClient();

    public Browser(TestArticles service) {
        this.service = service;
    }

    public TestArticles service() {
        return service;
    }

    public HttpResponse<String> get(String path, String... headers) {
        return send(request(path, headers).header("Accept", "text/html"));
    }

    public HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(service.uri(path));
        return headers.length > 0 ? request.headers(headers) : request;
    }

    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        client.close();
        service.close();
    }
}

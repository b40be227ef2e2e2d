package barid.article.api;

import barid.article.conditional.EntityTags;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.zip.CRC32C;

/** {@code GET /api/openapi.yaml}. */
public final class OpenApiRoutes implements HttpService {
    private final byte[] document = read();
    private final String etag = '"' + checksum(document) + '"';

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/openapi.yaml").get(this::show).readableByAnyOrigin().register(rules);
    }

    private void show(ServerRequest request, ServerResponse response) {
        Bodies.query(request);
        response.header(HeaderNames.ETAG, etag).header(HeaderNames.CACHE_CONTROL, "no-cache");
        if (EntityTags.noneMatch(request, etag)) {
            response.status(Status.NOT_MODIFIED_304).send();
        } else {
            Answers.send(request, response, "application/yaml", document);
        }
    }

    private static byte[] read() {
        try (InputStream in = OpenApiRoutes.class.getResourceAsStream("openapi.yaml")) {
            if (in == null) {
                throw new IllegalStateException("openapi.yaml is missing");
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String checksum(byte[] bytes) {
        CRC32C checksum = new CRC32C();
        checksum.update(bytes);
        return Long.toHexString(checksum.getValue());
    }
}

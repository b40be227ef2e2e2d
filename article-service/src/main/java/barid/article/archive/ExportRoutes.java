package barid.article.archive;

import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.OutputStream;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Semaphore;

/** {@code GET /api/export}: the archive, written as it is read. */
public final class ExportRoutes implements HttpService {
    private static final Logger LOG = LoggerFactory.getLogger(ExportRoutes.class);
    private static final String RETRY_SECONDS = "60";

    private final Export export;
    private final Tokens tokens;
    private final InstantSource clock;
    /** Each holds a connection of the pool for as long as it is read. */
    private final Semaphore running = new Semaphore(1);

    public ExportRoutes(Export export, Tokens tokens, InstantSource clock) {
        this.export = export;
        this.tokens = tokens;
        this.clock = clock;
    }

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/export")
                .get(tokens.guard(Tokens.Scope.WRITE, this::export))
                .register(rules);
    }

    private void export(ServerRequest request, ServerResponse response) {
        Bodies.query(request);
        if (request.prologue().method().equals(Method.HEAD)) {
            headers(response, export.counts());
            response.send();
            return;
        }
        if (!running.tryAcquire()) {
            throw Problem.of(503, "busy", "An export is running: one goes after the other.")
                    .withHeader("Retry-After", RETRY_SECONDS);
        }
        try {
            stream(response);
        } finally {
            running.release();
        }
    }

    private void stream(ServerResponse response) {
        OutputStream[] opened = new OutputStream[1];
        try {
            export.writeTo(counts -> {
                headers(response, counts);
                opened[0] = response.outputStream();
                return opened[0];
            });
            opened[0].close();
        } catch (IOException | RuntimeException e) {
            if (opened[0] == null && e instanceof RuntimeException unopened) {
                throw unopened;
            }
            LOG.warn("An export ended before its end: {}", e.toString());
            // Without the last chunk the client knows that it is cut off.
            throw new CloseConnectionException("an export was cut off");
        }
    }

    private void headers(ServerResponse response, ArchiveStore.Counts counts) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        response.header(HeaderNames.CONTENT_TYPE, "application/zip")
                .header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"barid-" + today + ".zip\"")
                .header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(HeaderNames.create("Barid-Articles"), Long.toString(counts.articles()))
                .header(HeaderNames.create("Barid-Bytes-About"), Long.toString(counts.bytes()));
    }
}

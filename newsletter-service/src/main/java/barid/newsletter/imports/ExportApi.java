package barid.newsletter.imports;

import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Tokens;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;

/** {@code GET /newsletter/api/subscribers.csv}, for operators. */
public final class ExportApi {
    private final Exports exports;
    private final Tokens tokens;

    public ExportApi(Exports exports, Tokens tokens) {
        this.exports = exports;
        this.tokens = tokens;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/api/" + Exports.NAME).get(this::export).register(routing);
    }

    private void export(ServerRequest request, ServerResponse response) {
        String who = tokens.require(request, Tokens.Scope.OPERATE).name();
        Parameters query = Bodies.query(request, "state", "language", "cadence", "topic");
        Map<String, String> fields = new HashMap<>();
        query.names().forEach(name -> fields.put(name, query.first(name).orElse("")));
        ExportFilter filter = Exports.filter(fields);
        if (request.prologue().method().equals(Method.HEAD)) {
            CsvAnswer.headers(response, Exports.NAME);
            response.send();
        } else {
            send(response, filter, who);
        }
    }

    private void send(ServerResponse response, ExportFilter filter, String who) {
        CsvAnswer.headers(response, Exports.NAME);
        try (CsvWriter csv = CsvAnswer.writer(response)) {
            exports.write(csv, filter, who);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

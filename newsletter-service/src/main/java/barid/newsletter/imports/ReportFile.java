package barid.newsletter.imports;

import barid.kit.site.Texts;
import de.siegmar.fastcsv.writer.CsvWriter;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.io.IOException;
import java.io.UncheckedIOException;

/** The rows of an import that were not taken, as CSV: line, field, reason, rule. No addresses. */
final class ReportFile {
    private final Imports imports;

    ReportFile(Imports imports) {
        this.imports = imports;
    }

    /** Streams the report of {@code job} in the language of {@code words}. */
    void send(ServerRequest request, ServerResponse response, ImportJob job, Texts.In words) {
        CsvAnswer.headers(response, "import-report.csv");
        if (request.prologue().method().equals(Method.HEAD)) {
            response.send();
            return;
        }
        try (CsvWriter csv = CsvAnswer.writer(response)) {
            csv.writeRecord(
                    words.get("report.line"),
                    words.get("report.field"),
                    words.get("report.reason"),
                    words.get("report.rule"));
            imports.report(
                    job.id(),
                    fault -> csv.writeRecord(
                            Long.toString(fault.line()),
                            fault.field(),
                            words.get("rule." + fault.rule()),
                            fault.rule()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

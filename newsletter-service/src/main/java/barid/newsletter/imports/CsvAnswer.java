package barid.newsletter.imports;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;

/** CSV that spreadsheets open as it is meant: UTF-8 with a byte order mark, CRLF. */
final class CsvAnswer {
    private static final int BUFFER = 64 << 10;

    private CsvAnswer() {}

    static void headers(ServerResponse response, String name) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store")
                .header(HeaderNames.CONTENT_TYPE, "text/csv; charset=UTF-8; header=present")
                .header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"" + name + "\"");
    }

    /** Writes to the answer as it goes; to be closed. */
    static CsvWriter writer(ServerResponse response) throws IOException {
        Writer out =
                new BufferedWriter(new OutputStreamWriter(response.outputStream(), StandardCharsets.UTF_8), BUFFER);
        out.write('\ufeff');
        return CsvWriter.builder().lineDelimiter(LineDelimiter.CRLF).build(out);
    }
}

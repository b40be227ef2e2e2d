package barid.newsletter.imports;

import barid.newsletter.subscriptions.Address;
import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.CsvRecordHandler;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/** Reads CSV as people send it: any of three separators, line breaks in quotes, rows cut short at their end. */
final class CsvFile {
    /** Characters of one field; more is a quote that nobody closed. */
    private static final int LONGEST_FIELD = 32 << 10;

    private static final int LONGEST_ROW = 128 << 10;
    private static final int MOST_COLUMNS = 500;
    private static final int HEAD = 64 << 10;
    private static final int BYTE_ORDER_MARK = 0xfeff;
    private static final char[] SEPARATORS = {',', ';', '\t'};

    private CsvFile() {}

    /** Finds separator and headings from the first rows. */
    static Layout layout(InputStream file, Charset charset) throws IOException {
        String head;
        try (Reader reader = reader(file, charset)) {
            char[] start = new char[HEAD];
            int length = 0;
            for (int read = reader.read(start); read > 0; read = reader.read(start, length, HEAD - length)) {
                length += read;
            }
            head = new String(start, 0, length);
        }
        boolean marked = head.regionMatches(true, 0, "sep=", 0, 4) && head.length() > 5 && head.charAt(5) < ' ';
        String rows = marked ? head.substring(5).stripLeading() : head;
        char separator = marked ? head.charAt(4) : separator(rows);
        boolean headed = first(rows, separator).stream()
                .allMatch(field -> Address.parse(field).isEmpty());
        return new Layout(charset.name(), separator, marked, headed);
    }

    private static char separator(String rows) {
        char best = ',';
        int most = 1;
        for (char separator : SEPARATORS) {
            int fields = first(rows, separator).size();
            if (fields > most) {
                most = fields;
                best = separator;
            }
        }
        return best;
    }

    private static List<String> first(String rows, char separator) {
        try (CsvReader<CsvRecord> reader = builder(separator).build(handler(), rows);
                CloseableIterator<CsvRecord> records = reader.iterator()) {
            return records.hasNext() ? records.next().getFields() : List.of();
        } catch (CsvParseException | IOException e) {
            return List.of();
        }
    }

    /** The rows in order, that of the headings among them; throws {@link CsvParseException} where it cannot go on. */
    static CsvReader<CsvRecord> open(InputStream file, Layout layout) throws IOException {
        CsvReader<CsvRecord> rows =
                builder(layout.separator()).build(handler(), reader(file, Charset.forName(layout.charset())));
        if (layout.marked()) {
            rows.skipLines(1);
        }
        return rows;
    }

    /** At most {@code most} rows, that of the headings among them. */
    static List<List<String>> start(InputStream file, Layout layout, int most) throws IOException {
        List<List<String>> rows = new ArrayList<>();
        try (CsvReader<CsvRecord> reader = open(file, layout);
                CloseableIterator<CsvRecord> records = reader.iterator()) {
            while (rows.size() < most && records.hasNext()) {
                rows.add(records.next().getFields());
            }
        } catch (CsvParseException e) {
            // What could be read is shown; the check will name the line.
            return rows;
        }
        return rows;
    }

    private static CsvReader.CsvReaderBuilder builder(char separator) {
        return CsvReader.builder()
                .fieldSeparator(separator)
                .skipEmptyLines(true)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .allowExtraCharsAfterClosingQuote(true)
                .maxBufferSize(LONGEST_ROW * 4);
    }

    private static CsvRecordHandler handler() {
        return CsvRecordHandler.of(limits ->
                limits.maxFields(MOST_COLUMNS).maxFieldSize(LONGEST_FIELD).maxRecordSize(LONGEST_ROW));
    }

    /** Decodes, what cannot be decoded becoming U+FFFD, and leaves a byte order mark out. */
    private static Reader reader(InputStream file, Charset charset) throws IOException {
        BufferedReader reader = new BufferedReader(new InputStreamReader(file, charset));
        reader.mark(1);
        if (reader.read() != BYTE_ORDER_MARK) {
            reader.reset();
        }
        return reader;
    }
}

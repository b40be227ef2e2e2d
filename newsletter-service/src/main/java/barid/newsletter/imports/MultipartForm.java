package barid.newsletter.imports;

import barid.kit.http.Problem;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A form with a file (RFC 7578) as it comes in: its fields first, then the file as a stream, so that no file is ever whole in
 * memory. Fields behind the file are not read.
 */
final class MultipartForm {
    private static final int MOST_FIELDS = 64 << 10;
    private static final int LONGEST_HEADER = 4 << 10;
    private static final int MOST_PARTS = 50;
    private static final Pattern BOUNDARY =
            Pattern.compile(";\\s*boundary=(?:\"([^\"]{1,70})\"|([^\\s;\"]{1,70}))", Pattern.CASE_INSENSITIVE);
    private static final Pattern NAME = Pattern.compile(";\\s*name=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);
    private static final Pattern FILE = Pattern.compile(";\\s*filename=\"([^\"]*)\"", Pattern.CASE_INSENSITIVE);

    private final PartStream parts;
    private final Map<String, String> fields = new HashMap<>();
    private Optional<String> fileName = Optional.empty();

    private MultipartForm(PartStream parts) {
        this.parts = parts;
    }

    /** Reads up to the file; {@link Problem} 415, 413 or 400. */
    static MultipartForm read(String contentType, InputStream body) throws IOException {
        Matcher boundary = BOUNDARY.matcher(contentType);
        if (!contentType.regionMatches(true, 0, "multipart/form-data", 0, 19) || !boundary.find()) {
            throw Problem.of(415, "unsupported-media-type", "This call takes multipart/form-data.");
        }
        String text = boundary.group(1) != null ? boundary.group(1) : boundary.group(2);
        MultipartForm form = new MultipartForm(new PartStream(body, text));
        try {
            form.readFields();
        } catch (EOFException e) {
            throw Problem.malformed("The form is cut off.");
        }
        return form;
    }

    private void readFields() throws IOException {
        int left = MOST_FIELDS;
        for (int part = 0; part < MOST_PARTS && parts.next(); part++) {
            String header = header();
            Matcher name = NAME.matcher(header);
            Matcher file = FILE.matcher(header);
            if (!name.find()) {
                throw Problem.malformed("A part of the form has no name.");
            }
            if (file.find()) {
                fileName = Optional.of(unescaped(file.group(1)));
                return;
            }
            byte[] value = parts.readNBytes(left + 1);
            left -= value.length;
            if (left < 0) {
                throw Problem.tooLarge(MOST_FIELDS);
            }
            fields.putIfAbsent(unescaped(name.group(1)), new String(value, StandardCharsets.UTF_8));
        }
    }

    /** The header lines of a part as one text; its Content-Disposition names the field. */
    private String header() throws IOException {
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        while (!endsBlank(header.toByteArray())) {
            int b = parts.read();
            if (b < 0 || header.size() == LONGEST_HEADER) {
                throw Problem.malformed("A part of the form has no proper header.");
            }
            header.write(b);
        }
        return header.toString(StandardCharsets.UTF_8);
    }

    /** Whether the line end of the last line is there, and that of a blank one; a part may have no header at all. */
    private static boolean endsBlank(byte[] header) {
        String text = new String(header, StandardCharsets.ISO_8859_1);
        return text.equals("\r\n") || text.endsWith("\r\n\r\n");
    }

    /** As browsers write a quotation mark or a line end into a name (RFC 7578 section 2). */
    private static String unescaped(String name) {
        return name.replace("%22", "\"").replace("%0D", "\r").replace("%0A", "\n");
    }

    Map<String, String> fields() {
        return fields;
    }

    /** As the browser names it; empty if there is no file, blank if none was chosen. */
    Optional<String> fileName() {
        return fileName;
    }

    /** The bytes of the file. */
    InputStream file() {
        return parts;
    }
}

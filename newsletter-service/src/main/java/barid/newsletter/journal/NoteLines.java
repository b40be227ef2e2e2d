package barid.newsletter.journal;

import barid.newsletter.rows.JsonRows;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/** A note as a line: one JSON object, whose last member {@code sum} is the CRC-32C of all that stands before it. */
final class NoteLines {
    private static final Pattern SUMMED = Pattern.compile("(\\{.*),\"sum\":\"([0-9a-f]{8})\"}");

    private NoteLines() {}

    static String write(Note note) {
        String json = JsonRows.write(note);
        String body = json.substring(0, json.length() - 1);
        return body + ",\"sum\":\"" + sum(body) + "\"}";
    }

    /** Empty if the line is not as it was written. */
    static Optional<Note> read(String line) {
        Matcher summed = SUMMED.matcher(line);
        if (!summed.matches() || !sum(summed.group(1)).equals(summed.group(2))) {
            return Optional.empty();
        }
        return Optional.of(JsonRows.read(summed.group(1) + "}", Note.class));
    }

    private static String sum(String text) {
        CRC32C crc = new CRC32C();
        crc.update(text.getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}

package barid.article.archive;

import barid.article.importing.ImportRefused;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.stream.Collectors;
import java.util.zip.ZipException;

/** Reads a part line by line; at its end it must have been what the manifest says. */
final class PartReader implements AutoCloseable {
    /** An article's text at its longest, with every character escaped. */
    private static final int MAX_LINE = 8 << 20;

    private final String name;
    private final Manifest.Part part;
    private final InputStream in;
    private final MessageDigest digest = Parts.sha256();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int lines;
    private boolean ended;

    PartReader(String name, Manifest.Part part, InputStream in) {
        this.name = name;
        this.part = part;
        this.in = in;
    }

    /** The next line; null at the end, which is checked. */
    <T extends Record> @Nullable T next(Class<T> type) throws ImportRefused, IOException {
        byte[] json = nextLine();
        if (json == null) {
            return null;
        }
        try {
            T value = Parts.read(json, type);
            if (value == null) {
                throw refused("it is no object");
            }
            Complete.require(value);
            return value;
        } catch (JsonMappingException e) {
            String field = e.getPath().stream()
                    .map(at -> at.getFieldName() == null ? Integer.toString(at.getIndex()) : at.getFieldName())
                    .collect(Collectors.joining("."));
            throw refused(field.isEmpty() ? "it is no such JSON object" : field + " is not what belongs there");
        } catch (JsonProcessingException e) {
            throw refused("it is not well-formed JSON");
        } catch (Complete.Missing e) {
            throw refused(e.component() + " is missing");
        }
    }

    private byte @Nullable [] nextLine() throws ImportRefused, IOException {
        if (ended) {
            return null;
        }
        line.reset();
        try {
            for (int next = in.read(); next >= 0; next = in.read()) {
                if (next == '\n') {
                    lines++;
                    byte[] json = line.toByteArray();
                    digest.update(json);
                    digest.update((byte) '\n');
                    return json;
                }
                if (line.size() == MAX_LINE) {
                    lines++;
                    throw refused("it is longer than " + MAX_LINE + " bytes");
                }
                line.write(next);
            }
        } catch (ZipException | EOFException e) {
            throw new ImportRefused(name + " is broken after this line.", lines, 1);
        }
        ended = true;
        String sha256 = HexFormat.of().formatHex(digest.digest());
        if (line.size() > 0 || lines != part.lines() || !sha256.equals(part.sha256())) {
            throw new ImportRefused(name + " is not as it was written: its digest is another.", lines, 1);
        }
        return null;
    }

    /** That the line last read is not to be taken, and why. */
    ImportRefused refused(String reason) {
        return new ImportRefused(name + ": " + reason + ".", lines, 1);
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}

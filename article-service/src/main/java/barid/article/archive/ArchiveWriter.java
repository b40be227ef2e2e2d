package barid.article.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.LocalDateTime;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Writes an archive part by part, in one pass; it is a whole archive only after {@link #finish}. */
final class ArchiveWriter {
    private static final LocalDateTime EPOCH = LocalDateTime.of(2000, 1, 1, 0, 0);

    private final ZipOutputStream zip;
    private final Map<String, Manifest.Part> parts = new LinkedHashMap<>();

    ArchiveWriter(OutputStream out) throws IOException {
        this.zip = new ZipOutputStream(out, StandardCharsets.UTF_8);
        byte[] type = Parts.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII);
        ZipEntry entry = entry(Parts.MIMETYPE);
        CRC32 crc = new CRC32();
        crc.update(type);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(type.length);
        entry.setCrc(crc.getValue());
        zip.putNextEntry(entry);
        zip.write(type);
        zip.closeEntry();
    }

    /** Equal content makes equal bytes, whenever it is written. */
    private static ZipEntry entry(String name) {
        ZipEntry entry = new ZipEntry(name);
        entry.setTimeLocal(EPOCH);
        return entry;
    }

    /** Where a part's lines go. */
    interface LineSink {
        void write(Object line) throws IOException;
    }

    /** What writes a part's lines. */
    interface LineSource {
        void writeTo(LineSink lines) throws IOException;
    }

    /** Writes a part of lines. */
    void lines(String name, LineSource source) throws IOException {
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
        zip.putNextEntry(entry(name));
        MessageDigest digest = Parts.sha256();
        DigestOutputStream out = new DigestOutputStream(zip, digest);
        long[] counts = new long[2];
        source.writeTo(line -> {
            byte[] json = Parts.write(line);
            out.write(json);
            out.write('\n');
            counts[0]++;
            counts[1] += json.length + 1;
        });
        zip.closeEntry();
        parts.put(name, new Manifest.Part(counts[0], counts[1], HexFormat.of().formatHex(digest.digest())));
    }

    /** Writes a picture; its bytes are packed already. */
    void picture(Lines.MediaLine media, byte[] content) throws IOException {
        zip.setLevel(Deflater.NO_COMPRESSION);
        zip.putNextEntry(entry(Parts.ofPicture(media.id(), media.type())));
        zip.write(content);
        zip.closeEntry();
    }

    /** Writes the manifest with the parts so far, and ends the archive. */
    void finish(Manifest manifest) throws IOException {
        zip.setLevel(Deflater.DEFAULT_COMPRESSION);
        zip.putNextEntry(entry(Parts.MANIFEST));
        zip.write(Parts.write(manifest));
        zip.write('\n');
        zip.closeEntry();
        zip.finish();
        zip.flush();
    }

    Map<String, Manifest.Part> parts() {
        return parts;
    }
}

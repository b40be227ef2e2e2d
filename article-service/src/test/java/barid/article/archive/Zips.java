package barid.article.archive;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** Takes archives apart and makes others of their parts. */
final class Zips {
    private Zips() {}

    static Map<String, byte[]> read(byte[] archive) {
        Map<String, byte[]> parts = new LinkedHashMap<>();
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                parts.put(entry.getName(), zip.readAllBytes());
            }
            return parts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> lines(byte[] part) {
        return new String(part, StandardCharsets.UTF_8).lines().toList();
    }

    static byte[] write(Map<String, byte[]> parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (Map.Entry<String, byte[]> part : parts.entrySet()) {
                ZipEntry entry = new ZipEntry(part.getKey());
                if (part.getKey().equals(Parts.MIMETYPE)) {
                    CRC32 crc = new CRC32();
                    crc.update(part.getValue());
                    entry.setMethod(ZipEntry.STORED);
                    entry.setSize(part.getValue().length);
                    entry.setCrc(crc.getValue());
                }
                zip.putNextEntry(entry);
                zip.write(part.getValue());
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Whoever tampers knows how to make digests, too. */
    static byte[] signed(Map<String, byte[]> parts) throws IOException {
        Manifest old = Parts.read(parts.get(Parts.MANIFEST), Manifest.class);
        Map<String, Manifest.Part> told = new TreeMap<>();
        for (String name : Parts.LISTS) {
            byte[] part = parts.getOrDefault(name, new byte[0]);
            told.put(
                    name,
                    new Manifest.Part(
                            lines(part).size(),
                            part.length,
                            HexFormat.of().formatHex(Parts.sha256().digest(part))));
        }
        parts.put(
                Parts.MANIFEST,
                Parts.write(new Manifest(
                        old.version(),
                        old.exportedAt(),
                        old.tagAuthority(),
                        old.languages(),
                        old.articles(),
                        old.translations(),
                        old.media(),
                        told)));
        return write(parts);
    }
}

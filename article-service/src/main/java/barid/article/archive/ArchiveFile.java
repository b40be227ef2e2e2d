package barid.article.archive;

import barid.article.archive.Lines.MediaLine;
import barid.article.importing.ImportRefused;
import barid.article.media.Uploads;
import com.fasterxml.jackson.core.JsonProcessingException;
import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;

/** An archive on disk, opened for reading; its parts are read from where they are and never unpacked by their names. */
final class ArchiveFile implements AutoCloseable {
    /** What all parts may come to: packed text is short, and so is a bomb. */
    private static final long MAX_UNPACKED = 64L << 30;

    private static final int MAX_MANIFEST = 1 << 20;
    private static final byte[] ZIP = {'P', 'K', 3, 4};
    /** Where the content of the first part begins, which is stored as it is. */
    private static final int FIRST_CONTENT = 30 + Parts.MIMETYPE.length();

    private static final Pattern PICTURE = Pattern.compile("media/[0-9a-f]{64}\\.[a-z]{3,4}");

    private final ZipFile zip;
    private final Manifest manifest;

    private ArchiveFile(ZipFile zip, Manifest manifest) {
        this.zip = zip;
        this.manifest = manifest;
    }

    /** Whether the file begins as a ZIP does, as neither a feed nor any other text can. */
    static boolean isZip(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return java.util.Arrays.equals(in.readNBytes(ZIP.length), ZIP);
        }
    }

    /** @throws ImportRefused if it is no archive, is cut off, or of a version that is not known yet */
    static ArchiveFile open(Path file) throws ImportRefused, IOException {
        requireMimetype(file);
        ZipFile zip;
        try {
            zip = new ZipFile(file.toFile(), StandardCharsets.UTF_8);
        } catch (ZipException e) {
            throw cutOff(file);
        }
        try {
            requireParts(zip);
            return new ArchiveFile(zip, manifest(zip));
        } catch (ImportRefused | IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static void requireMimetype(Path file) throws ImportRefused, IOException {
        byte[] type = Parts.MEDIA_TYPE.getBytes(StandardCharsets.US_ASCII);
        try (InputStream in = Files.newInputStream(file)) {
            byte[] head = in.readNBytes(FIRST_CONTENT + type.length);
            if (!new String(head, StandardCharsets.ISO_8859_1).endsWith(Parts.MIMETYPE + Parts.MEDIA_TYPE)) {
                throw new ImportRefused("The file is a ZIP, but no archive of Barid.");
            }
        }
    }

    /** Reads the parts one after the other to say which one does not end. */
    private static ImportRefused cutOff(Path file) throws IOException {
        String part = Parts.MIMETYPE;
        try (ZipInputStream in = new ZipInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                part = entry.getName();
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            part = "its directory, the last part";
        } catch (ZipException | EOFException | IllegalArgumentException e) {
            // The part in which the reading ends is the one to name.
        }
        return new ImportRefused(
                "The archive is cut off or broken in " + named(part) + "; it ends at byte " + Files.size(file) + ".");
    }

    private static String named(String part) {
        return Parts.LISTS.contains(part) || PICTURE.matcher(part).matches() || part.startsWith("its ")
                ? part
                : part.equals(Parts.MANIFEST) || part.equals(Parts.MIMETYPE) ? part : "a part of a strange name";
    }

    private static void requireParts(ZipFile zip) throws ImportRefused {
        Set<String> names = new HashSet<>();
        long unpacked = 0;
        for (ZipEntry entry : (Iterable<ZipEntry>) zip.stream().map(ZipEntry.class::cast)::iterator) {
            String name = entry.getName();
            boolean known = Parts.LISTS.contains(name)
                    || name.equals(Parts.MIMETYPE)
                    || name.equals(Parts.MANIFEST)
                    || PICTURE.matcher(name).matches();
            if (!known) {
                throw new ImportRefused("The archive holds a part that is none of an archive's: " + shown(name));
            }
            if (!names.add(name)) {
                throw new ImportRefused("The archive holds the part " + name + " twice.");
            }
            unpacked += Math.max(0, entry.getSize());
            if (unpacked > MAX_UNPACKED) {
                throw new ImportRefused("The archive's parts come to more than " + MAX_UNPACKED + " bytes.");
            }
        }
        for (String name : Parts.LISTS) {
            if (!names.contains(name)) {
                throw new ImportRefused("The archive lacks its part " + name + ".");
            }
        }
    }

    private static String shown(String name) {
        String plain = name.replaceAll("[^\\x20-\\x7e]", "?");
        return plain.length() > 100 ? plain.substring(0, 100) + "…" : plain;
    }

    private static Manifest manifest(ZipFile zip) throws ImportRefused, IOException {
        byte[] json = bytes(zip, Parts.MANIFEST, MAX_MANIFEST);
        try {
            int version = Parts.read(json, Manifest.Version.class).version();
            if (version > Parts.VERSION || version < 1) {
                throw new ImportRefused("The archive is of version " + version + ", and this Barid reads up to version "
                        + Parts.VERSION + ": import it into a newer one.");
            }
            Manifest manifest = Parts.read(json, Manifest.class);
            Complete.require(manifest);
            if (!manifest.parts().keySet().equals(Set.copyOf(Parts.LISTS))) {
                throw new ImportRefused("barid.json does not name the parts of the archive.");
            }
            return manifest;
        } catch (JsonProcessingException | Complete.Missing e) {
            throw new ImportRefused("barid.json is not what an archive says of itself.");
        }
    }

    private static byte[] bytes(ZipFile zip, String name, int limit) throws ImportRefused, IOException {
        ZipEntry entry = zip.getEntry(name);
        if (entry == null) {
            throw new ImportRefused("The archive lacks its part " + name + ".");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new ImportRefused("The archive's part " + name + " is longer than " + limit + " bytes.");
            }
            CRC32 crc = new CRC32();
            crc.update(bytes);
            if (crc.getValue() != entry.getCrc()) {
                throw new ImportRefused("The archive's part " + name + " is broken.");
            }
            return bytes;
        } catch (ZipException | EOFException e) {
            throw new ImportRefused("The archive's part " + name + " is broken.");
        }
    }

    Manifest manifest() {
        return manifest;
    }

    List<String> languages() {
        return manifest.languages();
    }

    /** A part of lines, from its first. */
    PartReader lines(String name) throws ImportRefused, IOException {
        ZipEntry entry = zip.getEntry(name);
        Manifest.@Nullable Part part = manifest.parts().get(name);
        if (entry == null || part == null) {
            throw new ImportRefused("The archive lacks its part " + name + ".");
        }
        return new PartReader(name, part, new BufferedInputStream(zip.getInputStream(entry), 64 << 10));
    }

    /** A picture's bytes, which are what its id says. */
    byte[] picture(MediaLine media) throws ImportRefused, IOException {
        String name = Parts.ofPicture(media.id(), media.type());
        byte[] bytes = bytes(zip, name, Uploads.MAX_BYTES);
        if (!HexFormat.of().formatHex(Parts.sha256().digest(bytes)).equals(media.id())) {
            throw new ImportRefused(
                    "The archive's part " + name + " is broken: its bytes are others than its name says.");
        }
        return bytes;
    }

    /** How many pictures' parts there are, listed or not. */
    long pictures() {
        return zip.stream()
                .filter(entry -> PICTURE.matcher(entry.getName()).matches())
                .count();
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}

package barid.standalone.backup;

import barid.kit.http.Json;
import barid.newsletter.journal.JournalFolder;
import com.fasterxml.jackson.databind.JsonNode;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/** A backup that is read. Nothing in it is believed before it was compared with what its manifest says. */
public final class BackupFile implements AutoCloseable {
    /** Files of the data folder that belong to an installation, beside its databases and its journal. */
    static final List<String> FILES = List.of("secrets.properties", "filled");

    static final String JOURNAL = "journal/";
    private static final long MOST_MANIFEST = 16 << 20;

    private final Path path;
    private final ZipFile zip;
    private final Manifest manifest;

    private BackupFile(Path path, ZipFile zip, Manifest manifest) {
        this.path = path;
        this.zip = zip;
        this.manifest = manifest;
    }

    /**
     * Opens a file.
     *
     * @throws IOException whose message says to a person why it is none that can be put back
     */
    public static BackupFile open(Path path) throws IOException {
        if (!Files.isReadable(path)) {
            throw new IOException("There is no file " + path + " to read.");
        }
        ZipFile zip;
        try {
            zip = new ZipFile(path.toFile());
        } catch (ZipException e) {
            throw new IOException(path + " was cut short or is no backup of Barid.", e);
        }
        try {
            return new BackupFile(path, zip, manifest(path, zip));
        } catch (IOException | RuntimeException e) {
            zip.close();
            throw e;
        }
    }

    private static Manifest manifest(Path path, ZipFile zip) throws IOException {
        ZipEntry entry = zip.getEntry(Manifest.NAME);
        if (entry == null) {
            throw new IOException(path + " is no backup of Barid.");
        }
        try (InputStream in = zip.getInputStream(entry)) {
            byte[] bytes = in.readNBytes((int) MOST_MANIFEST);
            JsonNode json = Json.MAPPER.readTree(bytes);
            if (json.path("format").asInt() > Manifest.FORMAT) {
                throw new IOException(path + " was made by a newer Barid; put it back with that one.");
            }
            Manifest manifest = Json.MAPPER.treeToValue(json, Manifest.class);
            for (Manifest.Entry file : manifest.files()) {
                require(isOurs(file.name()), path);
            }
            for (Manifest.Entry each : entries(manifest).toList()) {
                require(zip.getEntry(each.name()) != null, path);
            }
            return manifest;
        } catch (com.fasterxml.jackson.core.JsonProcessingException | ZipException e) {
            throw damaged(path);
        }
    }

    private static Stream<Manifest.Entry> entries(Manifest manifest) {
        return Stream.concat(
                manifest.files().stream(),
                manifest.databases().stream()
                        .flatMap(part -> part.tables().stream().map(Manifest.Table::rows)));
    }

    /** Its name leads nowhere but into the data folder. */
    private static boolean isOurs(String name) {
        return FILES.contains(name)
                || (name.startsWith(JOURNAL) && JournalFolder.isSegment(name.substring(JOURNAL.length())));
    }

    private static void require(boolean whole, Path path) throws IOException {
        if (!whole) {
            throw damaged(path);
        }
    }

    private static IOException damaged(Path path) {
        return new IOException(path + " is damaged.");
    }

    Manifest manifest() {
        return manifest;
    }

    /** When it was made. */
    public Instant at() {
        return manifest.at();
    }

    /** Bytes of its content, unpacked. */
    public long size() {
        return entries(manifest).mapToLong(Manifest.Entry::bytes).sum();
    }

    /** An entry's content; its end is there only if it is as it was written. */
    InputStream read(Manifest.Entry entry) throws IOException {
        return new Checked(zip.getInputStream(zip.getEntry(entry.name())), entry);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }

    private final class Checked extends FilterInputStream {
        private final Manifest.Entry entry;
        private final MessageDigest hash = EntryWriter.sha256();
        private boolean ended;

        Checked(InputStream in, Manifest.Entry entry) {
            super(in);
            this.entry = entry;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] some, int from, int length) throws IOException {
            int read;
            try {
                read = in.read(some, from, length);
            } catch (ZipException e) {
                throw damaged(path);
            }
            if (read >= 0) {
                hash.update(some, from, read);
            } else if (!ended && !HexFormat.of().formatHex(hash.digest()).equals(entry.sha256())) {
                throw damaged(path);
            }
            ended = ended || read < 0;
            return read;
        }
    }
}

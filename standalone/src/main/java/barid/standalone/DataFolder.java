package barid.standalone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Comparator;
import java.util.Properties;
import java.util.stream.Stream;

/** The folder of one installation: its lock, its secrets, its database. */
final class DataFolder implements AutoCloseable {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Path path;
    private final boolean temporary;
    private final FileChannel channel;
    private final FileLock lock;
    private final Properties secrets = new Properties();

    private DataFolder(Path path, boolean temporary, FileChannel channel, FileLock lock) {
        this.path = path;
        this.temporary = temporary;
        this.channel = channel;
        this.lock = lock;
    }

    /** Takes a folder that stays, making it if needed. */
    static DataFolder kept(Path path) throws IOException, Refusal {
        Files.createDirectories(path);
        return take(path.toAbsolutePath(), false);
    }

    /** Makes a folder that goes with the installation. */
    static DataFolder temporary() throws IOException, Refusal {
        return take(Files.createTempDirectory("barid-"), true);
    }

    private static DataFolder take(Path path, boolean temporary) throws IOException, Refusal {
        FileChannel channel =
                FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            throw new Refusal("Another Barid is running on the folder " + path + ".");
        }
        DataFolder folder = new DataFolder(path, temporary, channel, lock);
        folder.readSecrets();
        return folder;
    }

    private void readSecrets() throws IOException {
        Path file = secretsFile();
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                secrets.load(in);
            }
        } else {
            Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        }
    }

    private Path secretsFile() {
        return path.resolve("secrets.properties");
    }

    /** The secret of this name: letters and digits, made at the first call and kept. */
    String secret(String name) {
        String known = secrets.getProperty(name);
        if (known != null) {
            return known;
        }
        byte[] bytes = new byte[32];
        RANDOM.nextBytes(bytes);
        String made =
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).replaceAll("[-_]", "x");
        secrets.setProperty(name, made);
        try (var out = Files.newBufferedWriter(secretsFile())) {
            secrets.store(out, "Secrets of this installation");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return made;
    }

    Path path() {
        return path;
    }

    /** Whether it goes with the installation. */
    boolean isTemporary() {
        return temporary;
    }

    /** Whether {@code folder} has an installation's databases, of whichever version. */
    static boolean isFilled(Path folder) {
        return Files.exists(folder.resolve("data/PG_VERSION"));
    }

    /** Whether samples were put in at an earlier start. */
    boolean filled() {
        return Files.exists(path.resolve("filled"));
    }

    void markFilled() throws IOException {
        Files.createFile(path.resolve("filled"));
    }

    /** Gives the folder free, and removes a temporary one. */
    @Override
    public void close() throws IOException {
        lock.release();
        channel.close();
        if (temporary) {
            try (Stream<Path> files = Files.walk(path)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }
}

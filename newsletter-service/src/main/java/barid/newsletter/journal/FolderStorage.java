package barid.newsletter.journal;

import org.jspecify.annotations.Nullable;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A folder of files to which lines are added. A file is begun anew after a failed write, so that half a line stands only at the
 * end of one, and after a day or 16 MiB, so that old ones can go and each is read at once.
 */
final class FolderStorage implements Storage {
    private static final long MOST_BYTES = 16 << 20;
    private static final Duration LONGEST = Duration.ofDays(1);
    private static final String SUFFIX = ".jsonl";
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z0-9.-]+");
    /** Sortable, and without characters that file systems dislike. */
    static final DateTimeFormatter NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss.nnnnnnnnn'Z'").withZone(ZoneOffset.UTC);

    private final Path folder;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<Series, Open> open = new EnumMap<>(Series.class);

    private record Open(FileChannel channel, Instant begun) {}

    FolderStorage(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
    }

    @Override
    public synchronized void append(Series series, byte[] lines) throws IOException {
        Open segment = segment(series);
        try {
            ByteBuffer buffer = ByteBuffer.wrap(lines);
            while (buffer.hasRemaining()) {
                segment.channel().write(buffer);
            }
            segment.channel().force(false);
        } catch (IOException e) {
            end(series);
            throw e;
        }
    }

    private Open segment(Series series) throws IOException {
        Open current = open.get(series);
        if (current != null
                && current.channel().size() < MOST_BYTES
                && clock.instant().isBefore(current.begun().plus(LONGEST))) {
            return current;
        }
        end(series);
        Files.createDirectories(folder);
        Instant now = clock.instant();
        String name = series.word() + "-" + NAME.format(now) + "-" + tail(random) + SUFFIX;
        Open begun = new Open(
                FileChannel.open(
                        folder.resolve(name),
                        java.util.Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.APPEND),
                        readableByOwner()),
                now);
        open.put(series, begun);
        // The name itself has to survive, too.
        try (FileChannel directory = FileChannel.open(folder, StandardOpenOption.READ)) {
            directory.force(true);
        }
        return begun;
    }

    private FileAttribute<?>[] readableByOwner() {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }

    static String tail(SecureRandom random) {
        return HexFormat.of().toHexDigits(random.nextInt());
    }

    private void end(Series series) {
        Open ended = open.remove(series);
        close(ended);
    }

    private static void close(@Nullable Open segment) {
        if (segment != null) {
            try {
                segment.channel().close();
            } catch (IOException e) {
                // What was to be kept was forced before.
            }
        }
    }

    @Override
    public void read(Series series, Segments reader) throws IOException {
        for (Path file : files(series)) {
            try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16)) {
                reader.next(file.getFileName().toString(), in);
            } catch (NoSuchFileException e) {
                // Another process removed it: it was old.
            }
        }
    }

    /** The segments of a series, the oldest first. */
    List<Path> files(Series series) throws IOException {
        if (!Files.exists(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> isSegment(series, file.getFileName().toString()))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSegment(Series series, String name) {
        return name.startsWith(series.word() + "-") && name.endsWith(SUFFIX);
    }

    /** Whether {@code name}, which may come from elsewhere, is that of a segment. */
    static boolean isSegment(String name) {
        return PLAIN.matcher(name).matches() && Stream.of(Series.values()).anyMatch(series -> isSegment(series, name));
    }

    @Override
    public synchronized void forget(Series series, Instant before) throws IOException {
        for (Path file : files(series)) {
            try {
                if (Files.getLastModifiedTime(file).toInstant().isBefore(before)) {
                    Files.deleteIfExists(file);
                }
            } catch (NoSuchFileException e) {
                // Another process was first.
            }
        }
    }

    @Override
    public String place() {
        return folder.toAbsolutePath().toString();
    }

    @Override
    public synchronized void close() {
        List.copyOf(open.keySet()).forEach(this::end);
    }
}

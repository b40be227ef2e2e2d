package barid.standalone.backup;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What a backup holds; its last entry, so that a file that was cut short has none.
 *
 * @param mark noted in the journal once the backup was whole; null if the journal is not in the data folder
 */
record Manifest(int format, Instant at, @Nullable UUID mark, List<Part> databases, List<Entry> files) {
    /** Raised when an older Barid could no longer read what is written. */
    static final int FORMAT = 1;

    static final String NAME = "barid-backup.json";

    /**
     * One database.
     *
     * @param migrations file names, in the order in which they were applied
     * @param sequences the last value of each that was used
     */
    record Part(String name, List<String> migrations, List<Table> tables, Map<String, Long> sequences) {}

    /** One table; its rows are as COPY writes them. */
    record Table(String name, List<String> columns, Entry rows) {}

    /** An entry of the file; {@code bytes} and the hash, in hexadecimal, are of its uncompressed content. */
    record Entry(String name, long bytes, String sha256) {}
}

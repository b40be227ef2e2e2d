package barid.newsletter.journal;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;

/** Where the journal lies. Any number of processes share it, and each writes segments of its own. */
sealed interface Storage extends AutoCloseable permits FolderStorage, S3Storage {
    /** Adds lines, each with its end; they are kept for good when it returns. */
    void append(Series series, byte[] lines) throws IOException;

    /** A segment; what stands behind its last line's end was never written whole. */
    interface Segments {
        void next(String name, InputStream content) throws IOException;
    }

    /** All that was written so far, the oldest segment first. */
    void read(Series series, Segments reader) throws IOException;

    /** Removes segments that nothing was added to since {@code before}. */
    void forget(Series series, Instant before) throws IOException;

    /** Where it is, for people. */
    String place();

    @Override
    void close();
}

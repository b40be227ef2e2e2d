package barid.article.media;

import io.helidon.dbclient.DbExecute;

import java.io.InputStream;
import java.util.Collection;
import java.util.Optional;

/** Where the bytes of pictures are kept, by the name of their file; content under one name never changes. */
public interface ContentStore {
    /** Keeps the bytes; they are there when {@code tx} commits, and may be there if it does not. */
    void put(DbExecute tx, String name, String type, byte[] content);

    /**
     * At least the {@code length} bytes from {@code offset}, which lie within the content, and maybe what follows them;
     * empty if there is no such file.
     */
    Optional<InputStream> open(String name, long offset, long length);

    /** Whether there is such a file. */
    boolean holds(String name);

    /** Forgets files; gone at the latest when {@code tx} commits. */
    void delete(DbExecute tx, Collection<String> names);
}

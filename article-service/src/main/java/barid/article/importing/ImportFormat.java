package barid.article.importing;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** A kind of file from which articles can be taken. */
public interface ImportFormat {
    /**
     * Looks at the file's first bytes, not at its name; if it is of this kind, reads it to its end and finds it whole.
     *
     * @return empty if another format may know it
     * @throws ImportRefused if it is of this kind, but is cut off or broken: nothing of it is taken
     */
    Optional<ImportFile> recognise(Path file) throws ImportRefused, IOException;
}

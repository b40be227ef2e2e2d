package barid.article.importing;

import java.io.IOException;

/** A file that was read to its end once and found whole, so that it may be taken. */
public interface ImportFile {
    /** What {@code ?format=} and the report call its kind: {@code rss}, {@code atom}, {@code wxr}, … */
    String format();

    /** How many lines its report will have. */
    int total();

    /**
     * Takes what the file holds, each entry in a transaction of its own and reported to {@code run}. A file that was taken
     * before, whole or in part, ends in the same state.
     *
     * @throws InterruptedException from {@code run}, when the service stops
     */
    void takeAll(ImportRun run) throws IOException, InterruptedException;
}

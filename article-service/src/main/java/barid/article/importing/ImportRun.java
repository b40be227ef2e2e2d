package barid.article.importing;

import barid.article.audit.Actor;

import java.util.Optional;

/** One run of an import, as the format that takes the file sees it: what was asked for, and where to report. */
public interface ImportRun {
    /** The language that was asked for; it goes before the file's own. */
    Optional<String> language();

    /** Who imports. */
    Actor actor();

    /** Says that the taking begins, of {@code total} lines, and in which language unless an entry has its own. */
    void taking(String language, int total);

    /** Reports one entry, after its transaction. */
    void report(ImportLine line) throws InterruptedException;

    /** Returns while the service runs; long work between two reports asks it now and then. */
    void goOn() throws InterruptedException;
}

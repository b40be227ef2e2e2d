package barid.article.archive;

import barid.article.audit.Actor;
import barid.article.importing.ImportLine;
import barid.article.importing.ImportRun;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.UUID;

/** Numbers the lines of one run's report. */
final class Report {
    static final String HERE = "is here already";

    private final ImportRun run;
    private int ordinal;

    Report(ImportRun run) {
        this.run = run;
    }

    Actor actor() {
        return run.actor();
    }

    void goOn() throws InterruptedException {
        run.goOn();
    }

    void taken(String kind, String title, List<String> notes) throws InterruptedException {
        run.report(ImportLine.taken(++ordinal, kind, title, notes));
    }

    void skipped(String kind, String title, String reason) throws InterruptedException {
        run.report(ImportLine.skipped(++ordinal, kind, null, title, List.of(reason)));
    }

    /** {@code skipped}: why the article was left; null if it was taken. */
    void article(
            UUID id,
            String language,
            @Nullable String entryId,
            String title,
            @Nullable String skipped,
            List<String> notes)
            throws InterruptedException {
        run.report(
                skipped == null
                        ? new ImportLine(++ordinal, "article", entryId, title, "taken", notes, id, language)
                        : ImportLine.skipped(++ordinal, "article", entryId, title, List.of(skipped)));
    }
}

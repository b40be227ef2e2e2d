package barid.article.archive;

import barid.article.archive.Lines.HistoryLine;
import barid.article.importing.ImportRefused;
import barid.kit.db.Database;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** Takes an archive's audit log into ours, marked; each act once, however often it comes. */
final class HistoryTaking {
    private static final int AT_ONCE = 500;

    private final Database database;
    private final ArchiveStore store = new ArchiveStore();

    HistoryTaking(Database database) {
        this.database = database;
    }

    void takeAll(ArchiveFile archive, Report report) throws ImportRefused, IOException, InterruptedException {
        long taken = 0;
        long all = 0;
        try (PartReader lines = archive.lines(Parts.HISTORY)) {
            List<HistoryLine> some = new ArrayList<>();
            HistoryLine line;
            do {
                line = lines.next(HistoryLine.class);
                if (line != null) {
                    some.add(line);
                    all++;
                }
                if (some.size() == AT_ONCE || (line == null && !some.isEmpty())) {
                    report.goOn();
                    taken += database.transactions().inTransaction(tx -> store.takeHistory(tx, some));
                    some.clear();
                }
            } while (line != null);
        }
        if (taken > 0) {
            report.taken("history", taken + " acts", List.of());
        } else if (all > 0) {
            report.skipped("history", all + " acts", Report.HERE);
        }
    }
}

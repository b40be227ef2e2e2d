package barid.article.archive;

import barid.article.importing.ImportRefused;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takes a part whose lines stand for themselves, some in each transaction; each line once, however often it comes.
 *
 * @param unit what the report counts
 */
record ListTaking<T extends Record>(String part, Class<T> type, String kind, String unit, Rows<T> rows) {
    private static final int AT_ONCE = 500;

    /** Stores lines, and tells how many were not here yet. */
    interface Rows<T> {
        long take(DbExecute tx, List<T> lines);
    }

    void takeAll(Database database, ArchiveFile archive, Report report)
            throws ImportRefused, IOException, InterruptedException {
        long taken = 0;
        long all = 0;
        try (PartReader lines = archive.lines(part)) {
            List<T> some = new ArrayList<>();
            T line;
            do {
                line = lines.next(type);
                if (line != null) {
                    some.add(line);
                    all++;
                }
                if (some.size() == AT_ONCE || (line == null && !some.isEmpty())) {
                    report.goOn();
                    taken += database.transactions().inTransaction(tx -> rows.take(tx, some));
                    some.clear();
                }
            } while (line != null);
        }
        if (taken > 0) {
            report.taken(kind, taken + " " + unit, List.of());
        } else if (all > 0) {
            report.skipped(kind, all + " " + unit, Report.HERE);
        }
    }
}

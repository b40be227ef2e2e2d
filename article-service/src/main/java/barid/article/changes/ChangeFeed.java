package barid.article.changes;

import barid.article.html.Links;
import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.kit.changes.ChangePage;
import barid.kit.changes.Cursor;
import barid.kit.db.Database;
import barid.kit.http.Problem;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Serves pages of the change feed, and waits for what comes. */
public final class ChangeFeed {
    static final int MAX_CHANGES = 1000;
    private static final int MAX_BYTES = 4 << 20;

    private final ChangeStore store;
    private final ChangeSignal signal;
    private final Links links;
    private final String tagAuthority;

    public ChangeFeed(Database database, ChangeSignal signal, Links links, String tagAuthority) {
        this.store = new ChangeStore(database);
        this.signal = signal;
        this.links = links;
        this.tagAuthority = tagAuthority;
    }

    /**
     * What follows the cursor; an empty page after {@code wait} if nothing does.
     *
     * @throws Problem 410 if the cursor's mark is not known
     */
    public ChangePage read(Optional<Cursor> after, int limit, Duration wait) {
        long deadline = System.nanoTime() + wait.toNanos();
        while (true) {
            long seen = signal.count();
            ChangePage page = page(after, limit);
            Duration left = Duration.ofNanos(deadline - System.nanoTime());
            // Nothing is held while it waits: no connection, no transaction.
            if (!page.changes().isEmpty() || !left.isPositive() || !signal.awaitMoreThan(seen, left)) {
                return page;
            }
        }
    }

    private ChangePage page(Optional<Cursor> after, int limit) {
        ChangeStore.Snapshot snapshot = store.read(after, limit, MAX_BYTES);
        if (!snapshot.known()) {
            throw Problem.of(410, "cursor-gone", "This cursor is not known any more: read everything anew.");
        }
        List<Change> changes = fitting(snapshot.rows());
        long reached = changes.isEmpty()
                ? after.map(Cursor::position).orElse(0L)
                : changes.getLast().position();
        Set<Long> quiet = snapshot.rows().stream()
                .limit(changes.size())
                .filter(row -> row.quiet() && !row.historical())
                .map(ChangeRow::position)
                .collect(Collectors.toCollection(TreeSet::new));
        return new ChangePage(new Cursor(reached, snapshot.head()).toString(), tagAuthority, changes, quiet);
    }

    /** As many as stay below the limit when they are written; the first always. */
    private List<Change> fitting(List<ChangeRow> rows) {
        List<Change> changes = new ArrayList<>(rows.size());
        long bytes = 0;
        for (ChangeRow row : rows) {
            Change change = row.toChange(links);
            bytes += ChangeJson.write(change).getBytes(StandardCharsets.UTF_8).length;
            if (!changes.isEmpty() && bytes > MAX_BYTES) {
                break;
            }
            changes.add(change);
        }
        return changes;
    }
}

package barid.kit.changes;

import io.helidon.dbclient.DbExecute;

import java.util.List;

/** Keeps a service's copy; runs inside the follower's transaction, so it only writes to the database. */
public interface ChangeHandler {
    /** Applies a page in order; applying any prefix again must change nothing. */
    void apply(DbExecute tx, List<Change> changes);

    /**
     * Ends a rebuild: withdraws each translation, and deletes each topic, whose {@link Change#key()} is not in the table
     * {@code change_seen}.
     */
    void forgetUnseen(DbExecute tx);
}

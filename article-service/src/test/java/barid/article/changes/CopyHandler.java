package barid.article.changes;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeHandler;
import barid.kit.changes.ChangeJson;
import io.helidon.dbclient.DbExecute;

import java.util.List;
import java.util.Random;

/** A follower's copy of the simplest kind, which crashes after applying as often as it is told. */
final class CopyHandler implements ChangeHandler {
    private static final String PUT = """
            INSERT INTO copy (key, doc) VALUES (:key, cast(:doc AS jsonb))
            ON CONFLICT (key) DO UPDATE SET doc = EXCLUDED.doc""";

    private static final String FORGET_UNSEEN =
            "DELETE FROM copy WHERE NOT EXISTS (SELECT FROM change_seen WHERE change_seen.key = copy.key)";

    private final Random random;
    private final double crashes;

    CopyHandler(Random random, double crashes) {
        this.random = random;
        this.crashes = crashes;
    }

    @Override
    public void apply(DbExecute tx, List<Change> changes) {
        for (Change change : changes) {
            tx.createNamedInsert("copy.put", PUT)
                    .addParam("key", change.key())
                    .addParam("doc", ChangeJson.write(change))
                    .execute();
        }
        if (!changes.isEmpty() && random.nextDouble() < crashes) {
            throw new IllegalStateException("crashed between apply and commit, as told");
        }
    }

    @Override
    public void forgetUnseen(DbExecute tx) {
        tx.createNamedDelete("copy.forget-unseen", FORGET_UNSEEN).execute();
    }
}

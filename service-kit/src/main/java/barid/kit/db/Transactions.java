package barid.kit.db;

import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbTransaction;
import org.jspecify.annotations.Nullable;

import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.function.Function;

/** Runs several statements as one; the only caller of commit and rollback. */
public final class Transactions {
    /** BEGIN, and COMMIT or ROLLBACK. */
    private static final int AROUND = 2;

    private final DbClient client;
    private final LongAdder statements;

    Transactions(DbClient client, LongAdder statements) {
        this.client = client;
        this.statements = statements;
    }

    /** Commits if {@code work} returns, rolls back if it throws. */
    public <T extends @Nullable Object> T inTransaction(Function<DbExecute, T> work) {
        DbTransaction tx = client.transaction();
        statements.add(AROUND);
        T result;
        try {
            result = work.apply(tx);
        } catch (RuntimeException | Error e) {
            rollback(tx, e);
            throw e;
        }
        tx.commit();
        return result;
    }

    /** {@link #inTransaction(Function)} for work without a result. */
    public void run(Consumer<DbExecute> work) {
        this.<@Nullable Void>inTransaction(tx -> {
            work.accept(tx);
            return null;
        });
    }

    private static void rollback(DbTransaction tx, Throwable reason) {
        try {
            tx.rollback();
        } catch (RuntimeException e) {
            reason.addSuppressed(e);
        }
    }
}

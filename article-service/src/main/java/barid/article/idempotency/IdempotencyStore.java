package barid.article.idempotency;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.time.Instant;
import java.util.Optional;

/** Keeps the answers to creations. */
final class IdempotencyStore {
    /** Waits for whoever is creating under this key; a key that is too old is nobody's. */
    private static final String CLAIM = """
            INSERT INTO idempotency_key (token, key, digest, created_at) VALUES (:token, :key, :digest, :now)
            ON CONFLICT (token, key) DO UPDATE
                SET digest = EXCLUDED.digest, created_at = EXCLUDED.created_at, status = NULL, location = NULL, body = NULL
                WHERE idempotency_key.created_at < :oldest""";

    private static final String KEEP = """
            UPDATE idempotency_key SET status = :status, location = :location, body = :body
            WHERE token = :token AND key = :key""";

    private static final String FIND = """
            SELECT digest, status, location, body FROM idempotency_key WHERE token = :token AND key = :key""";

    /** A few at a time, oldest first by their index, and none that another request forgets at this moment. */
    private static final String FORGET = """
            DELETE FROM idempotency_key WHERE (token, key) IN (
                SELECT token, key FROM idempotency_key WHERE created_at < :oldest
                ORDER BY created_at LIMIT 100 FOR UPDATE SKIP LOCKED)""";

    /** A kept answer and the digest of what it answered. */
    record Kept(String digest, Creation creation) {}

    /** Whether the key is new to this client. */
    boolean claim(DbExecute tx, String token, String key, String digest, Instant now, Instant oldest) {
        return tx.createNamedInsert("idempotency.claim", CLAIM)
                        .addParam("token", token)
                        .addParam("key", key)
                        .addParam("digest", digest)
                        .addParam("now", Rows.time(now))
                        .addParam("oldest", Rows.time(oldest))
                        .execute()
                > 0;
    }

    void keep(DbExecute tx, String token, String key, Creation creation) {
        tx.createNamedUpdate("idempotency.keep", KEEP)
                .addParam("token", token)
                .addParam("key", key)
                .addParam("status", creation.status())
                .addParam("location", creation.location())
                .addParam("body", creation.body())
                .execute();
    }

    Optional<Kept> find(DbExecute tx, String token, String key) {
        return tx.createNamedGet("idempotency.find", FIND)
                .addParam("token", token)
                .addParam("key", key)
                .execute()
                .map(IdempotencyStore::toKept);
    }

    void forget(DbExecute tx, Instant oldest) {
        tx.createNamedDelete("idempotency.forget", FORGET)
                .addParam("oldest", Rows.time(oldest))
                .execute();
    }

    private static Kept toKept(DbRow row) {
        return new Kept(
                row.column("digest").getString(),
                new Creation(
                        row.column("status").getInt(),
                        row.column("location").getString(),
                        row.column("body").getString()));
    }
}

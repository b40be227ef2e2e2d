package barid.newsletter.subscriptions;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

/** Sign-ups under way, and the confirmations that they led to. */
final class SignUpStore {
    private static final Duration CEILING_WINDOW = Duration.ofHours(1);

    /** A sign-up that waits for its mail; {@code emailKey} is in hexadecimal. */
    record Signup(
            UUID id,
            String email,
            String mailbox,
            String emailKey,
            Choices choices,
            String language,
            String origin,
            String client,
            Instant receivedAt,
            int attempts) {
        Address address() {
            return new Address(email, mailbox);
        }

        Source source() {
            return new Source(origin, language, client);
        }
    }

    /**
     * A confirmation that was mailed.
     *
     * @param suppressed whether the address is one that a confirmation frees
     * @param refused whether it is one that no confirmation frees
     */
    record Confirmation(
            UUID subscriber,
            String email,
            Choices choices,
            String language,
            Instant expiresAt,
            @Nullable Instant usedAt,
            String state,
            boolean suppressed,
            boolean refused) {}

    private static final String ADD = """
            INSERT INTO signup (id, email, mailbox, email_key, choices, language, origin, client, received_at, retry_at)
            VALUES (cast(:id AS uuid), :email, :mailbox, decode(:key, 'hex'), cast(:choices AS jsonb), :language, :origin,
                    :client, :now, :now)
            ON CONFLICT (email_key) DO UPDATE SET
                email = EXCLUDED.email, mailbox = EXCLUDED.mailbox, choices = EXCLUDED.choices,
                language = EXCLUDED.language, origin = EXCLUDED.origin, client = EXCLUDED.client,
                received_at = EXCLUDED.received_at""";

    /** None while as many were mailed within the last hour as may be. */
    private static final String TAKE = """
            WITH taken AS (
                SELECT * FROM signup
                WHERE retry_at <= :now
                  AND (SELECT count(*) FROM (SELECT FROM subscriber WHERE noticed_at > :since LIMIT :ceiling) AS mailed)
                      < :ceiling
                ORDER BY retry_at LIMIT 1 FOR UPDATE SKIP LOCKED
            )
            SELECT cast(jsonb_build_object(
                'id', id, 'email', email, 'mailbox', mailbox, 'emailKey', encode(email_key, 'hex'), 'choices', choices,
                'language', language, 'origin', origin, 'client', client, 'receivedAt', received_at, 'attempts', attempts) AS text) AS signup
            FROM taken""";

    private static final String DELETE = "DELETE FROM signup WHERE id = cast(:id AS uuid)";

    private static final String POSTPONE = """
            UPDATE signup SET attempts = attempts + 1, retry_at = :retry WHERE id = cast(:id AS uuid)""";

    private static final String ADD_CONFIRMATION = """
            INSERT INTO confirmation AS c (token_hash, subscriber, choices, language, expires_at)
            VALUES (decode(:hash, 'hex'), cast(:subscriber AS uuid), cast(:choices AS jsonb), :language, :expires)
            ON CONFLICT (token_hash) DO UPDATE SET choices = EXCLUDED.choices, language = EXCLUDED.language
            WHERE c.used_at IS NULL""";

    private static final String CONFIRMATION = """
            SELECT cast(jsonb_build_object(
                'subscriber', c.subscriber, 'email', s.email, 'choices', c.choices, 'language', c.language,
                'expiresAt', c.expires_at, 'usedAt', c.used_at, 'state', s.state,
                'suppressed', EXISTS (SELECT FROM suppression x WHERE x.email_key = s.email_key),
                'refused', EXISTS (SELECT FROM suppression x WHERE x.email_key = s.email_key
                                     AND x.reason IN ('complaint', 'operator'))) AS text) AS confirmation
            FROM confirmation c JOIN subscriber s ON s.id = c.subscriber
            WHERE c.token_hash = decode(:hash, 'hex')""";

    private static final String LOCK_CONFIRMATION = CONFIRMATION + " FOR UPDATE OF c, s";

    private static final String USE_CONFIRMATION = """
            UPDATE confirmation SET used_at = :now WHERE token_hash = decode(:hash, 'hex')""";

    void add(DbExecute db, UUID id, Address address, byte[] emailKey, Choices choices, Source source, Instant now) {
        db.createNamedInsert("signup.add", ADD)
                .addParam("id", id.toString())
                .addParam("email", address.email())
                .addParam("mailbox", address.mailbox())
                .addParam("key", HexFormat.of().formatHex(emailKey))
                .addParam("choices", JsonRows.write(choices))
                .addParam("language", source.language())
                .addParam("origin", source.form())
                .addParam("client", source.client())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** The oldest that is to be tried; {@code ceiling} is how many may be mailed in an hour. */
    Optional<Signup> take(DbExecute tx, int ceiling, Instant now) {
        return tx.createNamedGet("signup.take", TAKE)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("since", now.minus(CEILING_WINDOW).atOffset(ZoneOffset.UTC))
                .addParam("ceiling", ceiling)
                .execute()
                .map(row -> JsonRows.read(row.column("signup").getString(), Signup.class));
    }

    void delete(DbExecute db, UUID id) {
        db.createNamedDelete("signup.delete", DELETE)
                .addParam("id", id.toString())
                .execute();
    }

    void postpone(DbExecute db, UUID id, Instant retry) {
        db.createNamedUpdate("signup.postpone", POSTPONE)
                .addParam("id", id.toString())
                .addParam("retry", retry.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void addConfirmation(
            DbExecute tx, byte[] hash, UUID subscriber, Choices choices, String language, Instant expires) {
        tx.createNamedInsert("confirmation.add", ADD_CONFIRMATION)
                .addParam("hash", HexFormat.of().formatHex(hash))
                .addParam("subscriber", subscriber.toString())
                .addParam("choices", JsonRows.write(choices))
                .addParam("language", language)
                .addParam("expires", expires.atOffset(ZoneOffset.UTC))
                .execute();
    }

    Optional<Confirmation> confirmation(DbExecute db, byte[] hash) {
        return confirmation(db, "confirmation.read", CONFIRMATION, hash);
    }

    Optional<Confirmation> lockConfirmation(DbExecute tx, byte[] hash) {
        return confirmation(tx, "confirmation.lock", LOCK_CONFIRMATION, hash);
    }

    private static Optional<Confirmation> confirmation(DbExecute db, String name, String sql, byte[] hash) {
        return db.createNamedGet(name, sql)
                .addParam("hash", HexFormat.of().formatHex(hash))
                .execute()
                .map(row -> JsonRows.read(row.column("confirmation").getString(), Confirmation.class));
    }

    void useConfirmation(DbExecute tx, byte[] hash, Instant now) {
        tx.createNamedUpdate("confirmation.use", USE_CONFIRMATION)
                .addParam("hash", HexFormat.of().formatHex(hash))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }
}

package barid.newsletter.subscriptions;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;

/** Changes of address that readers asked for. */
final class AddressChangeStore {
    /**
     * One of them.
     *
     * @param email the new address; so {@code mailbox} and {@code emailKey}, in hexadecimal
     * @param oldMailbox the address before, until it was told
     */
    record AddressChange(
            UUID id,
            UUID subscriber,
            String email,
            String mailbox,
            String emailKey,
            String language,
            Instant askedAt,
            Instant expiresAt,
            @Nullable Instant usedAt,
            @Nullable String oldMailbox) {
        Address address() {
            return new Address(email, mailbox);
        }
    }

    private static final String ASK = """
            INSERT INTO address_change AS c (id, subscriber, email, mailbox, email_key, language, asked_at, expires_at, retry_at)
            VALUES (cast(:id AS uuid), cast(:subscriber AS uuid), :email, :mailbox, decode(:key, 'hex'), :language, :now,
                    :expires, :now)
            ON CONFLICT (subscriber) DO UPDATE SET
                id = EXCLUDED.id, email = EXCLUDED.email, mailbox = EXCLUDED.mailbox, email_key = EXCLUDED.email_key,
                language = EXCLUDED.language, asked_at = EXCLUDED.asked_at, expires_at = EXCLUDED.expires_at,
                used_at = NULL, old_mailbox = NULL, retry_at = EXCLUDED.retry_at, attempts = 0""";

    private static final String FIELDS = """
            SELECT cast(jsonb_build_object(
                'id', c.id, 'subscriber', c.subscriber, 'email', c.email, 'mailbox', c.mailbox,
                'emailKey', encode(c.email_key, 'hex'), 'language', c.language, 'askedAt', c.asked_at,
                'expiresAt', c.expires_at, 'usedAt', c.used_at, 'oldMailbox', c.old_mailbox) AS text) AS change
            FROM address_change c
            """;

    private static final String READ = FIELDS + "WHERE c.id = cast(:id AS uuid)";

    private static final String LOCK = READ + " FOR UPDATE";

    private static final String TAKE =
            FIELDS + "WHERE c.retry_at <= :now ORDER BY c.retry_at LIMIT 1 FOR UPDATE SKIP LOCKED";

    private static final String POSTPONE = """
            UPDATE address_change SET attempts = attempts + 1, retry_at = :retry WHERE id = cast(:id AS uuid)""";

    /** Only if nothing else happened to it while its mail was under way. */
    private static final String MAILED = """
            UPDATE address_change SET retry_at = NULL, old_mailbox = NULL
            WHERE id = cast(:id AS uuid) AND (used_at IS NULL) = :asking""";

    private static final String USE = """
            UPDATE address_change SET used_at = :now, old_mailbox = :old, retry_at = :now, attempts = 0
            WHERE id = cast(:id AS uuid)""";

    /** Takes the place of what she asked for before. */
    void ask(DbExecute db, AddressChange change) {
        db.createNamedInsert("address-change.ask", ASK)
                .addParam("id", change.id().toString())
                .addParam("subscriber", change.subscriber().toString())
                .addParam("email", change.email())
                .addParam("mailbox", change.mailbox())
                .addParam("key", change.emailKey())
                .addParam("language", change.language())
                .addParam("now", change.askedAt().atOffset(ZoneOffset.UTC))
                .addParam("expires", change.expiresAt().atOffset(ZoneOffset.UTC))
                .execute();
    }

    Optional<AddressChange> read(DbExecute db, UUID id) {
        return one(db, "address-change.read", READ, id);
    }

    Optional<AddressChange> lock(DbExecute tx, UUID id) {
        return one(tx, "address-change.lock", LOCK, id);
    }

    private static Optional<AddressChange> one(DbExecute db, String name, String sql, UUID id) {
        return db.createNamedGet(name, sql)
                .addParam("id", id.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("change").getString(), AddressChange.class));
    }

    /** One whose mail is to be tried. */
    Optional<AddressChange> take(DbExecute tx, Instant now) {
        return tx.createNamedGet("address-change.take", TAKE)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.read(row.column("change").getString(), AddressChange.class));
    }

    void postpone(DbExecute db, UUID id, Instant retry) {
        db.createNamedUpdate("address-change.postpone", POSTPONE)
                .addParam("id", id.toString())
                .addParam("retry", retry.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Its mail left, or never will: the one to the new address if {@code asking}, else the one to the old. */
    void mailed(DbExecute db, UUID id, boolean asking) {
        db.createNamedUpdate("address-change.mailed", MAILED)
                .addParam("id", id.toString())
                .addParam("asking", asking)
                .execute();
    }

    /** It took effect; {@code oldMailbox} is to be told. */
    void use(DbExecute tx, UUID id, String oldMailbox, Instant now) {
        tx.createNamedUpdate("address-change.use", USE)
                .addParam("id", id.toString())
                .addParam("old", oldMailbox)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }
}

package barid.newsletter.privacy;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Erases readers from every table that names them. */
final class PrivacyStore {
    /** A reader with the keyed hash of her address, in hexadecimal. */
    record Held(UUID id, String emailKey) {}

    private static final String HELD = """
            SELECT cast(jsonb_build_object('id', id, 'emailKey', encode(email_key, 'hex')) AS text) AS held
            FROM subscriber WHERE id = cast(:id AS uuid)""";

    private static final String LOCK = HELD + " FOR UPDATE";

    private static final String FORGET_SIGNUPS = """
            DELETE FROM signup WHERE email_key IN (SELECT decode(k, 'hex') FROM unnest(:keys) AS k)""";

    /** Also of others: who asked that her mails go to this address, or left it and was not told yet. */
    private static final String FORGET_CHANGES = """
            DELETE FROM address_change c USING subscriber s
            WHERE s.id = any(cast(:ids AS uuid[])) AND (c.email_key = s.email_key OR c.old_mailbox = s.mailbox)""";

    /** Her choices, confirmations, changes of address and what is owed to her go with it. */
    private static final String FORGET_SUBSCRIBERS = """
            DELETE FROM subscriber WHERE id = any(cast(:ids AS uuid[]))""";

    /** Who complained, or whom an operator keeps out, stays out: she may not sign up again. */
    private static final String SUPPRESS = """
            INSERT INTO suppression AS x (email_key, reason, at)
            SELECT decode(k, 'hex'), :reason, :now FROM unnest(:keys) AS k ORDER BY k
            ON CONFLICT (email_key) DO UPDATE SET reason = EXCLUDED.reason, at = EXCLUDED.at
            WHERE x.reason NOT IN ('complaint', 'operator')""";

    Optional<Held> held(DbExecute db, UUID subscriber) {
        return held(db, "subscriber.held", HELD, subscriber);
    }

    Optional<Held> lock(DbExecute tx, UUID subscriber) {
        return held(tx, "subscriber.lock", LOCK, subscriber);
    }

    private static Optional<Held> held(DbExecute db, String name, String sql, UUID subscriber) {
        return db.createNamedGet(name, sql)
                .addParam("id", subscriber.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("held").getString(), Held.class));
    }

    void forgetSignups(DbExecute tx, Collection<Held> readers) {
        tx.createNamedDelete("signup.forget-hers", FORGET_SIGNUPS)
                .addParam("keys", keys(readers))
                .execute();
    }

    void forgetSubscribers(DbExecute tx, Collection<Held> readers) {
        String[] ids = readers.stream().map(reader -> reader.id().toString()).toArray(String[]::new);
        tx.createNamedDelete("address-change.forget-hers", FORGET_CHANGES)
                .addParam("ids", ids)
                .execute();
        tx.createNamedDelete("subscriber.forget", FORGET_SUBSCRIBERS)
                .addParam("ids", ids)
                .execute();
    }

    void suppress(DbExecute tx, List<Held> readers, String reason, Instant now) {
        tx.createNamedInsert("suppression.add", SUPPRESS)
                .addParam("keys", keys(readers))
                .addParam("reason", reason)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static String[] keys(Collection<Held> readers) {
        return readers.stream().map(Held::emailKey).toArray(String[]::new);
    }
}

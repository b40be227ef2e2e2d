package barid.newsletter.subscriptions;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Subscribers, their choices, and sign-ups under way. */
final class SubscriptionStore {
    /** A sign-up that waits for its mail; {@code emailKey} is in hexadecimal. */
    record Signup(
            UUID id,
            String email,
            String mailbox,
            String emailKey,
            Choices choices,
            String language,
            String origin,
            Instant receivedAt,
            int attempts) {}

    /** Who has an address. */
    record Subscriber(UUID id, String state, @Nullable Instant noticedAt, boolean suppressed) {}

    /** A confirmation that was mailed. */
    record Confirmation(
            UUID subscriber,
            Choices choices,
            String language,
            Instant expiresAt,
            @Nullable Instant usedAt,
            String state) {}

    /** A reader as her own pages show her. */
    record Standing(UUID id, String state, @Nullable Choices choices) {}

    private static final String ADD_SIGNUP = """
            INSERT INTO signup (id, email, mailbox, email_key, choices, language, origin, received_at, retry_at)
            VALUES (cast(:id AS uuid), :email, :mailbox, decode(:key, 'hex'), cast(:choices AS jsonb), :language, :origin,
                    :now, :now)""";

    private static final String TAKE_SIGNUP = """
            WITH taken AS (SELECT * FROM signup WHERE retry_at <= :now ORDER BY retry_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            SELECT cast(jsonb_build_object(
                'id', id, 'email', email, 'mailbox', mailbox, 'emailKey', encode(email_key, 'hex'), 'choices', choices,
                'language', language, 'origin', origin, 'receivedAt', received_at, 'attempts', attempts) AS text) AS signup
            FROM taken""";

    private static final String DELETE_SIGNUP = "DELETE FROM signup WHERE id = cast(:id AS uuid)";

    private static final String POSTPONE_SIGNUP = """
            UPDATE signup SET attempts = attempts + 1, retry_at = :retry WHERE id = cast(:id AS uuid)""";

    /** The empty update locks the row, so that two sign-ups of one address wait for each other. */
    private static final String SUBSCRIBER = """
            INSERT INTO subscriber AS s (id, email, mailbox, email_key, state, origin, created_at)
            VALUES (cast(:id AS uuid), :email, :mailbox, decode(:key, 'hex'), 'unconfirmed', :origin, :now)
            ON CONFLICT (email_key) DO UPDATE SET email_key = EXCLUDED.email_key
            RETURNING cast(jsonb_build_object(
                'id', s.id, 'state', s.state, 'noticedAt', s.noticed_at,
                'suppressed', EXISTS (SELECT FROM suppression x WHERE x.email_key = s.email_key)) AS text) AS subscriber""";

    private static final String SUPPRESSED = "SELECT reason FROM suppression WHERE email_key = decode(:key, 'hex')";

    private static final String NOTICED = "UPDATE subscriber SET noticed_at = :now WHERE id = cast(:id AS uuid)";

    private static final String ADD_CONFIRMATION = """
            INSERT INTO confirmation (token_hash, subscriber, choices, language, expires_at)
            VALUES (decode(:hash, 'hex'), cast(:subscriber AS uuid), cast(:choices AS jsonb), :language, :expires)
            ON CONFLICT (token_hash) DO NOTHING""";

    private static final String CONFIRMATION = """
            SELECT cast(jsonb_build_object(
                'subscriber', c.subscriber, 'choices', c.choices, 'language', c.language, 'expiresAt', c.expires_at,
                'usedAt', c.used_at, 'state', s.state) AS text) AS confirmation
            FROM confirmation c JOIN subscriber s ON s.id = c.subscriber
            WHERE c.token_hash = decode(:hash, 'hex')""";

    private static final String LOCK_CONFIRMATION = CONFIRMATION + " FOR UPDATE OF c, s";

    private static final String USE_CONFIRMATION = """
            UPDATE confirmation SET used_at = :now WHERE token_hash = decode(:hash, 'hex')""";

    private static final String CONFIRM_SUBSCRIBER = """
            UPDATE subscriber SET state = 'confirmed', unsubscribed_at = NULL WHERE id = cast(:id AS uuid)""";

    /** A position never goes back, also for who returns. */
    private static final String SUBSCRIBE = """
            INSERT INTO subscription AS p (subscriber, languages, topics, cadence, hour, day, zone, position,
                                           confirmed_position, looked_to, next_due, confirmed_at)
            VALUES (cast(:id AS uuid), :languages, :topics, :cadence, :hour, :day, :zone, :position, :position, :position,
                    cast(:due AS timestamptz), :now)
            ON CONFLICT (subscriber) DO UPDATE SET
                languages = EXCLUDED.languages, topics = EXCLUDED.topics, cadence = EXCLUDED.cadence,
                hour = EXCLUDED.hour, day = EXCLUDED.day, zone = EXCLUDED.zone,
                position = greatest(p.position, EXCLUDED.position),
                confirmed_position = greatest(p.confirmed_position, EXCLUDED.confirmed_position),
                looked_to = greatest(p.looked_to, EXCLUDED.looked_to),
                next_due = EXCLUDED.next_due, paused_until = NULL, confirmed_at = EXCLUDED.confirmed_at""";

    private static final String FORGET_OWED = "DELETE FROM owed WHERE subscriber = cast(:id AS uuid)";

    private static final String UNSUBSCRIBE = """
            UPDATE subscriber SET state = 'unsubscribed', unsubscribed_at = :now
            WHERE id = cast(:id AS uuid) AND state <> 'unsubscribed'""";

    private static final String NEVER_DUE = """
            UPDATE subscription SET next_due = NULL WHERE subscriber = cast(:id AS uuid)""";

    private static final String STANDING = """
            SELECT cast(jsonb_build_object('id', s.id, 'state', s.state, 'choices',
                CASE WHEN p.subscriber IS NULL THEN NULL ELSE jsonb_build_object(
                    'languages', p.languages, 'topics', p.topics, 'cadence', p.cadence, 'hour', p.hour, 'day', p.day,
                    'zone', p.zone) END) AS text) AS standing
            FROM subscriber s LEFT JOIN subscription p ON p.subscriber = s.id
            WHERE s.id = cast(:id AS uuid)""";

    private static final String FORGET_CONFIRMATIONS = "DELETE FROM confirmation WHERE expires_at < :before";

    void addSignup(
            DbExecute db,
            UUID id,
            Address address,
            byte[] emailKey,
            Choices choices,
            String language,
            String origin,
            Instant now) {
        db.createNamedInsert("signup.add", ADD_SIGNUP)
                .addParam("id", id.toString())
                .addParam("email", address.email())
                .addParam("mailbox", address.mailbox())
                .addParam("key", HexFormat.of().formatHex(emailKey))
                .addParam("choices", JsonRows.write(choices))
                .addParam("language", language)
                .addParam("origin", origin)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    Optional<Signup> takeSignup(DbExecute tx, Instant now) {
        return tx.createNamedGet("signup.take", TAKE_SIGNUP)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.read(row.column("signup").getString(), Signup.class));
    }

    void deleteSignup(DbExecute tx, UUID id) {
        tx.createNamedDelete("signup.delete", DELETE_SIGNUP)
                .addParam("id", id.toString())
                .execute();
    }

    void postponeSignup(DbExecute db, UUID id, Instant retry) {
        db.createNamedUpdate("signup.postpone", POSTPONE_SIGNUP)
                .addParam("id", id.toString())
                .addParam("retry", retry.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** The subscriber with this address, made if there is none, and locked. */
    Subscriber subscriber(DbExecute tx, Address address, String emailKey, String origin, Instant now) {
        return tx.createNamedQuery("subscriber.of-address", SUBSCRIBER)
                .addParam("id", UUID.randomUUID().toString())
                .addParam("email", address.email())
                .addParam("mailbox", address.mailbox())
                .addParam("key", emailKey)
                .addParam("origin", origin)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.read(row.column("subscriber").getString(), Subscriber.class))
                .findFirst()
                .orElseThrow();
    }

    boolean suppressed(DbExecute db, String emailKey) {
        return db.createNamedGet("suppression.of-address", SUPPRESSED)
                .addParam("key", emailKey)
                .execute()
                .isPresent();
    }

    void noticed(DbExecute tx, UUID id, Instant now) {
        tx.createNamedUpdate("subscriber.noticed", NOTICED)
                .addParam("id", id.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
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

    /** Makes her a reader from {@code position} on; nothing from before is owed to her any more. */
    void subscribe(DbExecute tx, UUID id, Choices choices, long position, Optional<Instant> nextDue, Instant now) {
        tx.createNamedUpdate("subscriber.confirm", CONFIRM_SUBSCRIBER)
                .addParam("id", id.toString())
                .execute();
        tx.createNamedInsert("subscription.confirm", SUBSCRIBE)
                .addParam("id", id.toString())
                .addParam("languages", choices.languages().toArray(String[]::new))
                .addParam("topics", choices.topics().toArray(String[]::new))
                .addParam("cadence", choices.cadence().word())
                .addParam("hour", choices.hour())
                .addParam("day", choices.day())
                .addParam("zone", choices.zone())
                .addParam("position", position)
                .addParam("due", nextDue.map(Instant::toString).orElse(null))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        tx.createNamedDelete("owed.forget-hers", FORGET_OWED)
                .addParam("id", id.toString())
                .execute();
    }

    void unsubscribe(DbExecute tx, UUID id, Instant now) {
        tx.createNamedUpdate("subscriber.unsubscribe", UNSUBSCRIBE)
                .addParam("id", id.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        tx.createNamedUpdate("subscription.never-due", NEVER_DUE)
                .addParam("id", id.toString())
                .execute();
    }

    Optional<Standing> standing(DbExecute db, UUID id) {
        return db.createNamedGet("subscriber.standing", STANDING)
                .addParam("id", id.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("standing").getString(), Standing.class));
    }

    /** Confirmations that lapsed long ago. */
    void forgetConfirmations(DbExecute db, Instant before) {
        db.createNamedDelete("confirmation.forget", FORGET_CONFIRMATIONS)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** The languages of a reader's choices; none if she is not known. */
    static List<String> languages(Optional<Standing> standing) {
        return standing.map(Standing::choices).map(Choices::languages).orElse(List.of());
    }
}

package barid.newsletter.subscriptions;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementDml;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Subscribers and their choices. */
final class SubscriptionStore {
    /**
     * Who has an address.
     *
     * @param suppressed whether the address is on the suppression list, for whatever reason
     */
    record Subscriber(UUID id, String state, @Nullable Instant noticedAt, boolean suppressed) {
        boolean confirmed() {
            return state.equals("confirmed");
        }
    }

    /** A reader as her own pages show her. */
    record Standing(
            UUID id,
            String email,
            String mailbox,
            String state,
            @Nullable Choices choices,
            @Nullable Instant pausedUntil,
            long position) {
        boolean confirmed() {
            return state.equals("confirmed");
        }
    }

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

    /** Addresses that their owner's own confirmation does not free. */
    private static final String REFUSED = """
            SELECT FROM suppression WHERE email_key = decode(:key, 'hex') AND reason IN ('complaint', 'operator')""";

    private static final String FREE = """
            DELETE FROM suppression x USING subscriber s
            WHERE s.id = cast(:id AS uuid) AND x.email_key = s.email_key AND x.reason NOT IN ('complaint', 'operator')""";

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

    /** Who becomes an immediate reader is looked at from her position on. */
    private static final String CHOOSE = """
            UPDATE subscription SET languages = :languages, topics = :topics, cadence = :cadence, hour = :hour, day = :day,
                zone = :zone, next_due = cast(:due AS timestamptz), looked_to = least(looked_to, position)
            WHERE subscriber = cast(:id AS uuid)""";

    private static final String PAUSE = """
            UPDATE subscription SET paused_until = cast(:until AS timestamptz) WHERE subscriber = cast(:id AS uuid)""";

    private static final String UNSUBSCRIBE = """
            UPDATE subscriber SET state = 'unsubscribed', unsubscribed_at = :now
            WHERE id = cast(:id AS uuid) AND state <> 'unsubscribed'""";

    private static final String NEVER_DUE = """
            UPDATE subscription SET next_due = NULL WHERE subscriber = cast(:id AS uuid)""";

    private static final String STANDING = """
            SELECT cast(jsonb_build_object(
                'id', s.id, 'email', s.email, 'mailbox', s.mailbox, 'state', s.state, 'pausedUntil', p.paused_until,
                'position', coalesce(p.position, 0),
                'choices', CASE WHEN p.subscriber IS NULL THEN NULL ELSE jsonb_build_object(
                    'languages', p.languages, 'topics', p.topics, 'cadence', p.cadence, 'hour', p.hour, 'day', p.day,
                    'zone', p.zone) END) AS text) AS standing
            FROM subscriber s LEFT JOIN subscription p ON p.subscriber = s.id
            """;

    private static final String STANDING_OF = STANDING + "WHERE s.id = cast(:id AS uuid)";

    private static final String LOCK_STANDING = STANDING_OF + " FOR UPDATE OF s";

    private static final String LOCK_ADDRESS = STANDING + "WHERE s.email_key = decode(:key, 'hex') FOR UPDATE OF s";

    private static final String ID_OF = "SELECT id FROM subscriber WHERE email_key = decode(:key, 'hex')";

    private static final String CONFIRMED_AFTER = """
            SELECT s.id FROM subscriber s JOIN subscription p ON p.subscriber = s.id
            WHERE s.email_key = decode(:key, 'hex') AND s.state = 'confirmed' AND p.confirmed_at > :at""";

    private static final String MOVE = """
            UPDATE subscriber SET email = :email, mailbox = :mailbox, email_key = decode(:key, 'hex')
            WHERE id = cast(:id AS uuid)""";

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

    /** Whether no confirmation may be mailed to this address. */
    boolean refused(DbExecute db, String emailKey) {
        return db.createNamedGet("suppression.refused", REFUSED)
                .addParam("key", emailKey)
                .execute()
                .isPresent();
    }

    /** Makes her a reader from {@code position} on; nothing from before is owed to her any more. */
    void subscribe(DbExecute tx, UUID id, Choices choices, long position, Optional<Instant> nextDue, Instant now) {
        tx.createNamedUpdate("subscriber.confirm", CONFIRM_SUBSCRIBER)
                .addParam("id", id.toString())
                .execute();
        bind(tx.createNamedInsert("subscription.confirm", SUBSCRIBE), id, choices, nextDue)
                .addParam("position", position)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        tx.createNamedDelete("owed.forget-hers", FORGET_OWED)
                .addParam("id", id.toString())
                .execute();
    }

    private static DbStatementDml bind(DbStatementDml statement, UUID id, Choices choices, Optional<Instant> nextDue) {
        return statement
                .addParam("id", id.toString())
                .addParam("languages", choices.languages().toArray(String[]::new))
                .addParam("topics", choices.topics().toArray(String[]::new))
                .addParam("cadence", choices.cadence().word())
                .addParam("hour", choices.hour())
                .addParam("day", choices.day())
                .addParam("zone", choices.zone())
                .addParam("due", nextDue.map(Instant::toString).orElse(null));
    }

    /** Her address may be mailed again, unless for a reason that is not hers to lift. */
    void free(DbExecute tx, UUID id) {
        tx.createNamedDelete("suppression.free", FREE)
                .addParam("id", id.toString())
                .execute();
    }

    /** Other choices of a standing subscription. */
    void choose(DbExecute tx, UUID id, Choices choices, Optional<Instant> nextDue) {
        bind(tx.createNamedUpdate("subscription.choose", CHOOSE), id, choices, nextDue)
                .execute();
    }

    /** Empty: no pause. */
    void pause(DbExecute tx, UUID id, Optional<Instant> until) {
        tx.createNamedUpdate("subscription.pause", PAUSE)
                .addParam("id", id.toString())
                .addParam("until", until.map(Instant::toString).orElse(null))
                .execute();
    }

    /** Whether that changed anything. */
    boolean unsubscribe(DbExecute tx, UUID id, Instant now) {
        long changed = tx.createNamedUpdate("subscriber.unsubscribe", UNSUBSCRIBE)
                .addParam("id", id.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        tx.createNamedUpdate("subscription.never-due", NEVER_DUE)
                .addParam("id", id.toString())
                .execute();
        return changed > 0;
    }

    Optional<Standing> standing(DbExecute db, UUID id) {
        return standing(db, "subscriber.standing", STANDING_OF, id);
    }

    /** The same, and nobody else changes her meanwhile. */
    Optional<Standing> lockStanding(DbExecute tx, UUID id) {
        return standing(tx, "subscriber.lock", LOCK_STANDING, id);
    }

    private static Optional<Standing> standing(DbExecute db, String name, String sql, UUID id) {
        return db.createNamedGet(name, sql)
                .addParam("id", id.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("standing").getString(), Standing.class));
    }

    /** Who has this address now; nobody else changes her meanwhile. */
    Optional<Standing> lockAddress(DbExecute tx, String emailKey) {
        return tx.createNamedGet("subscriber.lock-address", LOCK_ADDRESS)
                .addParam("key", emailKey)
                .execute()
                .map(row -> JsonRows.read(row.column("standing").getString(), Standing.class));
    }

    /** Who has this address. */
    Optional<UUID> idOf(DbExecute db, String emailKey) {
        return db.createNamedGet("subscriber.id-of", ID_OF)
                .addParam("key", emailKey)
                .execute()
                .map(row -> row.column("id").get(UUID.class));
    }

    /** Whether who has this address agreed to be mailed after that instant, and stands by it. */
    boolean confirmedAfter(DbExecute db, String emailKey, Instant at) {
        return db.createNamedGet("subscriber.confirmed-after", CONFIRMED_AFTER)
                .addParam("key", emailKey)
                .addParam("at", at.atOffset(ZoneOffset.UTC))
                .execute()
                .isPresent();
    }

    /** Gives her another address. */
    void move(DbExecute tx, UUID id, Address address, String emailKey) {
        tx.createNamedUpdate("subscriber.move", MOVE)
                .addParam("id", id.toString())
                .addParam("email", address.email())
                .addParam("mailbox", address.mailbox())
                .addParam("key", emailKey)
                .execute();
    }

    /** The languages of a reader's choices; none if she is not known. */
    static List<String> languages(Optional<Standing> standing) {
        return standing.map(Standing::choices).map(Choices::languages).orElse(List.of());
    }
}

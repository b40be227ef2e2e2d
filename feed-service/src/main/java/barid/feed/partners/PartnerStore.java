package barid.feed.partners;

import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;

/** Partners and their keys. */
final class PartnerStore {
    /** Neither a tag nor a slug has a blank in it. */
    private static final String SELECT = """
            SELECT id, name, contact, array_to_string(languages, ' ') AS languages, array_to_string(topics, ' ') AS topics,
                rights, per_minute, created_at, revoked_at
            FROM partner""";

    private static final String ALL = SELECT + " ORDER BY name, id";

    private static final String FIND = SELECT + " WHERE id = :id";

    private static final String LOCK = FIND + " FOR UPDATE";

    private static final String MAKE = """
            INSERT INTO partner (id, name, contact, languages, topics, rights, per_minute, created_at)
            VALUES (:id, :name, :contact, :languages, :topics, :rights, :perMinute, :now)
            ON CONFLICT DO NOTHING""";

    private static final String CHANGE = """
            UPDATE partner SET name = :name, contact = :contact, languages = :languages, topics = :topics,
                rights = :rights, per_minute = :perMinute
            WHERE id = :id""";

    private static final String END = "UPDATE partner SET revoked_at = :now WHERE id = :id";

    private static final String LOCK_FOLLOWER = "SELECT singleton FROM follower FOR UPDATE";

    /** Moves no member: what changed is said in the feed's head alone. */
    private static final String RELABEL = """
            UPDATE feed SET position = moved.position, labelled = moved.position
            FROM (SELECT nextval('feed_position') AS position) moved WHERE key = :feed""";

    private static final String KEYS = """
            SELECT number, created_at, used_at, revoked_at FROM partner_key WHERE partner = :partner ORDER BY number""";

    private static final String VALID = """
            SELECT k.partner, k.number, k.sha256 FROM partner_key k WHERE k.revoked_at IS NULL ORDER BY 1, 2""";

    private static final String MAKE_KEY = """
            INSERT INTO partner_key (partner, number, sha256, created_at)
            SELECT cast(:partner AS text), coalesce(max(number), 0) + 1, cast(:sha256 AS text), cast(:now AS timestamptz)
            FROM partner_key WHERE partner = :partner
            RETURNING number""";

    private static final String REVOKE_KEY = """
            UPDATE partner_key SET revoked_at = :now
            WHERE partner = :partner AND number = :number AND revoked_at IS NULL""";

    private static final String NOTIFY = "SELECT pg_notify(:channel, '')";

    private final Database database;

    /** A key that opens the partner's feed. */
    record ValidKey(String partner, int number, String sha256) {
        /** Not even the hash is for a log. */
        @Override
        public String toString() {
            return "key " + number + " of " + partner;
        }
    }

    PartnerStore(Database database) {
        this.database = database;
    }

    List<Partner> all() {
        return database.client()
                .execute()
                .createNamedQuery("partner.all", ALL)
                .execute()
                .map(PartnerStore::toPartner)
                .toList();
    }

    Optional<Partner> find(String id) {
        return database.client()
                .execute()
                .createNamedGet("partner.find", FIND)
                .addParam("id", id)
                .execute()
                .map(PartnerStore::toPartner);
    }

    /** The partner, which nobody else changes before the transaction ends. */
    Optional<Partner> lock(DbExecute tx, String id) {
        return tx.createNamedGet("partner.lock", LOCK)
                .addParam("id", id)
                .execute()
                .map(PartnerStore::toPartner);
    }

    /** False if the id is taken. */
    boolean make(DbExecute tx, String id, Terms terms, Instant now) {
        return tx.createNamedInsert("partner.make", MAKE)
                        .addParam("id", id)
                        .addParam("name", terms.name())
                        .addParam("contact", terms.contact())
                        .addParam("languages", terms.languages().toArray(String[]::new))
                        .addParam("topics", terms.topics().toArray(String[]::new))
                        .addParam("rights", terms.rights())
                        .addParam("perMinute", terms.perMinute())
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    void change(DbExecute tx, String id, Terms terms) {
        tx.createNamedUpdate("partner.change", CHANGE)
                .addParam("id", id)
                .addParam("name", terms.name())
                .addParam("contact", terms.contact())
                .addParam("languages", terms.languages().toArray(String[]::new))
                .addParam("topics", terms.topics().toArray(String[]::new))
                .addParam("rights", terms.rights())
                .addParam("perMinute", terms.perMinute())
                .execute();
    }

    void end(DbExecute tx, String id, Instant now) {
        tx.createNamedUpdate("partner.end", END)
                .addParam("id", id)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Moves the partner's feed, because its head says something else from now on. */
    void relabel(DbExecute tx, Partner partner) {
        tx.createNamedGet("partner.lock-follower", LOCK_FOLLOWER).execute();
        tx.createNamedUpdate("partner.relabel", RELABEL)
                .addParam("feed", partner.feed().text())
                .execute();
    }

    /** All keys that the partner ever had, in order. */
    List<PartnerKey> keys(DbExecute db, String partner) {
        return db.createNamedQuery("partner-key.all", KEYS)
                .addParam("partner", partner)
                .execute()
                .map(row -> new PartnerKey(
                        row.column("number").getInt(),
                        instant(row, "created_at").orElseThrow(),
                        instant(row, "used_at"),
                        instant(row, "revoked_at")))
                .toList();
    }

    List<PartnerKey> keys(String partner) {
        return keys(database.client().execute(), partner);
    }

    /** The keys of all partners that were not revoked. */
    List<ValidKey> validKeys() {
        return database.client()
                .execute()
                .createNamedQuery("partner-key.valid", VALID)
                .execute()
                .map(row -> new ValidKey(
                        row.column("partner").getString(),
                        row.column("number").getInt(),
                        row.column("sha256").getString()))
                .toList();
    }

    /** The new key's number; the partner is locked. */
    int makeKey(DbExecute tx, String partner, String sha256, Instant now) {
        return tx.createNamedGet("partner-key.make", MAKE_KEY)
                .addParam("partner", partner)
                .addParam("sha256", sha256)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .orElseThrow()
                .column("number")
                .getInt();
    }

    /** False if there is no such key, or no longer. */
    boolean revokeKey(DbExecute tx, String partner, int number, Instant now) {
        return tx.createNamedUpdate("partner-key.revoke", REVOKE_KEY)
                        .addParam("partner", partner)
                        .addParam("number", number)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                > 0;
    }

    void notify(DbExecute tx, String channel) {
        tx.createNamedGet("partner.notify", NOTIFY).addParam("channel", channel).execute();
    }

    private static Partner toPartner(DbRow row) {
        return new Partner(
                row.column("id").getString(),
                new Terms(
                        row.column("name").getString(),
                        row.column("contact").getString(),
                        words(row.column("languages").getString()),
                        words(row.column("topics").getString()),
                        row.column("rights").getString(),
                        row.column("per_minute").getInt()),
                instant(row, "created_at").orElseThrow(),
                instant(row, "revoked_at"));
    }

    private static List<String> words(String text) {
        return text.isEmpty() ? List.of() : List.of(text.split(" "));
    }

    private static Optional<Instant> instant(DbRow row, String column) {
        @Nullable Timestamp time = row.column(column).get(Timestamp.class);
        return Optional.ofNullable(time).map(Timestamp::toInstant);
    }
}

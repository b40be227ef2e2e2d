package barid.newsletter.bounces;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What was reported of mails that were sent. */
public final class BounceStore {
    /**
     * What a report told of a mail.
     *
     * @param kind bounce, complaint, unsubscribe
     * @param blame whose fault a bounce was: address, soft, ours, unknown; null for what is none
     * @param status enhanced status code, else reply code, else empty
     * @param reason what the server said, without addresses
     */
    public record Told(String kind, @Nullable String blame, String status, String reason, Instant at) {}

    /**
     * A reader, locked.
     *
     * @param mailbox where she is mailed to now
     * @param since when she last confirmed, or changed, her address; null if never by herself
     */
    record Reader(UUID id, String mailbox, @Nullable Instant since) {}

    private record Counts(Map<String, Long> counts) {}

    private static final String FIRST = """
            INSERT INTO report (hash, at, kind) VALUES (decode(:hash, 'hex'), :now, :kind) ON CONFLICT DO NOTHING""";

    private static final String READER = """
            SELECT cast(jsonb_build_object('id', s.id, 'mailbox', s.mailbox, 'since', (
                SELECT max(c.at) FROM consent c
                WHERE c.subscriber = s.id AND c.act IN ('confirmed', 'address-changed'))) AS text) AS reader
            FROM subscriber s WHERE %s FOR NO KEY UPDATE OF s""";

    private static final String BY_ID = READER.formatted("s.id = cast(:id AS uuid)");
    private static final String BY_KEY = READER.formatted("s.email_key = decode(:key, 'hex')");

    private static final String MAILED = "SELECT created_at FROM edition WHERE id = cast(:edition AS uuid)";

    /** The newest first. */
    private static final String EDITIONS = """
            SELECT d.edition FROM delivery d JOIN edition e ON e.id = d.edition
            WHERE d.subscriber = cast(:subscriber AS uuid) ORDER BY e.created_at DESC LIMIT :limit""";

    private static final String BOUNCED_BEFORE = """
            SELECT FROM reported
            WHERE edition = cast(:edition AS uuid) AND subscriber = cast(:subscriber AS uuid) AND kind = 'bounce'
              AND report <> decode(:hash, 'hex') LIMIT 1""";

    private static final String TELL = """
            INSERT INTO reported (report, subscriber, edition, kind, blame, status, reason, at)
            SELECT decode(:hash, 'hex'), id, cast(:edition AS uuid), :kind, :blame, :status, :reason, :now
            FROM subscriber WHERE id = cast(:subscriber AS uuid)
            ON CONFLICT DO NOTHING""";

    private static final String OF = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'kind', kind, 'blame', blame, 'status', status, 'reason', reason, 'at', at) ORDER BY at DESC), '[]') AS text) AS told
            FROM reported WHERE edition = cast(:edition AS uuid) AND subscriber = cast(:subscriber AS uuid)""";

    private static final String COUNTS = """
            SELECT cast(jsonb_build_object('counts', coalesce(jsonb_object_agg(word, n), '{}')) AS text) AS counts
            FROM (SELECT coalesce(blame, kind) AS word, count(DISTINCT subscriber) AS n
                  FROM reported WHERE edition = cast(:edition AS uuid) GROUP BY 1) AS r""";

    private final Database database;

    public BounceStore(Database database) {
        this.database = database;
    }

    /** What was reported of one delivery, the newest first; kept for the time of {@code bounces.kept}. */
    public List<Told> of(UUID edition, UUID subscriber) {
        return database.client()
                .execute()
                .createNamedGet("reported.of", OF)
                .addParam("edition", edition.toString())
                .addParam("subscriber", subscriber.toString())
                .execute()
                .map(row -> JsonRows.list(row.column("told").getString(), Told.class))
                .orElseThrow();
    }

    /** How many readers' mails of an edition bounced, by blame, and how many complained ({@code complaint}). */
    public Map<String, Long> counts(UUID edition) {
        return database.client()
                .execute()
                .createNamedGet("reported.counts", COUNTS)
                .addParam("edition", edition.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("counts").getString(), Counts.class)
                        .counts())
                .orElseThrow();
    }

    /** Writes down that a report was read; false if it was before. Who reads it at the same time waits here. */
    boolean first(DbExecute tx, byte[] hash, String kind, Instant now) {
        return tx.createNamedInsert("report.first", FIRST)
                        .addParam("hash", HexFormat.of().formatHex(hash))
                        .addParam("kind", kind)
                        .addParam("now", now.atOffset(ZoneOffset.UTC))
                        .execute()
                == 1;
    }

    Optional<Reader> reader(DbExecute tx, UUID id) {
        return reader(tx, "subscriber.reported", BY_ID, "id", id.toString());
    }

    Optional<Reader> reader(DbExecute tx, byte[] addressKey) {
        return reader(
                tx, "subscriber.reported-address", BY_KEY, "key", HexFormat.of().formatHex(addressKey));
    }

    private static Optional<Reader> reader(DbExecute tx, String name, String sql, String param, String value) {
        return tx.createNamedGet(name, sql)
                .addParam(param, value)
                .execute()
                .map(row -> JsonRows.read(row.column("reader").getString(), Reader.class));
    }

    /** When an edition was made; empty if there is none. */
    Optional<Instant> made(DbExecute db, UUID edition) {
        return db.createNamedGet("edition.made", MAILED)
                .addParam("edition", edition.toString())
                .execute()
                .map(row -> row.column("created_at").get(Timestamp.class).toInstant());
    }

    /** The editions that were for her, the newest first. */
    List<UUID> editions(DbExecute db, UUID subscriber, int limit) {
        return db.createNamedQuery("delivery.editions-of", EDITIONS)
                .addParam("subscriber", subscriber.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> row.column("edition").get(UUID.class))
                .toList();
    }

    /** Whether another report told of this delivery that it bounced. */
    boolean bouncedBefore(DbExecute db, byte[] hash, UUID edition, UUID subscriber) {
        return db.createNamedGet("reported.before", BOUNCED_BEFORE)
                .addParam("hash", HexFormat.of().formatHex(hash))
                .addParam("edition", edition.toString())
                .addParam("subscriber", subscriber.toString())
                .execute()
                .isPresent();
    }

    /** Writes what a report told of a reader; nothing if she is not known. */
    void tell(DbExecute tx, byte[] hash, UUID subscriber, @Nullable UUID edition, Told told) {
        tx.createNamedInsert("reported.tell", TELL)
                .addParam("hash", HexFormat.of().formatHex(hash))
                .addParam("subscriber", subscriber.toString())
                .addParam("edition", edition == null ? null : edition.toString())
                .addParam("kind", told.kind())
                .addParam("blame", told.blame())
                .addParam("status", told.status())
                .addParam("reason", told.reason())
                .addParam("now", told.at().atOffset(ZoneOffset.UTC))
                .execute();
    }
}

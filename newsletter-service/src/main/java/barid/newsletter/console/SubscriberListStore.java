package barid.newsletter.console;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Readers as the console shows them. */
final class SubscriberListStore {
    /** A reader in a list; languages, topics and cadence are null for who never confirmed. */
    record Line(
            UUID id,
            String email,
            String state,
            Instant createdAt,
            @Nullable List<String> languages,
            @Nullable List<String> topics,
            @Nullable String cadence) {}

    /** All that is known of a reader, her address included. */
    record Reader(
            UUID id,
            String email,
            String state,
            String origin,
            Instant createdAt,
            @Nullable Instant unsubscribedAt,
            @Nullable Chosen chosen,
            @Nullable String suppression,
            @Nullable Instant suppressedAt) {}

    /** Her choices. */
    record Chosen(
            List<String> languages,
            List<String> topics,
            String cadence,
            int hour,
            int day,
            String zone,
            Instant confirmedAt,
            @Nullable Instant nextDue,
            @Nullable Instant pausedUntil) {}

    /** One delivery to her; {@code titles} are the first of its articles, {@code items} counts all. */
    record Delivered(
            UUID edition,
            String cadence,
            String period,
            String state,
            @Nullable String code,
            @Nullable String reason,
            String viewId,
            int items,
            List<Title> titles) {}

    record Title(String language, String title) {}

    private static final String STATE = """
            CASE WHEN x.email_key IS NOT NULL THEN 'suppressed'
                 WHEN s.state = 'confirmed' AND p.paused_until > :now THEN 'paused'
                 ELSE s.state END""";

    private static final String LIST = """
            WITH page AS (
                SELECT s.id, s.email, s.created_at, %1$s AS state, p.languages, p.topics, p.cadence
                FROM subscriber s
                LEFT JOIN subscription p ON p.subscriber = s.id
                LEFT JOIN suppression x ON x.email_key = s.email_key
                WHERE (s.created_at, s.id) < (:before, cast(:id AS uuid))
                  AND (:state = '' OR %1$s = :state)
                  AND (:language = '' OR :language = any(p.languages))
                  AND (:cadence = '' OR p.cadence = :cadence)
                  AND (:topic = '' OR cardinality(p.topics) = 0 OR :topic = any(p.topics))
                ORDER BY s.created_at DESC, s.id DESC
                LIMIT :limit
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'email', email, 'state', state, 'createdAt', created_at, 'languages', languages,
                'topics', topics, 'cadence', cadence) ORDER BY created_at DESC, id DESC), '[]') AS text) AS lines
            FROM page""".formatted(STATE);

    private static final String READER = """
            SELECT cast(jsonb_build_object(
                'id', s.id, 'email', s.email, 'state', %s, 'origin', s.origin, 'createdAt', s.created_at,
                'unsubscribedAt', s.unsubscribed_at, 'suppression', x.reason, 'suppressedAt', x.at,
                'chosen', CASE WHEN p.subscriber IS NULL THEN NULL ELSE jsonb_build_object(
                    'languages', p.languages, 'topics', p.topics, 'cadence', p.cadence, 'hour', p.hour, 'day', p.day,
                    'zone', p.zone, 'confirmedAt', p.confirmed_at, 'nextDue', p.next_due,
                    'pausedUntil', p.paused_until) END) AS text) AS reader
            FROM subscriber s
            LEFT JOIN subscription p ON p.subscriber = s.id
            LEFT JOIN suppression x ON x.email_key = s.email_key
            WHERE s.id = cast(:id AS uuid)""".formatted(STATE);

    private static final String BY_ADDRESS = "SELECT id FROM subscriber WHERE email_key = decode(:key, 'hex')";

    private static final String ADDRESS_KEY = """
            SELECT encode(email_key, 'hex') AS key FROM subscriber WHERE id = cast(:id AS uuid)""";

    private static final String DELIVERIES = """
            WITH newest AS (
                SELECT d.edition, d.subscriber, d.variant, e.cadence, e.period, e.created_at
                FROM delivery d JOIN edition e ON e.id = d.edition
                WHERE d.subscriber = cast(:id AS uuid)
                ORDER BY e.created_at DESC, e.id LIMIT :limit
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'edition', n.edition, 'cadence', n.cadence, 'period', n.period, 'state', s.state, 'code', x.code,
                'reason', x.reason, 'viewId', v.view_id, 'items', jsonb_array_length(v.items),
                'titles', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                               'language', t.language, 'title', t.snapshot->>'title') ORDER BY i.place), '[]')
                           FROM jsonb_array_elements(v.items) WITH ORDINALITY AS i (item, place)
                           JOIN story t ON t.article = cast(i.item->>'article' AS uuid)
                                       AND t.language = i.item->>'language'
                           WHERE i.place <= :titles))
                ORDER BY n.created_at DESC, n.edition), '[]') AS text) AS deliveries
            FROM newest n
            JOIN variant v ON v.id = n.variant
            JOIN delivery_state s ON s.edition = n.edition AND s.subscriber = n.subscriber
            LEFT JOIN delivery_exception x ON x.edition = n.edition AND x.subscriber = n.subscriber""";

    private final Database database;

    SubscriberListStore(Database database) {
        this.database = database;
    }

    /** The newest first; {@code limit} of them behind {@code after}. */
    List<Line> list(SubscriberFilter filter, After after, int limit, Instant now) {
        return db().createNamedGet("console.subscribers", LIST)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("before", after.at().atOffset(ZoneOffset.UTC))
                .addParam("id", after.id().toString())
                .addParam("state", filter.state())
                .addParam("language", filter.language())
                .addParam("cadence", filter.cadence())
                .addParam("topic", filter.topic())
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("lines").getString(), Line.class))
                .orElseThrow();
    }

    Optional<Reader> reader(UUID id, Instant now) {
        return db().createNamedGet("console.reader", READER)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("id", id.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("reader").getString(), Reader.class));
    }

    /** Who has the address of this keyed hash. */
    Optional<UUID> withAddress(byte[] key) {
        return db().createNamedGet("console.reader-by-address", BY_ADDRESS)
                .addParam("key", HexFormat.of().formatHex(key))
                .execute()
                .map(row -> row.column("id").get(UUID.class));
    }

    /** The keyed hash of her address. */
    Optional<byte[]> addressKey(DbExecute db, UUID id) {
        return db.createNamedGet("console.address-key", ADDRESS_KEY)
                .addParam("id", id.toString())
                .execute()
                .map(row -> HexFormat.of().parseHex(row.column("key").getString()));
    }

    /** Her newest deliveries, with the titles of their first articles. */
    List<Delivered> deliveries(UUID id, int limit, int titles) {
        return db().createNamedGet("console.deliveries", DELIVERIES)
                .addParam("id", id.toString())
                .addParam("limit", limit)
                .addParam("titles", titles)
                .execute()
                .map(row -> JsonRows.list(row.column("deliveries").getString(), Delivered.class))
                .orElseThrow();
    }

    private DbExecute db() {
        return database.client().execute();
    }
}

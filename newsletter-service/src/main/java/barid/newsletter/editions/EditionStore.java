package barid.newsletter.editions;

import barid.newsletter.keys.Keys;
import barid.newsletter.rows.JsonRows;
import barid.newsletter.stories.StoryKey;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Editions, variants and planned deliveries in the database. */
public final class EditionStore {
    /** One edition to one reader. */
    record Planned(UUID edition, UUID subscriber) {}

    record PlannedDelivery(UUID edition, UUID subscriber, UUID variant, long chunk, int ordinal) {}

    private record VariantRow(
            UUID id,
            UUID edition,
            String key,
            String language,
            List<StoryKey> items,
            List<CorrectionKey> corrections,
            List<UUID> articles,
            String viewId) {}

    private record VariantId(UUID edition, String key, UUID id) {}

    private static final String OPEN_EDITION = """
            INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at, control)
            VALUES (cast(:id AS uuid), :cadence, :period, :starts, :ends, :expires, :now, :control)
            ON CONFLICT DO NOTHING""";

    private static final String EDITION_ID = "SELECT id FROM edition WHERE cadence = :cadence AND period = :period";

    private static final String PIN = "SELECT article FROM edition_pin WHERE cadence = :cadence AND period = :period";

    private static final String ALREADY = """
            SELECT edition, subscriber FROM delivery
            WHERE edition = any(cast(:editions AS uuid[])) AND subscriber = any(cast(:readers AS uuid[]))""";

    /** In the order of their keys, so that two planners never wait for each other in a circle. */
    private static final String ADD_VARIANTS = """
            INSERT INTO variant (id, edition, key, language, items, corrections, articles, view_id)
            SELECT v.id, v.edition, decode(v.key, 'hex'), v.language, v.items, v.corrections, v.articles, v."viewId"
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS v
                (id uuid, edition uuid, key text, language text, items jsonb, corrections jsonb, articles uuid[], "viewId" text)
            ORDER BY v.edition, v.key
            ON CONFLICT (edition, key) DO NOTHING""";

    private static final String VARIANT_IDS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'edition', v.edition, 'key', encode(v.key, 'hex'), 'id', v.id)), '[]') AS text) AS ids
            FROM variant v
            JOIN jsonb_to_recordset(cast(:rows AS jsonb)) AS r (edition uuid, key text)
              ON v.edition = r.edition AND v.key = decode(r.key, 'hex')""";

    private static final String ADD_CHUNK = """
            INSERT INTO chunk (edition, lane, next_at, due_at, outcomes, size, pending, attempting, sent, exceptional, plan_note)
            VALUES (cast(:edition AS uuid), :lane, :next, :due, decode(repeat('00', :size), 'hex'), :size, :size, 0, 0, 0,
                    cast(:note AS uuid))
            RETURNING id""";

    /** Of mails that left and that nobody will send: they may have arrived. */
    private static final String ADD_CARRIED_CHUNK = """
            INSERT INTO chunk (edition, lane, next_at, due_at, outcomes, size, pending, attempting, sent, exceptional, attempting_to)
            VALUES (cast(:edition AS uuid), :lane, NULL, :now, decode(repeat('02', :size), 'hex'), :size, 0, 0, 0, :size, :size)
            RETURNING id""";

    private static final String ADD_CARRIED = """
            INSERT INTO delivery_exception (edition, subscriber, chunk, ordinal, state, reason, attempts, ever_uncertain, changed_at)
            SELECT edition, subscriber, chunk, ordinal, 'uncertain', 'sent before the database was put back', 1, true, :now
            FROM delivery WHERE chunk = :chunk""";

    private static final String CARRY_ARTICLES = """
            INSERT INTO carried_article (article, at) SELECT a, :now FROM unnest(cast(:articles AS uuid[])) AS a ORDER BY a
            ON CONFLICT (article) DO NOTHING""";

    private static final String ADD_DELIVERIES = """
            INSERT INTO delivery (edition, subscriber, variant, chunk, ordinal)
            SELECT * FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS d
                (edition uuid, subscriber uuid, variant uuid, chunk bigint, ordinal integer)""";

    private static final String PERIOD = """
            SELECT cast(jsonb_build_object('cadence', cadence, 'name', period, 'starts', starts_at, 'ends', ends_at,
                                           'expires', expires_at) AS text) AS period
            FROM edition WHERE id = cast(:edition AS uuid)""";

    private static final String NOTIFY = "SELECT pg_notify('newsletter_chunk', '')";

    private static final String VARIANT_COLUMNS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'id', id, 'edition', edition, 'language', language, 'items', items, 'corrections', corrections,
                'viewId', view_id)), '[]') AS text) AS variants
            FROM variant
            """;

    private static final String VARIANTS = VARIANT_COLUMNS + "WHERE id = any(cast(:ids AS uuid[]))";

    private static final String VIEWED = VARIANT_COLUMNS + "WHERE view_id = :view";

    private final String control;

    /** Editions run from the start. */
    public EditionStore() {
        this(false);
    }

    /** {@code checked}: each edition waits in {@code starting} until the checks before sending let it run. */
    public EditionStore(boolean checked) {
        this.control = checked ? "starting" : "running";
    }

    /** Makes the edition of this period if it is the first look; returns the id that stands. */
    UUID open(DbExecute tx, UUID id, Period period, Instant now) {
        tx.createNamedInsert("edition.open", OPEN_EDITION)
                .addParam("id", id.toString())
                .addParam("cadence", period.cadence().word())
                .addParam("period", period.name())
                .addParam("starts", period.starts().atOffset(ZoneOffset.UTC))
                .addParam("ends", period.ends().atOffset(ZoneOffset.UTC))
                .addParam("expires", period.expires().atOffset(ZoneOffset.UTC))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("control", control)
                .execute();
        return tx.createNamedGet("edition.id", EDITION_ID)
                .addParam("cadence", period.cadence().word())
                .addParam("period", period.name())
                .execute()
                .orElseThrow()
                .column("id")
                .get(UUID.class);
    }

    /** The article that an editor put first in this edition. */
    Pin pin(DbExecute db, Period period) {
        return new Pin(db.createNamedGet("edition.pin", PIN)
                .addParam("cadence", period.cadence().word())
                .addParam("period", period.name())
                .execute()
                .map(row -> row.column("article").get(UUID.class)));
    }

    /** Which deliveries of these editions to these readers there are. */
    Set<Planned> planned(DbExecute tx, Collection<UUID> editions, Collection<UUID> readers) {
        Set<Planned> planned = new HashSet<>();
        tx.createNamedQuery("delivery.already", ALREADY)
                .addParam("editions", texts(editions))
                .addParam("readers", texts(readers))
                .execute()
                .forEach(row -> planned.add(new Planned(
                        row.column("edition").get(UUID.class),
                        row.column("subscriber").get(UUID.class))));
        return planned;
    }

    /** The variants of these contents, made where they are new. */
    Map<Variant.Content, UUID> variants(DbExecute tx, UUID edition, Collection<Variant.Content> contents, Keys keys) {
        Map<String, Variant.Content> byKey = new HashMap<>();
        contents.forEach(content -> byKey.put(content.key(), content));
        List<VariantRow> rows = byKey.entrySet().stream()
                .map(entry -> {
                    Variant.Content content = entry.getValue();
                    return new VariantRow(
                            UUID.randomUUID(),
                            edition,
                            entry.getKey(),
                            content.language(),
                            content.items(),
                            content.corrections(),
                            content.articles(),
                            keys.viewId(edition, entry.getKey()));
                })
                .toList();
        String json = JsonRows.write(rows);
        tx.createNamedInsert("variant.add", ADD_VARIANTS).addParam("rows", json).execute();
        Map<Variant.Content, UUID> ids = new HashMap<>();
        tx.createNamedGet("variant.ids", VARIANT_IDS)
                .addParam("rows", json)
                .execute()
                .map(row -> JsonRows.list(row.column("ids").getString(), VariantId.class))
                .orElseThrow()
                .forEach(variant -> {
                    Variant.Content content = byKey.get(variant.key());
                    if (content != null) {
                        ids.put(content, variant.id());
                    }
                });
        return ids;
    }

    /** A chunk that was due at {@code due} and may be claimed from {@code next} on; {@code note} is that of its planning. */
    long addChunk(DbExecute tx, UUID edition, String lane, int size, Instant due, Instant next, UUID note) {
        return tx.createNamedQuery("chunk.add", ADD_CHUNK)
                .addParam("edition", edition.toString())
                .addParam("lane", lane)
                .addParam("size", size)
                .addParam("due", due.atOffset(ZoneOffset.UTC))
                .addParam("next", next.atOffset(ZoneOffset.UTC))
                .addParam("note", note.toString())
                .execute()
                .findFirst()
                .orElseThrow()
                .column("id")
                .getLong();
    }

    /** A chunk in which nothing is to do. */
    long addCarriedChunk(DbExecute tx, UUID edition, String lane, int size, Instant now) {
        return tx.createNamedQuery("chunk.add-carried", ADD_CARRIED_CHUNK)
                .addParam("edition", edition.toString())
                .addParam("lane", lane)
                .addParam("size", size)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .findFirst()
                .orElseThrow()
                .column("id")
                .getLong();
    }

    /** All deliveries of such a chunk, and the articles that they brought. */
    void carried(DbExecute tx, long chunk, Collection<UUID> articles, Instant now) {
        tx.createNamedInsert("delivery.add-carried", ADD_CARRIED)
                .addParam("chunk", chunk)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        tx.createNamedInsert("article.carry", CARRY_ARTICLES)
                .addParam("articles", texts(articles))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void addDeliveries(DbExecute tx, List<PlannedDelivery> deliveries) {
        tx.createNamedInsert("delivery.add", ADD_DELIVERIES)
                .addParam("rows", JsonRows.write(deliveries))
                .execute();
        tx.createNamedGet("chunk.notify", NOTIFY).execute();
    }

    /** The cadence and period of an edition. */
    Period period(DbExecute db, UUID edition) {
        return db.createNamedGet("edition.period", PERIOD)
                .addParam("edition", edition.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("period").getString(), Period.class))
                .orElseThrow();
    }

    /** The variants of these ids. */
    public List<Variant> variants(DbExecute db, Collection<UUID> ids) {
        return db.createNamedGet("variant.of", VARIANTS)
                .addParam("ids", texts(ids))
                .execute()
                .map(row -> JsonRows.list(row.column("variants").getString(), Variant.class))
                .orElseThrow();
    }

    /** The variant that this unguessable id opens. */
    Optional<Variant> viewed(DbExecute db, String viewId) {
        return db.createNamedGet("variant.viewed", VIEWED)
                .addParam("view", viewId)
                .execute()
                .flatMap(row -> JsonRows.list(row.column("variants").getString(), Variant.class).stream()
                        .findFirst());
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}

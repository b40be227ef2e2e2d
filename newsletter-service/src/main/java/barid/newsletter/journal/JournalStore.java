package barid.newsletter.journal;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the database knows of the journal's notes. */
final class JournalStore {
    private static final int ROWS = 5_000;

    /** Which database this is: another one after a restore, a failover or a new start; and whether a question is open. */
    record Standing(String server, boolean held) {}

    /** The notes that a chunk knows. */
    record Known(
            long chunk,
            UUID plan,
            int turns,
            @Nullable UUID claimed,
            @Nullable UUID done) {}

    private record Key(UUID subscriber, String key) {}

    /** A reader whom a note names; {@code name} is the beginning of her keyed hash, in hexadecimal. */
    record Named(String name, UUID subscriber) {}

    /** A note that could not be written. */
    record Unwritten(UUID id, Note.Left note) {}

    /**
     * The start of the server and the numbers of the database and of a table's file: a copy of files, a copy by TEMPLATE and a
     * dump that is put back each change one of them.
     */
    static final String SERVER = """
            concat_ws('-', extract(epoch FROM pg_postmaster_start_time()),
                      (SELECT oid FROM pg_database WHERE datname = current_database()), pg_relation_filenode('chunk'))""";

    private static final String STANDING = """
            SELECT cast(jsonb_build_object(
                'server', %s,
                'held', EXISTS (SELECT FROM sending_hold WHERE cause IN ('restored', 'journal'))) AS text) AS standing""".formatted(SERVER);

    private static final String KNOWN = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'chunk', id, 'plan', plan_note, 'turns', claims, 'claimed', claim_note, 'done', done_note)), '[]') AS text) AS known
            FROM chunk WHERE id = any(cast(:chunks AS bigint[])) AND plan_note IS NOT NULL""";

    private static final String KNOWN_NOTES = """
            SELECT id FROM journal_note WHERE id = any(cast(:ids AS uuid[]))""";

    /** Chunks older than this are no longer kept, and tell nothing. */
    private static final String BEGINS = """
            SELECT cast(coalesce(extract(epoch FROM nullif(begins, '-infinity')), 0) AS bigint) AS second FROM ledger_history""";

    private static final String KEYS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('subscriber', id, 'key', encode(email_key, 'hex'))), '[]') AS text) AS keys
            FROM subscriber WHERE id = any(cast(:ids AS uuid[]))""";

    /** By the index on the whole hash. */
    private static final String NAMED = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('name', n.name, 'subscriber', s.id)), '[]') AS text) AS named
            FROM unnest(cast(:names AS text[])) AS n (name)
            JOIN subscriber s ON s.email_key >= decode(n.name, 'hex')
                             AND s.email_key <= decode(n.name || repeat('ff', 20), 'hex')""";

    private static final String MAILABLE = """
            SELECT count(*) AS readers
            FROM unnest(cast(:names AS text[])) AS n (name)
            JOIN subscriber s ON s.email_key >= decode(n.name, 'hex')
                             AND s.email_key <= decode(n.name || repeat('ff', 20), 'hex')
            JOIN recipient r ON r.subscriber = s.id""";

    private static final String NOTE = """
            INSERT INTO journal_note (id, at, unwritten)
            SELECT r.id, r.at, r.unwritten
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r (id uuid, at timestamptz, unwritten jsonb)
            ON CONFLICT (id) DO NOTHING""";

    private static final String UNWRITTEN = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('id', id, 'note', unwritten)), '[]') AS text) AS notes
            FROM (SELECT id, unwritten FROM journal_note WHERE unwritten IS NOT NULL ORDER BY at LIMIT 500) n""";

    private static final String WRITTEN = """
            UPDATE journal_note SET unwritten = NULL WHERE id = any(cast(:ids AS uuid[]))""";

    private static final String FORGET_NOTES = """
            DELETE FROM journal_note WHERE at < :before AND unwritten IS NULL""";

    private static final String FORGET_CARRIED = "DELETE FROM carried_article WHERE at < :before";

    /** The first one who sees it says so; later looks only complete what is shown. */
    private static final String HOLD = """
            INSERT INTO sending_hold AS h (cause, reason, since, found) VALUES (:cause, :reason, :now, cast(:found AS jsonb))
            ON CONFLICT (cause) DO UPDATE SET reason = EXCLUDED.reason, found = EXCLUDED.found
            RETURNING since = :now AS fresh""";

    private static final String RELEASE = "DELETE FROM sending_hold WHERE cause = :cause";

    private static final String LOCK_HOLD = "SELECT cause FROM sending_hold WHERE cause = 'restored' FOR UPDATE";

    private static final String FOUND = """
            SELECT cast(found AS text) AS found FROM sending_hold WHERE cause = 'restored' AND found IS NOT NULL""";

    private static final String OPEN = """
            SELECT cast(coalesce(sum(c.pending + c.attempting + (
                SELECT count(*) FROM delivery_exception x
                WHERE x.chunk = c.id AND x.state IN ('pending', 'attempting', 'deferred'))), 0) AS bigint) AS open
            FROM chunk c WHERE c.id = any(cast(:chunks AS bigint[]))""";

    private static final String LOCK_CHUNK = "SELECT id FROM chunk WHERE id = :chunk FOR UPDATE";

    private static final String DOUBT_EXCEPTIONS = """
            UPDATE delivery_exception
            SET state = 'uncertain', reason = :reason, retry_at = NULL, ever_uncertain = true, changed_at = :now
            WHERE chunk = :chunk AND state IN ('pending', 'attempting', 'deferred', 'held')""";

    private static final String DOUBT = """
            INSERT INTO delivery_exception (edition, subscriber, chunk, ordinal, state, reason, attempts, ever_uncertain, changed_at)
            SELECT d.edition, d.subscriber, d.chunk, d.ordinal, 'uncertain', :reason, 1, true, :now
            FROM chunk c JOIN delivery d ON d.chunk = c.id
            WHERE c.id = :chunk AND get_byte(c.outcomes, d.ordinal) = 0""";

    private static final String CLOSE_CHUNK = """
            UPDATE chunk c
            SET outcomes = (SELECT decode(string_agg(CASE get_byte(c.outcomes, n) WHEN 0 THEN '02'
                                ELSE lpad(to_hex(get_byte(c.outcomes, n)), 2, '0') END, '' ORDER BY n), 'hex')
                            FROM generate_series(0, c.size - 1) AS n),
                exceptional = exceptional + pending + attempting, pending = 0, attempting = 0, attempting_to = size,
                next_at = NULL, owner = NULL, lease_until = NULL
            WHERE id = :chunk""";

    Standing standing(DbExecute db) {
        return db.createNamedGet("journal.standing", STANDING)
                .execute()
                .map(row -> JsonRows.read(row.column("standing").getString(), Standing.class))
                .orElseThrow();
    }

    /** What is known of these chunks; those that are not here, or of which nothing was noted, are missing. */
    Map<Long, Known> known(DbExecute db, Collection<Long> chunks) {
        Map<Long, Known> known = new HashMap<>();
        for (List<Long> part : parts(List.copyOf(chunks))) {
            db.createNamedGet("journal.known", KNOWN)
                    .addParam("chunks", part.toArray(Long[]::new))
                    .execute()
                    .map(row -> JsonRows.list(row.column("known").getString(), Known.class))
                    .orElseThrow()
                    .forEach(one -> known.put(one.chunk(), one));
        }
        return known;
    }

    Set<UUID> knownNotes(DbExecute db, Collection<UUID> ids) {
        Set<UUID> known = new HashSet<>();
        for (List<UUID> part : parts(List.copyOf(ids))) {
            db.createNamedQuery("journal.known-notes", KNOWN_NOTES)
                    .addParam("ids", texts(part))
                    .execute()
                    .forEach(row -> known.add(row.column("id").get(UUID.class)));
        }
        return known;
    }

    /** What was planned before is not kept here any more. */
    Instant begins(DbExecute db) {
        return db.createNamedGet("journal.begins", BEGINS)
                .execute()
                .map(row -> Instant.ofEpochSecond(row.column("second").getLong()))
                .orElse(Instant.EPOCH);
    }

    /** The keyed hashes of these readers' addresses. */
    Map<UUID, byte[]> keys(DbExecute db, Collection<UUID> subscribers) {
        Map<UUID, byte[]> keys = new HashMap<>();
        db.createNamedGet("journal.keys", KEYS)
                .addParam("ids", texts(subscribers))
                .execute()
                .map(row -> JsonRows.list(row.column("keys").getString(), Key.class))
                .orElseThrow()
                .forEach(key -> keys.put(key.subscriber(), HexFormat.of().parseHex(key.key())));
        return keys;
    }

    List<Named> named(DbExecute db, Collection<String> names) {
        return db.createNamedGet("journal.named", NAMED)
                .addParam("names", names.toArray(String[]::new))
                .execute()
                .map(row -> JsonRows.list(row.column("named").getString(), Named.class))
                .orElseThrow();
    }

    /** How many of these may be mailed. */
    long mailable(DbExecute db, Collection<String> names) {
        return db.createNamedGet("journal.mailable", MAILABLE)
                .addParam("names", names.toArray(String[]::new))
                .execute()
                .orElseThrow()
                .column("readers")
                .getLong();
    }

    private record Row(UUID id, Instant at, @Nullable Note unwritten) {}

    /** Remembers these notes; returns how many are new. {@code written} is false while the journal does not have them. */
    long note(DbExecute tx, Collection<? extends Note> notes, boolean written) {
        return tx.createNamedInsert("journal.note", NOTE)
                .addParam(
                        "rows",
                        JsonRows.write(notes.stream()
                                .map(note -> new Row(note.id(), note.at(), written ? null : note))
                                .toList()))
                .execute();
    }

    List<Unwritten> unwritten(DbExecute db) {
        return db.createNamedGet("journal.unwritten", UNWRITTEN)
                .execute()
                .map(row -> JsonRows.list(row.column("notes").getString(), Unwritten.class))
                .orElseThrow();
    }

    void written(DbExecute db, Collection<UUID> ids) {
        db.createNamedUpdate("journal.written", WRITTEN)
                .addParam("ids", texts(ids))
                .execute();
    }

    void forget(DbExecute db, Instant before) {
        db.createNamedDelete("journal.forget-notes", FORGET_NOTES)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .execute();
        db.createNamedDelete("journal.forget-carried", FORGET_CARRIED)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Whether nobody held for this cause before. */
    boolean hold(DbExecute tx, String cause, String reason, @Nullable Found found, Instant now) {
        return tx.createNamedQuery("journal.hold", HOLD)
                .addParam("cause", cause)
                .addParam("reason", reason)
                .addParam("found", found == null ? null : JsonRows.write(found))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .findFirst()
                .orElseThrow()
                .column("fresh")
                .getBoolean();
    }

    boolean release(DbExecute tx, String cause) {
        return tx.createNamedDelete("journal.release", RELEASE)
                        .addParam("cause", cause)
                        .execute()
                > 0;
    }

    /** Whether the question is open; nobody else answers it before this transaction ends. */
    boolean lockHold(DbExecute tx) {
        return tx.createNamedGet("journal.lock-hold", LOCK_HOLD).execute().isPresent();
    }

    Optional<Found> found(DbExecute db) {
        return db.createNamedGet("journal.found", FOUND)
                .execute()
                .map(row -> JsonRows.read(row.column("found").getString(), Found.class));
    }

    /** How many deliveries of these chunks would go yet. */
    long open(DbExecute db, Collection<Long> chunks) {
        long open = 0;
        for (List<Long> part : parts(List.copyOf(chunks))) {
            open += db.createNamedGet("journal.open", OPEN)
                    .addParam("chunks", part.toArray(Long[]::new))
                    .execute()
                    .orElseThrow()
                    .column("open")
                    .getLong();
        }
        return open;
    }

    /** Whatever of this chunk would go yet may have arrived. */
    void doubt(DbExecute tx, long chunk, String reason, Instant now) {
        tx.createNamedGet("journal.lock-chunk", LOCK_CHUNK)
                .addParam("chunk", chunk)
                .execute();
        tx.createNamedUpdate("journal.doubt-exceptions", DOUBT_EXCEPTIONS)
                .addParam("reason", reason)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("chunk", chunk)
                .execute();
        tx.createNamedInsert("journal.doubt", DOUBT)
                .addParam("reason", reason)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("chunk", chunk)
                .execute();
        tx.createNamedUpdate("journal.close-chunk", CLOSE_CHUNK)
                .addParam("chunk", chunk)
                .execute();
    }

    private static <T> List<List<T>> parts(List<T> all) {
        return java.util.stream.IntStream.iterate(0, from -> from < all.size(), from -> from + ROWS)
                .mapToObj(from -> all.subList(from, Math.min(all.size(), from + ROWS)))
                .toList();
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}

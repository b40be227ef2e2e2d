package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.newsletter.journal.Journal;
import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.sql.Timestamp;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Chunks as the database has them: what is claimed bears the name of that claim, and is written by nobody else. */
final class ChunkQueue {
    /** Clocks of two machines may differ by so much before a living process could lose a chunk. */
    private static final Duration CLOCK_MARGIN = Duration.ofSeconds(5);
    /** An edition's last claim is noted no more often, since all who claim would wait for each other. */
    private static final Duration CLAIMED_EVERY = Duration.ofMinutes(1);

    /** The first chunk of the first of these lanes that has one: of an edition that runs and is not late, or to be cancelled. */
    private static final String CLAIM = """
            UPDATE chunk c SET owner = cast(:owner AS uuid), lease_until = :until, claimed_at = coalesce(c.claimed_at, :now),
                claim_note = cast(:owner AS uuid), claims = c.claims + 1
            FROM edition e
            WHERE e.id = c.edition AND NOT EXISTS (SELECT FROM sending_hold) AND :server IN ('', (%s)) AND c.id = (
                SELECT first.id FROM unnest(cast(:lanes AS text[])) AS l (name)
                CROSS JOIN LATERAL (
                    SELECT k.id FROM chunk k JOIN edition d ON d.id = k.edition
                    WHERE k.lane = l.name AND k.next_at <= :now AND (k.owner IS NULL OR k.lease_until < :dead)
                      AND k.id <> all(cast(:held AS bigint[]))
                      AND (d.control = 'cancelled'
                           OR d.control = 'running'
                              AND (k.due_at > :late OR d.control_at IS NOT NULL OR d.claimed_at > :late))
                    ORDER BY k.next_at, k.id LIMIT 1
                    FOR UPDATE OF k SKIP LOCKED) first
                LIMIT 1)
            RETURNING c.id, c.owner, c.edition, c.lane, c.outcomes, c.attempting_to, e.expires_at, coalesce(e.claimed_at, '-infinity') < :before AS unnoted,
                c.plan_note, c.claims""".formatted(Journal.SERVER);

    private static final String CLAIMED = """
            UPDATE edition SET claimed_at = :now
            WHERE id = cast(:edition AS uuid) AND (claimed_at IS NULL OR claimed_at < :before)""";

    /** What nobody claimed in time waits for a person: news of this morning is no news at night. */
    private static final String HOLD_LATE = """
            UPDATE edition e SET control = 'held', control_reason = 'late', control_at = :now
            WHERE e.control = 'running' AND e.control_at IS NULL AND (e.claimed_at IS NULL OR e.claimed_at <= :late)
              AND e.expires_at > :now
              AND EXISTS (SELECT FROM chunk c WHERE c.edition = e.id AND c.next_at IS NOT NULL AND c.due_at <= :late)""";

    /** The last owner marked these and wrote no outcome: perhaps they were sent. */
    private static final String DOUBT = """
            INSERT INTO delivery_exception (edition, subscriber, chunk, ordinal, state, reason, retry_at, attempts,
                                            ever_uncertain, changed_at)
            SELECT edition, subscriber, chunk, ordinal, :state, 'the sending process ended without an answer', :now, 1, true, :now
            FROM delivery WHERE chunk = :chunk AND ordinal = any(:ordinals)""";

    private static final String DOUBT_AGAIN = """
            UPDATE delivery_exception
            SET state = :state, ever_uncertain = true, retry_at = :now, attempts = attempts + 1, changed_at = :now,
                reason = 'the sending process ended without an answer'
            WHERE chunk = :chunk AND state = 'attempting'""";

    /** Only the owner writes, and its lease is renewed by it; a chunk that is missing from the answer has another owner now. */
    private static final String WRITE = """
            UPDATE chunk c
            SET outcomes = decode(r.outcomes, 'hex'), attempting_to = r."attemptingTo", pending = r.pending,
                attempting = r.attempting, sent = r.sent, exceptional = r.exceptional,
                owner = CASE WHEN r.release THEN NULL ELSE c.owner END,
                lease_until = CASE WHEN r.release THEN NULL ELSE :until END,
                done_note = CASE WHEN r.release THEN r.owner ELSE c.done_note END,
                done_at = CASE WHEN r.release AND r.pending = 0 THEN :now ELSE c.done_at END,
                next_at = CASE WHEN NOT r.release THEN c.next_at
                               WHEN r.pending > 0 THEN r.again
                               WHEN r.exceptional = 0 THEN NULL
                               ELSE (SELECT min(x.retry_at) FROM delivery_exception x
                                     WHERE x.chunk = c.id AND x.state IN ('pending', 'deferred')) END
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r
                (id bigint, owner uuid, outcomes text, "attemptingTo" integer, pending integer, attempting integer, sent integer,
                 exceptional integer, release boolean, again timestamptz)
            WHERE c.id = r.id AND c.owner = r.owner
            RETURNING c.id""";

    private static final String LOCK = """
            SELECT id FROM chunk WHERE id = any(cast(:chunks AS bigint[])) AND owner = any(cast(:owners AS uuid[]))
            ORDER BY id FOR UPDATE""";

    private static final String RENEW = """
            UPDATE chunk SET lease_until = :until
            WHERE id = any(cast(:chunks AS bigint[])) AND owner = any(cast(:owners AS uuid[]))
            RETURNING id""";

    private final Database database;
    private final Duration lease;
    private final Duration late;
    private final boolean holdUncertain;
    private Journal journal = Journal.off();

    ChunkQueue(Database database, DeliverySettings settings) {
        this.database = database;
        this.lease = settings.lease();
        this.late = settings.late();
        this.holdUncertain = settings.holdUncertain();
    }

    void noting(Journal given) {
        journal = given;
    }

    /**
     * Takes a chunk in which something is to do and that is nobody's, or whose owner's lease is dead.
     *
     * @param lanes where to look, in this order
     * @param held chunks that this process has, whatever their leases say
     */
    Optional<ClaimedChunk> claim(List<String> lanes, Collection<Long> held, Instant now) {
        Optional<String> server = journal.compared();
        if (lanes.isEmpty() || server.isEmpty()) {
            return Optional.empty();
        }
        Optional<DbRow> claimed = database.client()
                .execute()
                .createNamedQuery("chunk.claim", CLAIM)
                .addParam("owner", UUID.randomUUID().toString())
                .addParam("until", now.plus(lease).atOffset(ZoneOffset.UTC))
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("server", server.get())
                .addParam("dead", now.minus(CLOCK_MARGIN).atOffset(ZoneOffset.UTC))
                .addParam("late", now.minus(late).atOffset(ZoneOffset.UTC))
                .addParam("lanes", lanes.toArray(String[]::new))
                .addParam("held", held.toArray(Long[]::new))
                .addParam("before", now.minus(CLAIMED_EVERY).atOffset(ZoneOffset.UTC))
                .execute()
                .findFirst();
        return claimed.flatMap(row -> {
            ClaimedChunk chunk = toChunk(row, now.plus(lease));
            journal.claiming(
                    chunk.owner(),
                    row.column("plan_note").get(UUID.class),
                    chunk.id(),
                    row.column("claims").getInt());
            if (row.column("unnoted").getBoolean()) {
                noteClaimed(chunk.edition(), now);
            }
            return leftInDoubt(chunk) ? doubt(chunk, now) : Optional.of(chunk);
        });
    }

    private void noteClaimed(UUID edition, Instant now) {
        database.client()
                .execute()
                .createNamedUpdate("edition.claimed", CLAIMED)
                .addParam("edition", edition.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("before", now.minus(CLAIMED_EVERY).atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** Holds editions of which something was due long ago and nobody has claimed anything since; returns how many. */
    long holdLate(Instant now) {
        return database.client()
                .execute()
                .createNamedUpdate("edition.hold-late", HOLD_LATE)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("late", now.minus(late).atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static ClaimedChunk toChunk(DbRow row, Instant until) {
        return new ClaimedChunk(
                row.column("id").getLong(),
                row.column("owner").get(UUID.class),
                row.column("edition").get(UUID.class),
                row.column("lane").getString(),
                row.column("expires_at").get(Timestamp.class).toInstant(),
                row.column("outcomes").get(byte[].class),
                row.column("attempting_to").getInt(),
                until);
    }

    private static boolean leftInDoubt(ClaimedChunk chunk) {
        return chunk.draft().hasExceptions() || !chunk.attempting().isEmpty();
    }

    /**
     * Nobody knows what became of what the last owner marked. Until this is written the chunk is as that owner left it, so who
     * claims it after a crash in between doubts the same; empty if another has it meanwhile.
     */
    private Optional<ClaimedChunk> doubt(ClaimedChunk chunk, Instant now) {
        return database.transactions().inTransaction(tx -> {
            if (lock(tx, List.of(chunk)).isEmpty()) {
                return Optional.empty();
            }
            doubt(tx, chunk, now);
            return Optional.of(chunk);
        });
    }

    private void doubt(DbExecute tx, ClaimedChunk chunk, Instant now) {
        String state = (holdUncertain ? DeliveryState.UNCERTAIN : DeliveryState.PENDING).word();
        ClaimedChunk.Draft draft = chunk.draft();
        if (draft.hasExceptions()) {
            tx.createNamedUpdate("delivery.doubt-again", DOUBT_AGAIN)
                    .addParam("state", state)
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .addParam("chunk", chunk.id())
                    .execute();
        }
        List<Integer> attempting = chunk.attempting();
        if (attempting.isEmpty()) {
            return;
        }
        tx.createNamedInsert("delivery.doubt", DOUBT)
                .addParam("state", state)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("chunk", chunk.id())
                .addParam("ordinals", attempting.toArray(Integer[]::new))
                .execute();
        attempting.forEach(draft::exception);
        Instant until = now.plus(lease);
        write(tx, List.of(draft.row()), until);
        draft.written(until);
    }

    /** Those of these chunks that are ours; nobody takes them before this transaction ends. */
    Set<Long> lock(DbExecute tx, Collection<ClaimedChunk> chunks) {
        Set<Long> ours = new HashSet<>();
        tx.createNamedQuery("chunk.lock", LOCK)
                .addParam("chunks", ids(chunks))
                .addParam("owners", owners(chunks))
                .execute()
                .forEach(row -> ours.add(row.column("id").getLong()));
        return ours;
    }

    /** Writes these chunks, which stay ours until then unless they are released; returns those that were ours. */
    Set<Long> write(DbExecute tx, Collection<ClaimedChunk.Row> rows, Instant until) {
        Set<Long> ours = new HashSet<>();
        tx.createNamedQuery("chunk.write", WRITE)
                .addParam("rows", JsonRows.write(rows))
                .addParam("until", until.atOffset(ZoneOffset.UTC))
                .addParam("now", until.minus(lease).atOffset(ZoneOffset.UTC))
                .execute()
                .forEach(row -> ours.add(row.column("id").getLong()));
        return ours;
    }

    /** Renews these leases; returns the chunks that are ours still. */
    Set<Long> renew(Collection<ClaimedChunk> chunks, Instant until) {
        Set<Long> ours = new HashSet<>();
        database.client()
                .execute()
                .createNamedQuery("chunk.renew", RENEW)
                .addParam("until", until.atOffset(ZoneOffset.UTC))
                .addParam("chunks", ids(chunks))
                .addParam("owners", owners(chunks))
                .execute()
                .forEach(row -> ours.add(row.column("id").getLong()));
        return ours;
    }

    private static Long[] ids(Collection<ClaimedChunk> chunks) {
        return chunks.stream().map(ClaimedChunk::id).toArray(Long[]::new);
    }

    private static String[] owners(Collection<ClaimedChunk> chunks) {
        return chunks.stream().map(chunk -> chunk.owner().toString()).toArray(String[]::new);
    }
}

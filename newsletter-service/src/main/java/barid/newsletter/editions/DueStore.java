package barid.newsletter.editions;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who is due, where she stands, and what she already has and is owed, in the database. */
final class DueStore {
    /** A subscription taken for planning; {@code mailbox} is null for who must not be mailed now. */
    record Taken(
            UUID id,
            List<String> languages,
            List<String> topics,
            Cadence cadence,
            int hour,
            int day,
            String zone,
            long position,
            long confirmedPosition,
            @Nullable Instant nextDue,
            @Nullable String mailbox) {
        /** Her next hour after {@code now}; empty for immediate. */
        Optional<Instant> next(Instant now) {
            return EditionSchedule.next(cadence, now, hour, day, ZoneId.of(zone));
        }

        /** Since when she waits: her newest hour, unless she was due for the first time after it. */
        Instant dueSince(Instant now) {
            Instant first = nextDue == null ? now : nextDue;
            if (cadence == Cadence.IMMEDIATE) {
                return now;
            }
            ZoneId hers = ZoneId.of(zone);
            Instant newest = EditionSchedule.at(EditionSchedule.current(cadence, now, hour, day, hers), hour, hers);
            return newest.isAfter(first) ? newest : first;
        }

        /** The period of her newest hour that is not after {@code now}; not for immediate. */
        Period currentPeriod(Instant now) {
            return EditionSchedule.period(cadence, EditionSchedule.current(cadence, now, hour, day, ZoneId.of(zone)));
        }
    }

    /** What a delivery of hers holds; {@code uncertain}: perhaps. */
    record Carried(
            UUID subscriber,
            boolean uncertain,
            UUID article,
            String language,
            @Nullable Instant correction) {}

    /** An article (no language), or a correction, that an earlier delivery did not bring. */
    record Owed(
            UUID subscriber,
            UUID article,
            @Nullable String language,
            @Nullable Instant correction) {}

    /** How a subscription stands after it was looked at; {@code from} is the position that planning started from. */
    record Looked(
            UUID subscriber,
            long from,
            long position,
            long lookedTo,
            @Nullable Instant nextDue) {}

    private static final String TAKEN = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'id', d.subscriber, 'languages', d.languages, 'topics', d.topics, 'cadence', d.cadence,
                'hour', d.hour, 'day', d.day, 'zone', d.zone, 'position', d.position,
                'confirmedPosition', d.confirmed_position, 'nextDue', d.next_due, 'mailbox', r.mailbox)), '[]') AS text) AS taken
            FROM due d LEFT JOIN recipient r ON r.subscriber = d.subscriber""";

    private static final String TAKE_DUE = """
            WITH due AS (
                SELECT p.* FROM subscription p WHERE p.next_due <= :now
                ORDER BY p.next_due LIMIT :limit
                FOR UPDATE SKIP LOCKED
            )
            """ + TAKEN;

    /** Who already has a delivery of this edition waits for the next one. */
    private static final String TAKE_IMMEDIATE = """
            WITH due AS (
                SELECT p.* FROM subscription p JOIN recipient USING (subscriber)
                WHERE p.cadence = 'immediate' AND p.looked_to < :head
                  AND NOT EXISTS (SELECT FROM edition e JOIN delivery x ON x.edition = e.id
                                  WHERE e.cadence = 'immediate' AND e.period = :period AND x.subscriber = p.subscriber)
                LIMIT :limit
                FOR UPDATE OF p SKIP LOCKED
            )
            """ + TAKEN;

    private static final String STANDING = """
            WITH due AS (SELECT * FROM subscription WHERE subscriber = cast(:reader AS uuid))
            """ + TAKEN;

    private static final String LOCK_STANDING = """
            WITH due AS (SELECT * FROM subscription WHERE subscriber = cast(:reader AS uuid) FOR UPDATE)
            """ + TAKEN;

    private static final String MOVE = """
            UPDATE subscription
            SET position = greatest(position, :position), looked_to = greatest(position, :position)
            WHERE subscriber = cast(:reader AS uuid)""";

    private static final String OWED = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'subscriber', subscriber, 'article', article, 'language', language, 'correction', correction)), '[]')
                AS text) AS owed
            FROM owed WHERE subscriber = any(cast(:readers AS uuid[])) AND since > :oldest""";

    /** By article first: few variants name one, and of those each reader's delivery is one step by its key. */
    private static final String CARRIED = """
            WITH named AS (
                SELECT id, edition, items, corrections FROM variant WHERE articles && cast(:articles AS uuid[])
            ), theirs AS (
                SELECT d.edition, d.subscriber, s.state, v.items, v.corrections
                FROM named v
                JOIN delivery d ON d.edition = v.edition AND d.variant = v.id AND d.subscriber = any(cast(:readers AS uuid[]))
                JOIN delivery_state s ON s.edition = d.edition AND s.subscriber = d.subscriber
                WHERE s.state IN ('pending', 'attempting', 'deferred', 'held', 'sent', 'uncertain')
            ), held AS (
                SELECT t.edition, t.subscriber, t.state, i.article, i.language, cast(NULL AS timestamptz) AS correction
                FROM theirs t, jsonb_to_recordset(t.items) AS i (article uuid, language text)
                UNION ALL
                SELECT t.edition, t.subscriber, t.state, c.article, c.language, c.at
                FROM theirs t, jsonb_to_recordset(t.corrections) AS c (article uuid, language text, at timestamptz)
                UNION ALL
                -- From before the history that is kept: what she was looked at for counts as carried.
                SELECT NULL, p.subscriber, 'uncertain', s.article, s.language, NULL
                FROM ledger_history h
                JOIN story s ON s.article = any(cast(:articles AS uuid[])) AND s.numbered_at < h.begins
                JOIN subscription p ON p.subscriber = any(cast(:readers AS uuid[])) AND s.number <= p.position
                WHERE NOT EXISTS (SELECT FROM owed o WHERE o.subscriber = p.subscriber AND o.article = s.article)
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'subscriber', h.subscriber, 'uncertain', h.state = 'uncertain', 'article', h.article,
                'language', h.language, 'correction', h.correction)), '[]') AS text) AS carried
            FROM held h
            WHERE h.article = any(cast(:articles AS uuid[]))
              -- Left out because it was withdrawn just then: this delivery does not carry it.
              AND NOT EXISTS (SELECT FROM omission o WHERE o.edition = h.edition AND o.subscriber = h.subscriber
                                AND o.article = h.article AND o.language = h.language)""";

    private static final String MAILED_BEFORE = "SELECT article FROM carried_article";

    /** Compare-and-set: a position that moved meanwhile makes the count fall short, and the batch is undone. */
    private static final String LOOKED = """
            UPDATE subscription p
            SET position = greatest(p.position, r.position), looked_to = greatest(p.looked_to, r."lookedTo"), next_due = r."nextDue"
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS r
                (subscriber uuid, "from" bigint, position bigint, "lookedTo" bigint, "nextDue" timestamptz)
            WHERE p.subscriber = r.subscriber AND p.position = r."from"
            """;

    private static final String SETTLE = """
            DELETE FROM owed o
            USING jsonb_to_recordset(cast(:rows AS jsonb)) AS r
                (subscriber uuid, article uuid, language text, correction timestamptz)
            WHERE o.subscriber = r.subscriber AND o.article = r.article
              AND o.language IS NOT DISTINCT FROM r.language AND o.correction IS NOT DISTINCT FROM r.correction""";

    private static final String FORGET_OWED = "DELETE FROM owed WHERE since <= :oldest";

    List<Taken> takeDue(DbExecute tx, Instant now, int limit) {
        return tx.createNamedGet("subscription.take-due", TAKE_DUE)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("taken").getString(), Taken.class))
                .orElseThrow();
    }

    List<Taken> takeImmediate(DbExecute tx, long head, Period period, int limit) {
        return tx.createNamedGet("subscription.take-immediate", TAKE_IMMEDIATE)
                .addParam("head", head)
                .addParam("period", period.name())
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("taken").getString(), Taken.class))
                .orElseThrow();
    }

    /** A reader as planning takes her, whatever her state; empty if she never confirmed. */
    Optional<Taken> standing(DbExecute db, UUID reader) {
        return standing(db, "subscription.standing", STANDING, reader);
    }

    /** The same, and nobody plans for her before this transaction ends. */
    Optional<Taken> lockStanding(DbExecute tx, UUID reader) {
        return standing(tx, "subscription.lock-standing", LOCK_STANDING, reader);
    }

    private static Optional<Taken> standing(DbExecute db, String name, String sql, UUID reader) {
        return db.createNamedGet(name, sql)
                .addParam("reader", reader.toString())
                .execute()
                .flatMap(row -> JsonRows.list(row.column("taken").getString(), Taken.class).stream()
                        .findFirst());
    }

    /** Moves her position on, never back; immediate readers are looked at again from there. */
    void move(DbExecute tx, UUID reader, long position) {
        tx.createNamedUpdate("subscription.move", MOVE)
                .addParam("reader", reader.toString())
                .addParam("position", position)
                .execute();
    }

    List<Owed> owed(DbExecute tx, Collection<UUID> readers, Instant oldest) {
        return tx.createNamedGet("owed.of", OWED)
                .addParam("readers", texts(readers))
                .addParam("oldest", oldest.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.list(row.column("owed").getString(), Owed.class))
                .orElseThrow();
    }

    List<Carried> carried(DbExecute tx, Collection<UUID> readers, Collection<UUID> articles) {
        return tx.createNamedGet("delivery.carried", CARRIED)
                .addParam("readers", texts(readers))
                .addParam("articles", texts(articles))
                .execute()
                .map(row -> JsonRows.list(row.column("carried").getString(), Carried.class))
                .orElseThrow();
    }

    /** Articles mailed before the database was put back: no position tells who had them. */
    Set<UUID> mailedBefore(DbExecute tx) {
        return tx.createNamedQuery("article.mailed-before", MAILED_BEFORE)
                .execute()
                .map(row -> row.column("article").get(UUID.class))
                .collect(Collectors.toSet());
    }

    void looked(DbExecute tx, List<Looked> subscriptions) {
        long moved = tx.createNamedUpdate("subscription.looked", LOOKED)
                .addParam("rows", JsonRows.write(subscriptions))
                .execute();
        if (moved != subscriptions.size()) {
            throw new IllegalStateException("a position moved while its delivery was planned");
        }
    }

    void settle(DbExecute tx, List<Owed> owed) {
        tx.createNamedDelete("owed.settle", SETTLE)
                .addParam("rows", JsonRows.write(owed))
                .execute();
    }

    void forgetOwed(DbExecute db, Instant oldest) {
        db.createNamedDelete("owed.forget", FORGET_OWED)
                .addParam("oldest", oldest.atOffset(ZoneOffset.UTC))
                .execute();
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}

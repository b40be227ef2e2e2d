package barid.newsletter.console;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** How the sending goes, by lane and by minute. */
final class SendingFiguresStore {
    /**
     * A lane, and what is in it of one edition or of all.
     *
     * @param open what may still be sent for the first time
     * @param ahead the same of every running edition: they share the lane
     * @param thisMinute answers in the minute that is not over; {@code lastMinute} in the one before it
     */
    record Lane(
            String lane,
            long open,
            long ahead,
            long sent,
            long deferred,
            long rejected,
            @Nullable Instant stoppedAt,
            @Nullable String stoppedReason,
            Answers thisMinute,
            Answers lastMinute) {}

    /** What receivers answered. */
    record Answers(long accepted, long deferred, long rejected) {}

    /** What they answered in one minute. */
    record Minute(Instant minute, long accepted, long deferred, long rejected) {}

    /** What stands in the way of sending now: whether all is held, editions that are not past by control, and stopped lanes. */
    record Standing(boolean held, Map<String, Long> editions, List<String> stopped) {}

    private static final String STANDING = """
            SELECT cast(jsonb_build_object(
                'held', EXISTS (SELECT FROM sending_hold),
                'editions', (SELECT coalesce(jsonb_object_agg(control, n), '{}')
                             FROM (SELECT control, count(*) AS n FROM edition WHERE expires_at > :now GROUP BY control) AS e),
                'stopped', (SELECT coalesce(jsonb_agg(name ORDER BY name), '[]') FROM lane WHERE stopped_at IS NOT NULL)
                ) AS text) AS standing""";

    private static final String ANSWERS = """
            jsonb_build_object('accepted', coalesce(%1$s.accepted, 0), 'deferred', coalesce(%1$s.deferred, 0),
                               'rejected', coalesce(%1$s.rejected, 0))""";

    private static final String LANES = """
            WITH chosen AS (
                SELECT e.id FROM edition e
                WHERE CASE WHEN :edition = '' THEN e.expires_at > :now ELSE e.id = cast(nullif(:edition, '') AS uuid) END
            ), plain AS (
                SELECT c.lane, sum(c.pending + c.attempting) AS open, sum(c.sent) AS sent
                FROM chunk c JOIN chosen e ON e.id = c.edition GROUP BY c.lane
            ), exceptional AS (
                SELECT c.lane, count(*) FILTER (WHERE x.state = 'sent') AS sent,
                       count(*) FILTER (WHERE x.state = 'deferred') AS deferred,
                       count(*) FILTER (WHERE x.state = 'rejected') AS rejected,
                       count(*) FILTER (WHERE x.state IN ('pending', 'attempting')) AS open
                FROM delivery_exception x JOIN chosen e ON e.id = x.edition JOIN chunk c ON c.id = x.chunk
                GROUP BY c.lane
            ), ahead AS (
                SELECT c.lane, sum(c.pending + c.attempting) AS open
                FROM chunk c JOIN edition e ON e.id = c.edition
                WHERE c.next_at IS NOT NULL AND e.control = 'running' GROUP BY c.lane
            ), named AS (
                SELECT lane FROM plain
                UNION
                SELECT name FROM lane WHERE stopped_at IS NOT NULL AND :edition = '' AND name <> ''
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'lane', n.lane, 'open', coalesce(p.open, 0) + coalesce(x.open, 0), 'ahead', coalesce(a.open, 0),
                'sent', coalesce(p.sent, 0) + coalesce(x.sent, 0), 'deferred', coalesce(x.deferred, 0),
                'rejected', coalesce(x.rejected, 0), 'stoppedAt', l.stopped_at, 'stoppedReason', l.stopped_reason,
                'thisMinute', %s, 'lastMinute', %s)
                ORDER BY coalesce(p.open, 0) + coalesce(p.sent, 0) DESC, n.lane), '[]') AS text) AS lanes
            FROM named n
            LEFT JOIN plain p ON p.lane = n.lane
            LEFT JOIN exceptional x ON x.lane = n.lane
            LEFT JOIN ahead a ON a.lane = n.lane
            LEFT JOIN lane l ON l.name = n.lane
            LEFT JOIN lane_minute t ON t.lane = n.lane AND t.minute = :minute
            LEFT JOIN lane_minute b ON b.lane = n.lane AND b.minute = :before""".formatted(ANSWERS.formatted("t"), ANSWERS.formatted("b"));

    private static final String MINUTES = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object('minute', m.minute, 'accepted', m.accepted,
                'deferred', m.deferred, 'rejected', m.rejected) ORDER BY m.minute), '[]') AS text) AS minutes
            FROM (SELECT minute, sum(accepted) AS accepted, sum(deferred) AS deferred, sum(rejected) AS rejected
                  FROM lane_minute
                  WHERE minute >= :since AND lane <> '' AND (cardinality(:lanes) = 0 OR lane = any(:lanes))
                  GROUP BY minute) AS m""";

    private final Database database;

    SendingFiguresStore(Database database) {
        this.database = database;
    }

    Standing standing(Instant now) {
        return database.client()
                .execute()
                .createNamedGet("sending.standing", STANDING)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.read(row.column("standing").getString(), Standing.class))
                .orElseThrow();
    }

    /** The lanes of an edition; of all that are not past if it is null, those that are stopped besides. */
    List<Lane> lanes(@Nullable UUID edition, Instant now) {
        Instant minute = now.truncatedTo(ChronoUnit.MINUTES);
        return database.client()
                .execute()
                .createNamedGet("sending.lanes", LANES)
                .addParam("edition", edition == null ? "" : edition.toString())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("minute", minute.atOffset(ZoneOffset.UTC))
                .addParam("before", minute.minus(1, ChronoUnit.MINUTES).atOffset(ZoneOffset.UTC))
                .execute()
                .map(row -> JsonRows.list(row.column("lanes").getString(), Lane.class))
                .orElseThrow();
    }

    /** What these lanes, or all if none is named, answered since then; minutes without an answer are left out. */
    List<Minute> minutes(Instant since, List<String> lanes) {
        return database.client()
                .execute()
                .createNamedGet("sending.minutes", MINUTES)
                .addParam("since", since.atOffset(ZoneOffset.UTC))
                .addParam("lanes", lanes.toArray(String[]::new))
                .execute()
                .map(row -> JsonRows.list(row.column("minutes").getString(), Minute.class))
                .orElseThrow();
    }
}

package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.newsletter.rows.JsonRows;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The books: what was planned, and the sum of the eleven states, which is the same at every moment. */
public final class LedgerStore {
    private static final Duration METRICS_FOR = Duration.ofDays(2);
    private static final Duration METRICS_AGE = Duration.ofSeconds(5);

    /**
     * An edition with its deliveries by state; states that nothing is in are left out. What is pending in a paused or held
     * edition counts as held.
     *
     * @param control whether it may be sent: starting, running, paused, held, cancelled
     * @param controlReason why, as an operator or the service put it; may be empty
     */
    public record Books(
            UUID edition,
            String cadence,
            String period,
            Instant created,
            Instant expires,
            String control,
            String controlReason,
            @Nullable Instant controlAt,
            long planned,
            Map<String, Long> states) {
        /** Planned, less all that is accounted for: 0. */
        public long imbalance() {
            return planned - states.values().stream().mapToLong(Long::longValue).sum();
        }

        public long in(DeliveryState state) {
            return states.getOrDefault(state.word(), 0L);
        }
    }

    /** One snapshot. An exception's state counts from its own row, all others from the counts of their chunk. */
    private static final String BOOKS = """
            , counted AS (
                SELECT c.edition, s.state, s.count, e.control
                FROM chunk c JOIN chosen e ON e.id = c.edition
                CROSS JOIN LATERAL (VALUES ('pending', c.pending), ('attempting', c.attempting), ('sent', c.sent)) AS s (state, count)
                UNION ALL
                SELECT x.edition, x.state, 1, e.control
                FROM delivery_exception x JOIN chosen e ON e.id = x.edition
            ), named AS (
                SELECT edition, count,
                       CASE WHEN state = 'pending' AND control IN ('paused', 'held') THEN 'held' ELSE state END AS state
                FROM counted
            ), summed AS (
                SELECT edition, state, sum(count) AS count FROM named GROUP BY edition, state
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'edition', e.id, 'cadence', e.cadence, 'period', e.period, 'created', e.created_at, 'expires', e.expires_at,
                'control', e.control, 'controlReason', e.control_reason, 'controlAt', e.control_at,
                'planned', (SELECT count(*) FROM delivery d WHERE d.edition = e.id),
                'states', coalesce((SELECT jsonb_object_agg(s.state, s.count) FROM summed s
                                    WHERE s.edition = e.id AND s.count > 0), '{}'))
                ORDER BY e.created_at DESC, e.id DESC), '[]') AS text) AS books
            FROM chosen e""";

    private static final String SINCE = """
            WITH chosen AS (
                SELECT * FROM edition WHERE created_at > :since ORDER BY created_at DESC, id DESC LIMIT :limit
            )""" + BOOKS;

    private static final String BEFORE = """
            WITH chosen AS (
                SELECT * FROM edition
                WHERE (:cadence = '' OR cadence = :cadence)
                  AND (cast(:before AS uuid) IS NULL
                       OR (created_at, id) < (SELECT created_at, id FROM edition WHERE id = cast(:before AS uuid)))
                ORDER BY created_at DESC, id DESC LIMIT :limit
            )""" + BOOKS;

    private static final String ONE = "WITH chosen AS (SELECT * FROM edition WHERE id = cast(:id AS uuid))" + BOOKS;

    private final Database database;
    private final InstantSource clock;
    private List<Books> measured = List.of();
    private Instant measuredAt = Instant.EPOCH;

    public LedgerStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    /** Publishes the open editions' counts; asks the database at most every few seconds. */
    public LedgerStore register(MeterRegistry metrics) {
        for (DeliveryState state : DeliveryState.values()) {
            Gauge.builder(
                            "barid.deliveries",
                            () -> measure().stream()
                                    .mapToLong(books -> books.in(state))
                                    .sum())
                    .description("Deliveries of the last two days' editions, by state")
                    .tag("state", state.word())
                    .register(metrics);
        }
        Gauge.builder(
                        "barid.deliveries.imbalance",
                        () -> measure().stream()
                                .mapToLong(books -> Math.abs(books.imbalance()))
                                .sum())
                .description("Deliveries that no state accounts for; anything but 0 is a fault")
                .register(metrics);
        return this;
    }

    private synchronized List<Books> measure() {
        Instant now = clock.instant();
        if (Duration.between(measuredAt, now).abs().compareTo(METRICS_AGE) > 0) {
            measured = books(now.minus(METRICS_FOR), 1_000);
            measuredAt = now;
        }
        return measured;
    }

    /** The newest editions made after {@code since}, the newest first. */
    public List<Books> books(Instant since, int limit) {
        return database.client()
                .execute()
                .createNamedGet("ledger.books", SINCE)
                .addParam("since", since.atOffset(ZoneOffset.UTC))
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("books").getString(), Books.class))
                .orElseThrow();
    }

    /** Editions of a cadence, or of all if it is empty, made before the edition {@code before}, if given; the newest first. */
    public List<Books> before(@Nullable UUID before, String cadence, int limit) {
        return database.client()
                .execute()
                .createNamedGet("ledger.before", BEFORE)
                .addParam("cadence", cadence)
                .addParam("before", before == null ? null : before.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("books").getString(), Books.class))
                .orElseThrow();
    }

    /** One edition's. */
    public Optional<Books> of(UUID edition) {
        return database.client()
                .execute()
                .createNamedGet("ledger.one", ONE)
                .addParam("id", edition.toString())
                .execute()
                .flatMap(row -> JsonRows.list(row.column("books").getString(), Books.class).stream()
                        .findFirst());
    }
}

package barid.feed.partners;

import barid.kit.db.Database;
import barid.kit.http.Json;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Who pulled what and when, by hours. */
final class PullStore {
    private static final String SUMS = """
            cast(sum(whole) AS bigint) AS whole, cast(sum(news) AS bigint) AS news,
            cast(sum(unchanged) AS bigint) AS unchanged, cast(sum(archive) AS bigint) AS archive,
            cast(sum(refused) AS bigint) AS refused, cast(sum(limited) AS bigint) AS limited,
            cast(sum(failed) AS bigint) AS failed, cast(sum(bytes) AS bigint) AS bytes""";

    /** In the order of the table's key, so that replicas do not wait for each other in a ring. */
    private static final String ADD = """
            WITH used AS (
                UPDATE partner_key k SET used_at = greatest(k.used_at, u.used)
                FROM jsonb_to_recordset(cast(:keys AS jsonb)) AS u (partner text, number integer, used timestamptz)
                WHERE k.partner = u.partner AND k.number = u.number
            )
            INSERT INTO pull AS p (partner, hour, whole, news, unchanged, archive, refused, limited, failed, bytes,
                last_at, agent, position)
            SELECT r.partner, r.hour, r.whole, r.news, r.unchanged, r.archive, r.refused, r.limited, r.failed, r.bytes,
                r.last_at, r.agent, r.position
            FROM jsonb_to_recordset(cast(:pulls AS jsonb)) AS r (partner text, hour timestamptz, whole bigint, news bigint,
                unchanged bigint, archive bigint, refused bigint, limited bigint, failed bigint, bytes bigint,
                last_at timestamptz, agent text, position bigint)
            ORDER BY r.partner, r.hour
            ON CONFLICT (partner, hour) DO UPDATE SET
                whole = p.whole + excluded.whole, news = p.news + excluded.news,
                unchanged = p.unchanged + excluded.unchanged, archive = p.archive + excluded.archive,
                refused = p.refused + excluded.refused, limited = p.limited + excluded.limited,
                failed = p.failed + excluded.failed, bytes = p.bytes + excluded.bytes,
                last_at = greatest(p.last_at, excluded.last_at), agent = coalesce(excluded.agent, p.agent),
                position = greatest(p.position, excluded.position)""";

    private static final String FORGET = "DELETE FROM pull WHERE hour < :before";

    private static final String LAST = """
            SELECT p.id, l.last_at, l.agent, coalesce(l.position, 0) AS position,
                (SELECT count(*) FROM feed_member m
                 WHERE m.feed = 'partners/' || p.id AND m.position > coalesce(l.position, 0)) AS behind
            FROM partner p LEFT JOIN LATERAL (
                SELECT last_at, agent, position FROM pull WHERE partner = p.id AND last_at IS NOT NULL
                ORDER BY hour DESC LIMIT 1) l ON true
            WHERE cast(:id AS text) IS NULL OR p.id = :id""";

    private static final String DAYS = "SELECT partner, to_char(hour AT TIME ZONE :zone, 'YYYY-MM-DD') AS day, " + SUMS
            + " FROM pull WHERE hour >= :since AND (cast(:id AS text) IS NULL OR partner = :id) GROUP BY 1, 2";

    private static final String HOURS =
            "SELECT hour, " + SUMS + " FROM pull WHERE partner = :id AND hour >= :since GROUP BY 1";

    private final Database database;

    PullStore(Database database) {
        this.database = database;
    }

    /** When a key was used last. */
    record KeyUse(String partner, int number, Instant used) {}

    private record Row(
            String partner,
            Instant hour,
            long whole,
            long news,
            long unchanged,
            long archive,
            long refused,
            long limited,
            long failed,
            long bytes,
            @JsonProperty("last_at") @Nullable Instant lastAt,
            @Nullable String agent,
            @Nullable Long position) {
        static Row of(PullCount count) {
            Tally tally = count.tally();
            return new Row(
                    count.partner(),
                    count.hour(),
                    tally.whole(),
                    tally.news(),
                    tally.unchanged(),
                    tally.archive(),
                    tally.refused(),
                    tally.limited(),
                    tally.failed(),
                    tally.bytes(),
                    count.lastAt(),
                    count.agent(),
                    count.position());
        }
    }

    /** Adds all of these in one statement. */
    void add(List<PullCount> counts, List<KeyUse> keys) {
        database.client()
                .execute()
                .createNamedInsert("pull.add", ADD)
                .addParam("pulls", json(counts.stream().map(Row::of).toList()))
                .addParam("keys", json(keys))
                .execute();
    }

    private static String json(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }

    void forgetBefore(Instant before) {
        database.client()
                .execute()
                .createNamedDelete("pull.forget", FORGET)
                .addParam("before", before.atOffset(ZoneOffset.UTC))
                .execute();
    }

    /** How each partner stands, by its id. */
    Map<String, LastPull> last() {
        return last((String) null);
    }

    /** How one partner stands. */
    LastPull lastOf(String id) {
        return last(id).getOrDefault(id, LastPull.NEVER);
    }

    private Map<String, LastPull> last(@Nullable String id) {
        Map<String, LastPull> last = new HashMap<>();
        database.client()
                .execute()
                .createNamedQuery("pull.last", LAST)
                .addParam("id", id)
                .execute()
                .forEach(row -> last.put(
                        row.column("id").getString(),
                        new LastPull(
                                Optional.ofNullable(row.column("last_at").get(Timestamp.class))
                                        .map(Timestamp::toInstant),
                                Optional.ofNullable(row.column("agent").get(String.class)),
                                row.column("position").getLong(),
                                row.column("behind").getLong())));
        return last;
    }

    /** Days on which anything was pulled, by partner; a day is one of {@code zone}. */
    Map<String, Map<LocalDate, Tally>> days(LocalDate since, ZoneId zone) {
        return days(null, since, zone);
    }

    /** The same of one partner. */
    Map<LocalDate, Tally> daysOf(String id, LocalDate since, ZoneId zone) {
        return days(id, since, zone).getOrDefault(id, Map.of());
    }

    private Map<String, Map<LocalDate, Tally>> days(@Nullable String id, LocalDate since, ZoneId zone) {
        Map<String, Map<LocalDate, Tally>> days = new HashMap<>();
        database.client()
                .execute()
                .createNamedQuery("pull.days", DAYS)
                .addParam("zone", zone.getId())
                .addParam("since", since.atStartOfDay(zone).toOffsetDateTime())
                .addParam("id", id)
                .execute()
                .forEach(row -> days.computeIfAbsent(row.column("partner").getString(), any -> new TreeMap<>())
                        .put(LocalDate.parse(row.column("day").getString()), tally(row)));
        return days;
    }

    /** Hours in which the partner pulled anything. */
    Map<Instant, Tally> hours(String id, Instant since) {
        Map<Instant, Tally> hours = new TreeMap<>();
        database.client()
                .execute()
                .createNamedQuery("pull.hours", HOURS)
                .addParam("id", id)
                .addParam("since", since.atOffset(ZoneOffset.UTC))
                .execute()
                .forEach(
                        row -> hours.put(row.column("hour").get(Timestamp.class).toInstant(), tally(row)));
        return hours;
    }

    private static Tally tally(DbRow row) {
        return new Tally(
                row.column("whole").getLong(),
                row.column("news").getLong(),
                row.column("unchanged").getLong(),
                row.column("archive").getLong(),
                row.column("refused").getLong(),
                row.column("limited").getLong(),
                row.column("failed").getLong(),
                row.column("bytes").getLong());
    }
}

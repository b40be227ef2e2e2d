package barid.article.schedule;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Finds what is due, by the database's clock: whatever their own say, all instances agree on it. */
final class ScheduleStore {
    /**
     * Ends the transaction of an instance that froze or lost its network in the midst of it; without that its lock would hold
     * the article until TCP gives up, hours later.
     */
    private static final String BOUND = "SELECT set_config('idle_in_transaction_session_timeout', '5000', true)";

    /**
     * The article's row is locked and not the translation's, since every act takes the article's first. Whether it is still
     * due must be asked again under the lock.
     */
    private static final String CLAIM = """
            SELECT cast(json_build_object('article', article.id, 'language', translation.language) AS text) AS doc
            FROM translation JOIN article ON article.id = translation.article
            WHERE translation.state = 'scheduled' AND translation.scheduled_at <= statement_timestamp()
                AND NOT cast(translation.article AS text) || '/' || translation.language = any(:failing)
            ORDER BY translation.scheduled_at
            LIMIT 1 FOR UPDATE OF article SKIP LOCKED""";

    private static final String NEXT = """
            SELECT extract(epoch FROM min(scheduled_at) - clock_timestamp()) * 1000 AS millis
            FROM translation
            WHERE state = 'scheduled' AND NOT cast(article AS text) || '/' || language = any(:failing)""";

    /** A translation whose embargo has ended. */
    record Due(UUID article, String language) {
        String key() {
            return article + "/" + language;
        }
    }

    /** The first that is due and that nobody has in hand; {@code failing} are left out. */
    Optional<Due> claim(DbExecute tx, Set<String> failing) {
        tx.createNamedGet("schedule.bound", BOUND).execute();
        return tx.createNamedGet("schedule.claim", CLAIM)
                .addParam("failing", failing.toArray(String[]::new))
                .execute()
                .map(row -> Rows.read(row, Due.class));
    }

    /** How long until the earliest embargo ends; negative if it has. */
    Optional<Duration> untilNext(DbExecute db, Set<String> failing) {
        return db.createNamedGet("schedule.next", NEXT)
                .addParam("failing", failing.toArray(String[]::new))
                .execute()
                .flatMap(row -> Optional.ofNullable(row.column("millis").get(BigDecimal.class)))
                .map(millis -> Duration.ofMillis(
                        millis.setScale(0, RoundingMode.CEILING).longValue()));
    }
}

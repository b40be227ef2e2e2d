package barid.article.schedule;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/** Finds what is due. */
final class ScheduleStore {
    /**
     * The article's row is locked and not the translation's, since every act takes the article's first. Whether it is still
     * due must be asked again under the lock.
     */
    private static final String CLAIM = """
            SELECT cast(json_build_object('article', article.id, 'language', translation.language,
                'at', translation.scheduled_at) AS text) AS doc
            FROM translation JOIN article ON article.id = translation.article
            WHERE translation.state = 'scheduled' AND translation.scheduled_at <= :now
            ORDER BY translation.scheduled_at
            LIMIT 1 FOR UPDATE OF article SKIP LOCKED""";

    private static final String NEXT = """
            SELECT cast(json_build_object('at', min(scheduled_at)) AS text) AS doc
            FROM translation WHERE state = 'scheduled' HAVING min(scheduled_at) IS NOT NULL""";

    record Due(UUID article, String language, Instant at) {}

    private record Next(Instant at) {}

    Optional<Due> claim(DbExecute tx, Instant now) {
        return tx.createNamedGet("schedule.claim", CLAIM)
                .addParam("now", Rows.time(now))
                .execute()
                .map(row -> Rows.read(row, Due.class));
    }

    /** When the earliest embargo ends. */
    Optional<Instant> next(DbExecute db) {
        return db.createNamedGet("schedule.next", NEXT)
                .execute()
                .map(row -> Rows.read(row, Next.class).at());
    }
}

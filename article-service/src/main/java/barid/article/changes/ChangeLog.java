package barid.article.changes;

import io.helidon.dbclient.DbExecute;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Appends to the change feed, inside the transaction that makes something public. */
public final class ChangeLog {
    /** The channel that is notified at the commit of every append. */
    static final String CHANNEL = "change";

    /** Any number, the same in every instance; held to the commit, so that positions follow commit order. */
    private static final String LOCK = "SELECT pg_advisory_xact_lock(4711001)";

    /** %s yields key, kind, article, language, topic of what is announced. */
    private static final String APPEND = """
            WITH superseded AS (
                UPDATE change_mark SET superseded_at = clock_timestamp()
                FROM change WHERE change.key = any(:keys) AND change_mark.position = change.position
            ), placed AS (
                INSERT INTO change (position, key, kind, article, language, topic, traceparent)
                SELECT nextval('change_position'), announced.*, :traceparent FROM (%s) announced
                ON CONFLICT (key) DO UPDATE
                SET position = EXCLUDED.position, appended_at = EXCLUDED.appended_at, traceparent = EXCLUDED.traceparent
                RETURNING position
            ), marked AS (
                INSERT INTO change_mark (position, mark)
                SELECT position, replace(cast(gen_random_uuid() AS text), '-', '') FROM placed
            ), forgotten AS (
                -- the newest mark is never superseded, so it always stays
                DELETE FROM change_mark WHERE position IN (
                    SELECT position FROM change_mark
                    WHERE superseded_at < clock_timestamp() - INTERVAL '90 days' LIMIT 100)
            )
            SELECT pg_notify('change', '')""";

    private static final String APPEND_TRANSLATIONS = APPEND.formatted("""
            SELECT key, 'translation', cast(:article AS uuid), substr(key, 38), cast(NULL AS text)
            FROM unnest(:keys) WITH ORDINALITY AS keys (key, ordinal) ORDER BY ordinal""");

    private static final String APPEND_TOPIC = APPEND.formatted("""
            SELECT key, 'topic', cast(NULL AS uuid), cast(NULL AS text), substr(key, 7) FROM unnest(:keys) AS keys (key)""");

    /** Of keys of both kinds, in this order. */
    private static final String APPEND_KEYS = APPEND.formatted("""
            SELECT key, CASE WHEN topic THEN 'topic' ELSE 'translation' END,
                   CASE WHEN NOT topic THEN cast(substr(key, 1, 36) AS uuid) END,
                   CASE WHEN NOT topic THEN substr(key, 38) END,
                   CASE WHEN topic THEN substr(key, 7) END
            FROM (SELECT key, ordinal, key LIKE 'topic:%' AS topic
                  FROM unnest(:keys) WITH ORDINALITY AS keys (key, ordinal)) keys
            ORDER BY ordinal""");

    private static final String POSITIONS = "SELECT key, position FROM change WHERE key = any(:keys)";

    /** Takes the feed's lock, if it is not held yet; what is read after it is what the announcement will show. */
    public void lock(DbExecute tx) {
        tx.createNamedGet("change.lock", LOCK).execute();
    }

    /** Announces translations of one article, in this order; {@link #lock} comes before. */
    public void announce(DbExecute tx, UUID article, List<String> languages, Optional<String> traceparent) {
        tx.createNamedGet("change.append-translations", APPEND_TRANSLATIONS)
                .addParam("article", article.toString())
                .addParam(
                        "keys",
                        languages.stream()
                                .map(language -> article + ":" + language)
                                .toArray(String[]::new))
                .addParam("traceparent", traceparent.orElse(null))
                .execute();
    }

    /** Announces a topic; {@link #lock} comes before. */
    public void announceTopic(DbExecute tx, String slug, Optional<String> traceparent) {
        tx.createNamedGet("change.append-topic", APPEND_TOPIC)
                .addParam("keys", new String[] {"topic:" + slug})
                .addParam("traceparent", traceparent.orElse(null))
                .execute();
    }

    /** Announces whatever these keys stand for ({@code <article>:<language>} or {@code topic:<slug>}), in this order. */
    public void announceKeys(DbExecute tx, List<String> keys, Optional<String> traceparent) {
        tx.createNamedGet("change.append-keys", APPEND_KEYS)
                .addParam("keys", keys.toArray(String[]::new))
                .addParam("traceparent", traceparent.orElse(null))
                .execute();
    }

    /** Where these keys stand in the feed; what was never announced is missing. */
    public Map<String, Long> positions(DbExecute tx, Collection<String> keys) {
        Map<String, Long> positions = new HashMap<>();
        tx.createNamedQuery("change.positions", POSITIONS)
                .addParam("keys", keys.toArray(String[]::new))
                .execute()
                .forEach(row -> positions.put(
                        row.column("key").getString(), row.column("position").getLong()));
        return positions;
    }
}

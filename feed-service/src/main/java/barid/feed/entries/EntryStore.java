package barid.feed.entries;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import org.jspecify.annotations.Nullable;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** What the copy holds of translations. Each write draws a version, so it runs under the follower's lock. */
final class EntryStore {
    private static final String SELECT = """
            SELECT e.article, e.language, e.entry_id, cast(e.snapshot AS text) AS snapshot, e.withdrawn_at, e.reason
            FROM entry e""";

    private static final String KNOWN = SELECT + """
             JOIN unnest(:articles, :languages) AS asked (article, language)
            ON e.article = cast(asked.article AS uuid) AND e.language = asked.language""";

    private static final String PUT = """
            INSERT INTO entry (article, language, entry_id, snapshot, topics, published, updated, traceparent)
            VALUES (cast(:article AS uuid), :language, :entryId, cast(:snapshot AS jsonb), :topics, :published, :updated,
                :traceparent)
            ON CONFLICT (article, language) DO UPDATE SET
                entry_id = excluded.entry_id, snapshot = excluded.snapshot, topics = excluded.topics,
                published = excluded.published, updated = excluded.updated, withdrawn_at = NULL, reason = NULL,
                traceparent = excluded.traceparent, version = nextval('feed_position')""";

    /** The text goes with the withdrawal. */
    private static final String BURY = """
            INSERT INTO entry (article, language, entry_id, withdrawn_at, reason, traceparent)
            VALUES (cast(:article AS uuid), :language, :entryId, :withdrawn, :reason, :traceparent)
            ON CONFLICT (article, language) DO UPDATE SET
                entry_id = excluded.entry_id, snapshot = NULL, topics = '{}', published = NULL, updated = NULL,
                withdrawn_at = excluded.withdrawn_at, reason = excluded.reason,
                traceparent = excluded.traceparent, version = nextval('feed_position')""";

    private static final String IS_NEWS = """
            SELECT NOT cast(snapshot ->> 'historical' AS boolean) AS news FROM entry
            WHERE article = cast(:article AS uuid) AND language = :language AND snapshot IS NOT NULL""";

    private static final String UNSEEN = SELECT + """
             WHERE e.snapshot IS NOT NULL
            AND NOT EXISTS (SELECT FROM change_seen s WHERE s.key = cast(e.article AS text) || chr(58) || e.language)
            ORDER BY e.article, e.language""";

    /** What the copy holds of a translation. */
    sealed interface Known {
        String key();

        record Live(Change.Published as) implements Known {
            @Override
            public String key() {
                return as.key();
            }
        }

        record Gone(Change.Withdrawn as) implements Known {
            @Override
            public String key() {
                return as.key();
            }
        }
    }

    /** What is known of the translations that the changes are about, by {@link Change#key()}. */
    Map<String, Known> known(DbExecute tx, List<Change> changes) {
        List<String[]> asked = changes.stream().flatMap(EntryStore::translation).toList();
        Map<String, Known> known = new HashMap<>();
        if (asked.isEmpty()) {
            return known;
        }
        tx.createNamedQuery("entry.known", KNOWN)
                .addParam("articles", asked.stream().map(pair -> pair[0]).toArray(String[]::new))
                .addParam("languages", asked.stream().map(pair -> pair[1]).toArray(String[]::new))
                .execute()
                .map(EntryStore::toKnown)
                .forEach(entry -> known.put(entry.key(), entry));
        return known;
    }

    private static Stream<String[]> translation(Change change) {
        return switch (change) {
            case Change.Published p ->
                Stream.<String[]>of(new String[] {p.article().toString(), CleanText.of(p.language())});
            case Change.Withdrawn w ->
                Stream.<String[]>of(new String[] {w.article().toString(), CleanText.of(w.language())});
            case Change.Topic t -> Stream.empty();
        };
    }

    /** {@code traceparent} is the context of the write that it came from. */
    void put(DbExecute tx, Change.Published entry, @Nullable String traceparent) {
        tx.createNamedInsert("entry.put", PUT)
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("entryId", entry.entryId())
                .addParam("snapshot", ChangeJson.write(entry))
                .addParam("topics", entry.topics().toArray(String[]::new))
                .addParam("published", utc(entry.published()))
                .addParam("updated", utc(entry.updated()))
                .addParam("traceparent", traceparent)
                .execute();
    }

    void bury(DbExecute tx, Change.Withdrawn entry, @Nullable String traceparent) {
        tx.createNamedInsert("entry.bury", BURY)
                .addParam("article", entry.article().toString())
                .addParam("language", entry.language())
                .addParam("entryId", entry.entryId())
                .addParam("withdrawn", utc(entry.withdrawn()))
                .addParam("reason", entry.reason())
                .addParam("traceparent", traceparent)
                .execute();
    }

    /** Whether the entry is live, and was announced as news when it became public. */
    boolean isNews(DbExecute tx, UUID article, String language) {
        return tx.createNamedGet("entry.is-news", IS_NEWS)
                .addParam("article", article.toString())
                .addParam("language", language)
                .execute()
                .map(row -> row.column("news").getBoolean())
                .orElse(false);
    }

    /** The live entries that a rebuild did not see. */
    List<Change.Published> unseen(DbExecute tx) {
        return tx.createNamedQuery("entry.unseen", UNSEEN)
                .execute()
                .map(EntryStore::toKnown)
                .filter(Known.Live.class::isInstance)
                .map(entry -> ((Known.Live) entry).as())
                .toList();
    }

    private static Known toKnown(DbRow row) {
        return Optional.ofNullable(row.column("snapshot").get(String.class))
                .<Known>map(json -> new Known.Live((Change.Published) ChangeJson.read(json)))
                .orElseGet(() -> new Known.Gone(new Change.Withdrawn(
                        0,
                        row.column("article").get(UUID.class),
                        row.column("language").getString(),
                        row.column("entry_id").getString(),
                        row.column("withdrawn_at").get(Timestamp.class).toInstant(),
                        row.column("reason").getString())));
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

package barid.feed.entries;

import barid.kit.changes.Change;
import barid.kit.http.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Topics as they were announced. */
public final class TopicStore {
    /** Writes nothing, and so returns nothing, where the topic stands already as announced. */
    private static final String PUT = """
            INSERT INTO topic AS t (slug, names, merged_into)
            VALUES (:slug, cast(:names AS jsonb), cast(:merged AS text))
            ON CONFLICT (slug) DO UPDATE SET names = excluded.names, merged_into = excluded.merged_into
            WHERE (t.names, t.merged_into) IS DISTINCT FROM (excluded.names, excluded.merged_into)
            RETURNING slug""";

    private static final String ALL = "SELECT slug, cast(names AS text) AS names, merged_into FROM topic";

    private static final String DELETE_UNSEEN = """
            DELETE FROM topic WHERE 'topic' || chr(58) || slug NOT IN (SELECT key FROM change_seen) RETURNING slug""";

    /** Stores the topic; whether that changed anything. */
    boolean put(DbExecute tx, Change.Topic topic) {
        return tx.createNamedGet("topic.put", PUT)
                .addParam("slug", topic.slug())
                .addParam("names", new String(Json.write(topic.names()), java.nio.charset.StandardCharsets.UTF_8))
                .addParam("merged", topic.mergedInto())
                .execute()
                .isPresent();
    }

    /** Every topic, merged ones included. */
    public Topics all(DbExecute db) {
        Map<String, Change.Topic> bySlug = new HashMap<>();
        db.createNamedQuery("topic.all", ALL)
                .execute()
                .map(TopicStore::toTopic)
                .forEach(topic -> bySlug.put(topic.slug(), topic));
        return new Topics(bySlug);
    }

    /** Deletes what a rebuild did not see; the slugs deleted. */
    List<String> deleteUnseen(DbExecute tx) {
        return tx.createNamedQuery("topic.delete-unseen", DELETE_UNSEEN)
                .execute()
                .map(row -> row.column("slug").getString())
                .toList();
    }

    @SuppressWarnings("unchecked") // a JSON object of strings, written above
    private static Change.Topic toTopic(DbRow row) {
        try {
            return new Change.Topic(
                    0,
                    row.column("slug").getString(),
                    Json.MAPPER.readValue(row.column("names").getString(), Map.class),
                    row.column("merged_into").get(String.class));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a stored topic cannot be read", e);
        }
    }
}

package barid.article.topics;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Keeps topics and follows their mergers. */
final class TopicStore {
    private static final String FIND = """
            SELECT cast(json_build_object('slug', slug, 'names', names, 'mergedInto', merged_into) AS text) AS doc
            FROM topic WHERE slug = :slug""";

    private static final String PUT = """
            INSERT INTO topic (slug, names) VALUES (:slug, cast(:names AS jsonb))
            ON CONFLICT (slug) DO UPDATE SET names = EXCLUDED.names""";

    private static final String MERGE = "UPDATE topic SET merged_into = :into WHERE slug = :slug";

    /** UNION ends a circle, should there ever be one. */
    private static final String RESOLVE = """
            WITH RECURSIVE chain AS (
                SELECT slug AS named, slug, merged_into FROM topic WHERE slug = any(:slugs)
                UNION
                SELECT chain.named, topic.slug, topic.merged_into FROM chain JOIN topic ON topic.slug = chain.merged_into
            )
            SELECT named, slug FROM chain WHERE merged_into IS NULL""";

    /** The topic that this one counts as, and all that count as it. */
    private static final String FAMILY = """
            WITH RECURSIVE chain AS (
                SELECT slug, merged_into FROM topic WHERE slug = :slug
                UNION
                SELECT topic.slug, topic.merged_into FROM chain JOIN topic ON topic.slug = chain.merged_into
            ), family AS (
                SELECT slug FROM chain WHERE merged_into IS NULL
                UNION
                SELECT topic.slug FROM family JOIN topic ON topic.merged_into = family.slug
            )
            SELECT slug FROM family""";

    /** Index topic_standing. */
    private static final String STANDING = """
            SELECT cast(json_build_object('slug', slug, 'names', names, 'mergedInto', merged_into) AS text) AS doc
            FROM topic WHERE merged_into IS NULL AND slug > :after ORDER BY slug LIMIT :count""";

    List<String> family(DbExecute db, String slug) {
        return db.createNamedQuery("topic.family", FAMILY)
                .addParam("slug", slug)
                .execute()
                .map(row -> row.column("slug").getString())
                .toList();
    }

    List<Topic> standing(DbExecute db, String after, int count) {
        return db.createNamedQuery("topic.standing", STANDING)
                .addParam("after", after)
                .addParam("count", count)
                .execute()
                .map(TopicStore::toTopic)
                .toList();
    }

    Optional<Topic> find(DbExecute db, String slug) {
        return db.createNamedGet("topic.find", FIND)
                .addParam("slug", slug)
                .execute()
                .map(TopicStore::toTopic);
    }

    void put(DbExecute tx, Topic topic) {
        tx.createNamedInsert("topic.put", PUT)
                .addParam("slug", topic.slug())
                .addParam("names", Rows.json(topic.names()))
                .execute();
    }

    void merge(DbExecute tx, String slug, String into) {
        tx.createNamedUpdate("topic.merge", MERGE)
                .addParam("slug", slug)
                .addParam("into", into)
                .execute();
    }

    /** For each known slug the one that it counts as: itself unless merged. */
    Map<String, String> resolve(DbExecute db, Collection<String> slugs) {
        Map<String, String> standing = new HashMap<>();
        db.createNamedQuery("topic.resolve", RESOLVE)
                .addParam("slugs", slugs.toArray(String[]::new))
                .execute()
                .forEach(row -> standing.put(
                        row.column("named").getString(), row.column("slug").getString()));
        return standing;
    }

    private static Topic toTopic(DbRow row) {
        return Rows.read(row, Topic.class);
    }
}

package barid.newsletter.stories;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The stories, corrections and topics in the database. */
public final class StoryStore {
    /** Numbers given at any moment count. */
    public static final Instant NO_CUT = Instant.parse("9999-01-01T00:00:00Z");

    private static final String PUBLISH = """
            INSERT INTO story AS s (article, language, number, first_number, numbers, numbered_at, topics, published, updated, snapshot,
                traceparent)
            SELECT cast(:article AS uuid), :language, n.number, n.number, 1, :now, :topics, :published, :updated,
                   cast(:snapshot AS jsonb), :traceparent
            FROM (SELECT CASE WHEN :historical THEN NULL ELSE nextval('story_number') END AS number) n
            ON CONFLICT (article, language) DO UPDATE SET
                -- A new number only for what comes back after a withdrawal; an announcement alone mails nothing again.
                number = CASE WHEN s.withdrawn_at IS NULL THEN s.number ELSE EXCLUDED.number END,
                numbers = s.numbers + CASE WHEN s.withdrawn_at IS NULL THEN 0 ELSE 1 END,
                numbered_at = CASE WHEN s.withdrawn_at IS NULL THEN s.numbered_at ELSE EXCLUDED.numbered_at END,
                -- Its mails belong to the write that made it news, not to the newest one.
                traceparent = CASE WHEN s.withdrawn_at IS NULL THEN s.traceparent ELSE EXCLUDED.traceparent END,
                -- What comes back unchanged, as after a restore, is no news to readers who joined since.
                first_number = CASE WHEN s.withdrawn_at IS NOT NULL AND EXCLUDED.updated > s.updated
                                    THEN EXCLUDED.number ELSE s.first_number END,
                topics = EXCLUDED.topics,
                published = EXCLUDED.published,
                updated = EXCLUDED.updated,
                snapshot = EXCLUDED.snapshot,
                withdrawn_at = NULL""";

    private static final String CORRECT = """
            INSERT INTO correction (article, language, at, note, number, numbered_at, traceparent)
            SELECT cast(:article AS uuid), :language, :at, :note, nextval('story_number'), :now, :traceparent
            WHERE NOT EXISTS (SELECT FROM correction
                              WHERE article = cast(:article AS uuid) AND language = :language AND at = :at)""";

    private static final String WITHDRAW = """
            UPDATE story SET withdrawn_at = :at
            WHERE article = cast(:article AS uuid) AND language = :language AND withdrawn_at IS NULL""";

    private static final String ANNOUNCE_TOPIC = """
            INSERT INTO topic (slug, names, merged_into)
            SELECT t.slug, t.names, t."mergedInto"
            FROM jsonb_to_record(cast(:topic AS jsonb)) AS t (slug text, names jsonb, "mergedInto" text)
            ON CONFLICT (slug) DO UPDATE SET names = EXCLUDED.names, merged_into = EXCLUDED.merged_into""";

    private static final String WITHDRAW_UNSEEN = """
            UPDATE story SET withdrawn_at = :now
            WHERE withdrawn_at IS NULL
              AND NOT EXISTS (SELECT FROM change_seen WHERE key = cast(article AS text) || ':' || language)""";

    private static final String DELETE_UNSEEN_TOPICS = """
            DELETE FROM topic WHERE NOT EXISTS (SELECT FROM change_seen WHERE key = 'topic:' || slug)""";

    private static final String HEAD_SQL = """
            SELECT greatest(
                coalesce((SELECT number FROM story WHERE number IS NOT NULL AND numbered_at < :cut
                          ORDER BY number DESC LIMIT 1), 0),
                coalesce((SELECT number FROM correction WHERE numbered_at < :cut
                          ORDER BY number DESC LIMIT 1), 0)) AS number""";

    /** One statement, hence one snapshot: no number below the head that it tells is missing from it. */
    private static final String CATALOGUE = "WITH head AS (" + HEAD_SQL + """
            ), wanted AS (
                SELECT s.article FROM story s, head WHERE s.number > :after AND s.number <= head.number
                UNION
                SELECT c.article FROM correction c, head WHERE c.number > :after AND c.number <= head.number
                UNION
                SELECT unnest(cast(:also AS uuid[]))
            )
            SELECT cast(jsonb_build_object(
                'head', (SELECT number FROM head),
                'stories', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'article', s.article, 'language', s.language, 'number', s.number,
                        'firstNumber', s.first_number, 'numbers', s.numbers,
                        'withdrawn', s.withdrawn_at IS NOT NULL, 'topics', s.topics)), '[]')
                    FROM story s JOIN wanted USING (article)),
                'corrections', (SELECT coalesce(jsonb_agg(jsonb_build_object(
                        'article', c.article, 'language', c.language, 'at', c.at, 'note', c.note,
                        'number', c.number)), '[]')
                    FROM correction c JOIN wanted USING (article))) AS text) AS catalogue""";

    private static final String TOPICS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'slug', slug, 'names', names, 'mergedInto', merged_into)), '[]') AS text) AS topics
            FROM topic""";

    private static final String LANGUAGES = "SELECT DISTINCT language FROM story ORDER BY language";

    private static final String SNAPSHOTS = """
            SELECT s.article, s.language, cast(s.snapshot AS text) AS snapshot
            FROM story s
            JOIN jsonb_to_recordset(cast(:keys AS jsonb)) AS k (article uuid, language text) USING (article, language)""";

    private static final String NOTES = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'article', c.article, 'language', c.language, 'at', c.at, 'note', c.note, 'number', c.number)), '[]')
                AS text) AS corrections
            FROM correction c WHERE c.article = any(cast(:articles AS uuid[]))""";

    private static final String WITHDRAWN = """
            SELECT article, language FROM story
            WHERE article = any(cast(:articles AS uuid[])) AND withdrawn_at IS NOT NULL""";

    void publish(DbExecute tx, Change.Published story, Instant now) {
        tx.createNamedInsert("story.publish", PUBLISH)
                .addParam("article", story.article().toString())
                .addParam("language", story.language())
                .addParam("historical", story.historical())
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .addParam("topics", story.topics().toArray(String[]::new))
                .addParam("published", story.published().atOffset(ZoneOffset.UTC))
                .addParam("updated", story.updated().atOffset(ZoneOffset.UTC))
                .addParam("snapshot", ChangeJson.write(story))
                .addParam("traceparent", story.traceparent())
                .execute();
        Change.Correction correction = story.correction();
        if (correction != null && !story.historical()) {
            tx.createNamedInsert("story.correct", CORRECT)
                    .addParam("article", story.article().toString())
                    .addParam("language", story.language())
                    .addParam("at", correction.at().atOffset(ZoneOffset.UTC))
                    .addParam("note", correction.note())
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .addParam("traceparent", story.traceparent())
                    .execute();
        }
    }

    /** What was never seen published needs no tombstone here: nobody was mailed it. */
    void withdraw(DbExecute tx, StoryKey story, Instant at) {
        tx.createNamedUpdate("story.withdraw", WITHDRAW)
                .addParam("article", story.article().toString())
                .addParam("language", story.language())
                .addParam("at", at.atOffset(ZoneOffset.UTC))
                .execute();
    }

    void announce(DbExecute tx, Change.Topic topic) {
        tx.createNamedInsert("topic.announce", ANNOUNCE_TOPIC)
                .addParam("topic", JsonRows.write(new Topics.Topic(topic.slug(), topic.names(), topic.mergedInto())))
                .execute();
    }

    void forgetUnseen(DbExecute tx, Instant now) {
        tx.createNamedUpdate("story.withdraw-unseen", WITHDRAW_UNSEEN)
                .addParam("now", now.atOffset(ZoneOffset.UTC))
                .execute();
        tx.createNamedDelete("topic.delete-unseen", DELETE_UNSEEN_TOPICS).execute();
    }

    /** The highest number given before {@code cut}. */
    public long head(DbExecute db, Instant cut) {
        return db.createNamedGet("story.head", HEAD_SQL)
                .addParam("cut", cut.atOffset(ZoneOffset.UTC))
                .execute()
                .orElseThrow()
                .column("number")
                .getLong();
    }

    /** What has a number above {@code after} that was given before {@code cut}, and the articles in {@code also}. */
    public Catalogue catalogue(DbExecute db, long after, Instant cut, Collection<UUID> also) {
        return db.createNamedGet("story.catalogue", CATALOGUE)
                .addParam("after", after)
                .addParam("cut", cut.atOffset(ZoneOffset.UTC))
                .addParam("also", texts(also))
                .execute()
                .map(row -> JsonRows.read(row.column("catalogue").getString(), Catalogue.class))
                .orElseThrow();
    }

    public Topics topics(DbExecute db) {
        return new Topics(db.createNamedGet("topic.all", TOPICS)
                .execute()
                .map(row -> JsonRows.list(row.column("topics").getString(), Topics.Topic.class))
                .orElse(List.of()));
    }

    /** The languages in which something was ever published, withdrawn ones included. */
    public Set<String> languages(DbExecute db) {
        return new LinkedHashSet<>(db.createNamedQuery("story.languages", LANGUAGES)
                .execute()
                .map(row -> row.column("language").getString())
                .toList());
    }

    /** The newest announcement of each, also of a withdrawn one. */
    public Map<StoryKey, Change.Published> snapshots(DbExecute db, Collection<StoryKey> keys) {
        Map<StoryKey, Change.Published> found = new HashMap<>();
        db.createNamedQuery("story.snapshots", SNAPSHOTS)
                .addParam("keys", JsonRows.write(keys))
                .execute()
                .forEach(row -> {
                    if (ChangeJson.read(row.column("snapshot").getString()) instanceof Change.Published story) {
                        found.put(new StoryKey(story.article(), story.language()), story);
                    }
                });
        return found;
    }

    /** Every correction of these articles. */
    public List<Correction> corrections(DbExecute db, Collection<UUID> articles) {
        return db.createNamedGet("story.corrections", NOTES)
                .addParam("articles", texts(articles))
                .execute()
                .map(row -> JsonRows.list(row.column("corrections").getString(), Correction.class))
                .orElse(List.of());
    }

    /** Which translations of these articles are withdrawn now. */
    public Set<StoryKey> withdrawn(DbExecute db, Collection<UUID> articles) {
        Set<StoryKey> keys = new LinkedHashSet<>();
        db.createNamedQuery("story.withdrawn", WITHDRAWN)
                .addParam("articles", texts(articles))
                .execute()
                .forEach(row -> keys.add(new StoryKey(
                        row.column("article").get(UUID.class),
                        row.column("language").getString())));
        return keys;
    }

    /** The newest announcement of one. */
    public Optional<Change.Published> snapshot(DbExecute db, StoryKey key) {
        return Optional.ofNullable(snapshots(db, List.of(key)).get(key));
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}

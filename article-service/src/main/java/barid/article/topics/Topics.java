package barid.article.topics;

import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.article.changes.ChangeLog;
import barid.kit.db.Database;
import barid.kit.http.Problem;
import io.helidon.dbclient.DbExecute;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;

/** The acts on topics. */
public final class Topics {
    private final Database database;
    private final ChangeLog changes;
    private final AuditStore audit;
    private final TopicStore store = new TopicStore();

    public Topics(Database database, ChangeLog changes, AuditStore audit) {
        this.database = database;
        this.changes = changes;
        this.audit = audit;
    }

    /** What {@link #put} did. */
    public enum Put {
        CREATED,
        STORED
    }

    /** The topic of this slug, merged or not. */
    public Optional<Topic> find(String slug) {
        return store.find(database.client().execute(), slug);
    }

    /** The slugs that count as the same topic as this one, itself included; empty if it is not known. */
    public List<String> family(String slug) {
        return store.family(database.client().execute(), slug);
    }

    /** At most {@code count} topics that are not merged, in order of their slugs, which come after this one. */
    List<Topic> standing(String after, int count) {
        return store.standing(database.client().execute(), after, count);
    }

    /** Creates a topic or gives it these names; the same names again change nothing. */
    public Put put(Topic topic, Actor actor) {
        return database.transactions().inTransaction(tx -> put(tx, topic, actor));
    }

    private Put put(DbExecute tx, Topic topic, Actor actor) {
        // Topics are written under the feed's lock alone, so nobody else writes one until the commit.
        changes.lock(tx);
        Optional<Topic> standing = store.find(tx, topic.slug());
        if (standing.isPresent() && standing.get().mergedInto() != null) {
            throw merged(topic.slug());
        }
        if (standing.isEmpty() || !standing.get().names().equals(topic.names())) {
            store.put(tx, topic);
            changes.announceTopic(tx, topic.slug(), actor.traceparent());
            String act = standing.isEmpty() ? "create topic" : "rename topic";
            audit.append(tx, actor, act, Map.of("topic", topic.slug(), "names", topic.names()));
        }
        return standing.isEmpty() ? Put.CREATED : Put.STORED;
    }

    /** Makes {@code slug} count as {@code into} from now on, for ever; the same merger again changes nothing. */
    public Topic merge(String slug, String into, Actor actor) {
        return database.transactions().inTransaction(tx -> {
            changes.lock(tx);
            Topic topic = store.find(tx, slug).orElseThrow(Problem::notFound);
            if (into.equals(topic.mergedInto())) {
                return topic;
            }
            if (topic.mergedInto() != null) {
                throw merged(slug);
            }
            if (slug.equals(into)) {
                throw Problem.field("into", "is the topic itself");
            }
            Topic target = store.find(tx, into).orElseThrow(() -> Problem.field("into", "is not a known topic"));
            if (target.mergedInto() != null) {
                throw Problem.field("into", "is itself merged into " + target.mergedInto());
            }
            store.merge(tx, slug, into);
            changes.announceTopic(tx, slug, actor.traceparent());
            audit.append(tx, actor, "merge topic", Map.of("topic", slug, "into", into));
            return new Topic(slug, topic.names(), into);
        });
    }

    private static Problem merged(String slug) {
        return Problem.conflict("The topic " + slug + " is merged, and a merged slug is never used again.");
    }

    /** For each slug that is known the one that it counts as: itself unless merged. */
    public Map<String, String> resolve(Collection<String> slugs) {
        return slugs.isEmpty() ? Map.of() : store.resolve(database.client().execute(), slugs);
    }

    /**
     * The slug of the topic that an imported category stands for, made if there is none; empty if no slug can be made of its
     * name.
     */
    public Optional<String> take(String name, String language, Actor actor) {
        String text = name.strip();
        return TopicSlug.of(text).map(slug -> {
            String standing = resolve(java.util.List.of(slug)).get(slug);
            if (standing != null) {
                return standing;
            }
            try {
                put(Topic.of(slug, Map.of(language, text)), actor);
            } catch (Problem e) {
                // Made and merged by someone else in this moment.
                return resolve(java.util.List.of(slug)).getOrDefault(slug, slug);
            }
            return slug;
        });
    }

    /**
     * The same for a category that has a name in several languages: the first makes the slug, and a topic that stands is given
     * the names that it lacks.
     */
    public Optional<String> take(SequencedMap<String, String> names, Actor actor) {
        Map.Entry<String, String> first = names.firstEntry();
        return take(first.getValue(), first.getKey(), actor).map(slug -> {
            database.transactions().run(tx -> {
                changes.lock(tx);
                Topic standing = store.find(tx, slug).orElseThrow();
                Map<String, String> all = new TreeMap<>(names);
                all.putAll(standing.names());
                put(tx, Topic.of(slug, all), actor);
            });
            return slug;
        });
    }
}

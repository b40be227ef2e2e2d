package barid.article.schedule;

import barid.article.audit.Actor;
import barid.article.content.Articles;
import barid.article.content.Due;
import barid.kit.db.Database;
import barid.kit.service.Repeating;
import barid.kit.tracing.Tracing;
import barid.kit.tracing.Work;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Publishes scheduled translations at their instant, in every instance of the service at once. */
public final class Schedule {
    private static final Logger LOG = LoggerFactory.getLogger(Schedule.class);
    private static final Duration LOOK = Duration.ofSeconds(1);
    private static final Duration IN_OTHER_HANDS = Duration.ofMillis(20);
    private static final Duration LONGEST_REST = Duration.ofMinutes(1);

    private final Database database;
    private final Articles articles;
    private final Tracing tracing;
    private final ScheduleStore store = new ScheduleStore();
    private final Map<String, Rest> failing = new HashMap<>();

    /** How long one that cannot go out is left alone, so that it holds up no other. */
    private record Rest(Duration length, long until) {
        static Rest after(@Nullable Rest before) {
            Duration twice = before == null ? LOOK : before.length().multipliedBy(2);
            Duration length = twice.compareTo(LONGEST_REST) > 0 ? LONGEST_REST : twice;
            return new Rest(length, System.nanoTime() + length.toNanos());
        }
    }

    public Schedule(Database database, Articles articles, Tracing tracing) {
        this.database = database;
        this.articles = articles;
        this.tracing = tracing;
    }

    /** Starts to publish, for ever; what fell due in the meantime goes out at once, one by one. */
    public Repeating start() {
        return Repeating.resting("schedule", LOOK, () -> publishOne() ? Duration.ZERO : untilNext())
                .start();
    }

    /** In a transaction of its own; false if nothing was due. */
    private boolean publishOne() {
        Set<String> resting = resting();
        ScheduleStore.@Nullable Due[] claimed = {null};
        try {
            Optional<Due> published = database.transactions().inTransaction(tx -> {
                Optional<ScheduleStore.Due> due = store.claim(tx, resting);
                claimed[0] = due.orElse(null);
                return due.flatMap(found -> publish(tx, found));
            });
            published.ifPresent(Schedule::say);
            if (claimed[0] != null) {
                failing.remove(claimed[0].key());
            }
        } catch (RuntimeException e) {
            if (claimed[0] == null) {
                throw e;
            }
            rest(claimed[0], e);
        }
        return claimed[0] != null;
    }

    private Optional<Due> publish(DbExecute tx, ScheduleStore.Due due) {
        try (Work work = tracing.own("publish at its instant")) {
            work.tell("barid.article", due.article().toString()).tell("barid.language", due.language());
            try {
                return articles.publishDue(tx, due.article(), due.language(), Actor.software("schedule"));
            } catch (RuntimeException e) {
                work.fail(e);
                throw e;
            }
        }
    }

    private Set<String> resting() {
        long now = System.nanoTime();
        return failing.entrySet().stream()
                .filter(entry -> entry.getValue().until() - now > 0)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    private void rest(ScheduleStore.Due due, RuntimeException reason) {
        Rest before = failing.get(due.key());
        if (before == null) {
            LOG.error(
                    "Article {} in {} is due and cannot be published, trying until it can",
                    due.article(),
                    due.language(),
                    reason);
        }
        failing.put(due.key(), Rest.after(before));
    }

    private static void say(Due due) {
        if (due.isLate()) {
            LOG.warn(
                    "Article {} in {} was due at {} and is published {} s late",
                    due.article(),
                    due.language(),
                    due.at(),
                    due.late().toSeconds());
        }
    }

    private Duration untilNext() {
        return store.untilNext(database.client().execute(), resting())
                .map(until -> until.compareTo(LOOK) > 0 ? LOOK : until.isPositive() ? until : IN_OTHER_HANDS)
                .orElse(LOOK);
    }
}

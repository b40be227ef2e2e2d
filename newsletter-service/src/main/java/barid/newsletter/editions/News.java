package barid.newsletter.editions;

import barid.newsletter.stories.Catalogue;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.Topics;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;

/** What is decided from: one snapshot of the news, and what some readers already have and are owed. */
final class News {
    /** What is owed is dropped after this. */
    static final Duration OWED_FOR = Duration.ofDays(30);

    private final long head;
    private final DueRule rule;
    private final Topics topics;
    private final Map<UUID, History> histories;
    private final List<DueStore.Owed> owed;
    /** Most readers differ from others in nothing that the rule asks. */
    private final Map<Alike, Due> decided = new HashMap<>();

    private record Alike(List<String> languages, List<String> topics, long position, long confirmedPosition) {}

    private News(long head, DueRule rule, Topics topics, Map<UUID, History> histories, List<DueStore.Owed> owed) {
        this.head = head;
        this.rule = rule;
        this.topics = topics;
        this.histories = histories;
        this.owed = owed;
    }

    /** Reads what was numbered before {@code cut}, and what concerns {@code readers}. */
    static News read(
            DbExecute tx, DueStore dues, StoryStore stories, List<DueStore.Taken> readers, Instant cut, Instant now) {
        List<UUID> ids = readers.stream().map(DueStore.Taken::id).toList();
        List<DueStore.Owed> owed = dues.owed(tx, ids, now.minus(OWED_FOR));
        Set<UUID> owedArticles = new HashSet<>();
        owed.forEach(row -> owedArticles.add(row.article()));
        long after = readers.stream().mapToLong(DueStore.Taken::position).min().orElse(Long.MAX_VALUE);
        Catalogue catalogue = stories.catalogue(tx, after, cut, owedArticles);
        DueRule rule = new DueRule(catalogue, stories.topics(tx));
        Set<UUID> ambiguous = new HashSet<>(dues.mailedBefore(tx));
        ambiguous.retainAll(rule.articles());
        ambiguous.addAll(rule.ambiguous());
        ambiguous.addAll(owedArticles);
        List<DueStore.Carried> carried =
                ambiguous.isEmpty() || ids.isEmpty() ? List.of() : dues.carried(tx, ids, ambiguous);
        return new News(catalogue.head(), rule, rule.topics(), histories(carried, owed), owed);
    }

    /** The highest number of this snapshot. */
    long head() {
        return head;
    }

    List<DueStore.Owed> owed() {
        return owed;
    }

    Due due(DueStore.Taken taken) {
        History history = histories.get(taken.id());
        if (history != null) {
            return rule.due(reader(taken), history);
        }
        return decided.computeIfAbsent(
                new Alike(taken.languages(), taken.topics(), taken.position(), taken.confirmedPosition()),
                alike -> rule.due(reader(taken), History.NONE));
    }

    /** The lowest number that makes something due to her, what is only owed left aside; empty if nothing is. */
    OptionalLong firstDue(DueStore.Taken taken) {
        return rule.firstDue(reader(taken), histories.getOrDefault(taken.id(), History.NONE));
    }

    private Reader reader(DueStore.Taken taken) {
        return new Reader(
                taken.id(),
                taken.languages(),
                topics.resolve(taken.topics()),
                taken.position(),
                taken.confirmedPosition());
    }

    private static Map<UUID, History> histories(List<DueStore.Carried> carried, List<DueStore.Owed> owed) {
        Map<UUID, History> histories = new HashMap<>();
        for (DueStore.Carried row : carried) {
            History history = histories.computeIfAbsent(row.subscriber(), id -> empty());
            Instant correction = row.correction();
            if (correction != null) {
                history.corrections().add(new CorrectionKey(row.article(), row.language(), correction));
            } else {
                history.carried().add(row.article());
                if (!row.uncertain()) {
                    history.received().add(new StoryKey(row.article(), row.language()));
                }
            }
        }
        for (DueStore.Owed row : owed) {
            History history = histories.computeIfAbsent(row.subscriber(), id -> empty());
            Instant correction = row.correction();
            String language = row.language();
            if (correction != null && language != null) {
                history.owedCorrections().add(new CorrectionKey(row.article(), language, correction));
            } else {
                history.owedArticles().add(row.article());
            }
        }
        return histories;
    }

    private static History empty() {
        return new History(new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>(), new HashSet<>());
    }
}

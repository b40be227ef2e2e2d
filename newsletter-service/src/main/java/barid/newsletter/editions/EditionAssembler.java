package barid.newsletter.editions;

import barid.kit.db.Database;
import barid.kit.site.Organisation;
import barid.newsletter.mail.MailLanguage;
import barid.newsletter.stories.Catalogue;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import io.helidon.dbclient.DbExecute;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/**
 * Plans editions: takes the readers who are due, decides what each gets, and writes variants, chunks and deliveries. Any
 * instance plans; rows are taken with SKIP LOCKED.
 */
public final class EditionAssembler {
    /** What is owed is dropped after this. */
    private static final Duration OWED_FOR = Duration.ofDays(30);

    private final Database database;
    private final EditionStore editions;
    private final StoryStore stories;
    private final EditionSettings settings;
    private final Organisation organisation;
    private final UnaryOperator<String> lanes;
    private final SecureRandom random;
    private final Counter planned;

    /** {@code lanes} tells the lane of a mailbox. */
    public EditionAssembler(
            Database database,
            EditionStore editions,
            StoryStore stories,
            EditionSettings settings,
            Organisation organisation,
            UnaryOperator<String> lanes,
            SecureRandom random,
            MeterRegistry metrics) {
        this.database = database;
        this.editions = editions;
        this.stories = stories;
        this.settings = settings;
        this.organisation = organisation;
        this.lanes = lanes;
        this.random = random;
        this.planned = Counter.builder("barid.deliveries.planned")
                .description("Deliveries planned by this process")
                .register(metrics);
    }

    /** A reader with what she gets and in which edition. */
    private record Decision(EditionStore.Taken taken, Edition edition, Due due) {}

    /** Plans all that is due at {@code now}; returns how many deliveries that made. */
    public int plan(Instant now) {
        int deliveries = 0;
        Integer batch = 0;
        while (batch != null) {
            deliveries += batch;
            batch = planScheduled(now);
        }
        batch = 0;
        while (batch != null) {
            deliveries += batch;
            batch = planImmediate(now);
        }
        editions.forgetOwed(database.client().execute(), now.minus(OWED_FOR));
        return deliveries;
    }

    /** One batch of readers whose hour has come; null if there was none. */
    private @Nullable Integer planScheduled(Instant now) {
        return database.transactions().<@Nullable Integer>inTransaction(tx -> {
            List<EditionStore.Taken> taken = editions.takeDue(tx, now, settings.batch());
            if (taken.isEmpty()) {
                return null;
            }
            Map<UUID, Edition.Period> periods = new HashMap<>();
            taken.forEach(reader -> periods.put(
                    reader.id(),
                    EditionSchedule.dailyPeriod(
                            EditionSchedule.currentDaily(now, reader.hour(), ZoneId.of(reader.zone())))));
            return planBatch(tx, taken, periods, StoryStore.NO_CUT, now);
        });
    }

    /** One batch of immediate readers, of the window that closed last; null if there was none. */
    private @Nullable Integer planImmediate(Instant now) {
        Instant close = EditionSchedule.lastClose(now, settings.collectingWindow());
        Edition.Period period = EditionSchedule.immediatePeriod(close, settings);
        return database.transactions().<@Nullable Integer>inTransaction(tx -> {
            List<EditionStore.Taken> taken =
                    editions.takeImmediate(tx, stories.head(tx, close), period, settings.batch());
            if (taken.isEmpty()) {
                return null;
            }
            Map<UUID, Edition.Period> periods = new HashMap<>();
            taken.forEach(reader -> periods.put(reader.id(), period));
            return planBatch(tx, taken, periods, close, now);
        });
    }

    private int planBatch(
            DbExecute tx, List<EditionStore.Taken> taken, Map<UUID, Edition.Period> periods, Instant cut, Instant now) {
        List<EditionStore.Taken> readers =
                taken.stream().filter(reader -> reader.mailbox() != null).toList();
        News news = news(tx, readers, cut, now);
        Map<Edition.Period, Edition> opened = new HashMap<>();
        List<Decision> decisions = new ArrayList<>();
        for (EditionStore.Taken reader : readers) {
            Due due = news.rule().due(news.reader(reader), news.histories().getOrDefault(reader.id(), History.NONE));
            Edition.Period period = periods.get(reader.id());
            if (!due.isEmpty() && period != null) {
                Edition edition = opened.computeIfAbsent(period, p -> editions.open(tx, p, now));
                decisions.add(new Decision(reader, edition, due));
            }
        }
        if (!decisions.isEmpty()) {
            // Somebody whose choices moved her hour back may have had this period's mail already.
            Set<UUID> had = new HashSet<>(editions.planned(
                    tx,
                    opened.values().stream().map(Edition::id).toList(),
                    decisions.stream().map(decision -> decision.taken().id()).toList()));
            decisions.removeIf(decision -> had.contains(decision.taken().id()));
        }
        write(tx, decisions, now);
        settle(tx, decisions, news.owed());
        Set<UUID> served = new HashSet<>();
        decisions.forEach(decision -> served.add(decision.taken().id()));
        editions.looked(
                tx,
                taken.stream()
                        .map(reader -> new EditionStore.Looked(
                                reader.id(),
                                reader.position(),
                                served.contains(reader.id()) ? news.head() : reader.position(),
                                reader.mailbox() == null ? 0 : news.head(),
                                nextDue(reader, now)))
                        .toList());
        planned.increment(decisions.size());
        return decisions.size();
    }

    private static @Nullable Instant nextDue(EditionStore.Taken reader, Instant now) {
        return reader.cadence() == Cadence.IMMEDIATE
                ? null
                : EditionSchedule.nextDaily(now, reader.hour(), ZoneId.of(reader.zone()));
    }

    /** What a batch is decided from. */
    private record News(
            long head,
            DueRule rule,
            barid.newsletter.stories.Topics topics,
            Map<UUID, History> histories,
            List<EditionStore.Owed> owed) {
        Reader reader(EditionStore.Taken taken) {
            return new Reader(
                    taken.id(),
                    taken.languages(),
                    topics.resolve(taken.topics()),
                    taken.position(),
                    taken.confirmedPosition());
        }
    }

    private News news(DbExecute tx, List<EditionStore.Taken> readers, Instant cut, Instant now) {
        List<UUID> ids = readers.stream().map(EditionStore.Taken::id).toList();
        List<EditionStore.Owed> owed = editions.owed(tx, ids, now.minus(OWED_FOR));
        Set<UUID> owedArticles = new HashSet<>();
        owed.forEach(row -> owedArticles.add(row.article()));
        long after =
                readers.stream().mapToLong(EditionStore.Taken::position).min().orElse(Long.MAX_VALUE);
        Catalogue catalogue = stories.catalogue(tx, after, cut, owedArticles);
        var topics = stories.topics(tx);
        DueRule rule = new DueRule(catalogue, topics);
        Set<UUID> ambiguous = new HashSet<>(rule.ambiguous());
        ambiguous.addAll(owedArticles);
        List<EditionStore.Carried> carried =
                ambiguous.isEmpty() || ids.isEmpty() ? List.of() : editions.carried(tx, ids, ambiguous);
        return new News(catalogue.head(), rule, topics, histories(carried, owed), owed);
    }

    private static Map<UUID, History> histories(List<EditionStore.Carried> carried, List<EditionStore.Owed> owed) {
        Map<UUID, History> histories = new HashMap<>();
        for (EditionStore.Carried row : carried) {
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
        for (EditionStore.Owed row : owed) {
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

    /** Variants, then chunks by lane, in which deliveries of one variant stand together. */
    private void write(DbExecute tx, List<Decision> decisions, Instant now) {
        Map<UUID, List<Decision>> byEdition = new LinkedHashMap<>();
        decisions.forEach(decision -> byEdition
                .computeIfAbsent(decision.edition().id(), id -> new ArrayList<>())
                .add(decision));
        List<EditionStore.PlannedDelivery> deliveries = new ArrayList<>();
        byEdition.forEach((edition, hers) -> {
            Map<Variant.Content, UUID> variants = editions.variants(
                    tx, edition, hers.stream().map(this::content).toList(), this::viewId);
            Map<String, List<Decision>> byLane = new LinkedHashMap<>();
            hers.forEach(decision -> byLane.computeIfAbsent(lane(decision), lane -> new ArrayList<>())
                    .add(decision));
            byLane.forEach((lane, queue) -> {
                queue.sort(Comparator.comparing(decision -> String.valueOf(variants.get(content(decision)))));
                for (int from = 0; from < queue.size(); from += settings.chunkSize()) {
                    List<Decision> part = queue.subList(from, Math.min(queue.size(), from + settings.chunkSize()));
                    long chunk = editions.addChunk(tx, edition, lane, part.size(), now);
                    for (int ordinal = 0; ordinal < part.size(); ordinal++) {
                        Decision decision = part.get(ordinal);
                        UUID variant = variants.get(content(decision));
                        if (variant == null) {
                            throw new IllegalStateException("a variant was not written");
                        }
                        deliveries.add(new EditionStore.PlannedDelivery(
                                edition, decision.taken().id(), variant, chunk, ordinal));
                    }
                }
            });
        });
        if (!deliveries.isEmpty()) {
            editions.addDeliveries(tx, deliveries);
        }
    }

    private Variant.Content content(Decision decision) {
        return new Variant.Content(
                MailLanguage.of(decision.taken().languages(), organisation),
                decision.due().items(),
                decision.due().corrections());
    }

    private String lane(Decision decision) {
        String mailbox = decision.taken().mailbox();
        return lanes.apply(mailbox == null ? "" : mailbox);
    }

    private String viewId() {
        byte[] bytes = new byte[18];
        random.nextBytes(bytes);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    /** What was owed and is in a delivery now is owed no more. */
    private void settle(DbExecute tx, List<Decision> decisions, List<EditionStore.Owed> owed) {
        if (owed.isEmpty() || decisions.isEmpty()) {
            return;
        }
        Map<UUID, Due> due = new HashMap<>();
        decisions.forEach(decision -> due.put(decision.taken().id(), decision.due()));
        List<EditionStore.Owed> settled = owed.stream()
                .filter(row -> {
                    Due hers = due.get(row.subscriber());
                    return hers != null && holds(hers, row);
                })
                .toList();
        if (!settled.isEmpty()) {
            editions.settle(tx, settled);
        }
    }

    private static boolean holds(Due due, EditionStore.Owed owed) {
        Instant correction = owed.correction();
        String language = owed.language();
        return (correction != null && language != null)
                ? due.corrections().contains(new CorrectionKey(owed.article(), language, correction))
                : due.items().stream().anyMatch(item -> item.article().equals(owed.article()));
    }
}

package barid.newsletter.editions;

import barid.kit.db.Database;
import barid.kit.site.Organisation;
import barid.newsletter.journal.Journal;
import barid.newsletter.journal.Mailing;
import barid.newsletter.journal.Plan;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.MailLanguage;
import barid.newsletter.stories.StoryStore;
import io.helidon.dbclient.DbExecute;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
    /** Into so many places a spread is divided. */
    private static final int PLACES = 1 << 10;

    private final Database database;
    private final DueStore dues = new DueStore();
    private final EditionStore editions;
    private final StoryStore stories;
    private final EditionSettings settings;
    private final Organisation organisation;
    private final UnaryOperator<String> lanes;
    private final Keys keys;
    private final Counter planned;
    private Journal journal = Journal.off();

    /** {@code lanes} tells the lane of a mailbox. */
    public EditionAssembler(
            Database database,
            EditionStore editions,
            StoryStore stories,
            EditionSettings settings,
            Organisation organisation,
            UnaryOperator<String> lanes,
            Keys keys,
            MeterRegistry metrics) {
        this.database = database;
        this.editions = editions;
        this.stories = stories;
        this.settings = settings;
        this.organisation = organisation;
        this.lanes = lanes;
        this.keys = keys;
        this.planned = Counter.builder("barid.deliveries.planned")
                .description("Deliveries planned by this process")
                .register(metrics);
    }

    /** Notes each planning in {@code given} before it stands, and plans nothing while that one has a question. */
    public EditionAssembler noting(Journal given) {
        journal = given;
        return this;
    }

    /** A reader with what she gets and in which edition. */
    private record Decision(DueStore.Taken taken, UUID edition, Due due) {}

    /** An edition that this batch adds to. */
    private record Opened(UUID id, Pin pin, Mailing mailing) {}

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
        dues.forgetOwed(database.client().execute(), now.minus(News.OWED_FOR));
        return deliveries;
    }

    /** One batch of readers whose hour has come; null if there was none. */
    private @Nullable Integer planScheduled(Instant now) {
        return planned((tx, plan) -> {
            List<DueStore.Taken> taken = dues.takeDue(tx, now, settings.batch());
            if (taken.isEmpty()) {
                return null;
            }
            Map<UUID, Period> periods = new HashMap<>();
            taken.forEach(reader -> periods.put(reader.id(), reader.currentPeriod(now)));
            return planBatch(tx, plan, taken, periods, StoryStore.NO_CUT, now);
        });
    }

    /** One batch of immediate readers, of the window that closed last; null if there was none. */
    private @Nullable Integer planImmediate(Instant now) {
        Instant close = EditionSchedule.lastClose(now, settings.collectingWindow());
        Period period = EditionSchedule.immediatePeriod(close, settings);
        return planned((tx, plan) -> {
            List<DueStore.Taken> taken = dues.takeImmediate(tx, stories.head(tx, close), period, settings.batch());
            if (taken.isEmpty()) {
                return null;
            }
            Map<UUID, Period> periods = new HashMap<>();
            taken.forEach(reader -> periods.put(reader.id(), period));
            return planBatch(tx, plan, taken, periods, close, now);
        });
    }

    private interface Batch {
        @Nullable
        Integer in(DbExecute tx, Plan plan);
    }

    /** A batch in a transaction of its own, noted; null also while nothing may be planned. */
    private @Nullable Integer planned(Batch batch) {
        Plan plan = journal.plan();
        Integer deliveries = database.transactions()
                .<@Nullable Integer>inTransaction(tx -> journal.clear(tx) ? batch.in(tx, plan) : null);
        plan.committed();
        return deliveries;
    }

    private int planBatch(
            DbExecute tx, Plan plan, List<DueStore.Taken> taken, Map<UUID, Period> periods, Instant cut, Instant now) {
        List<DueStore.Taken> readers =
                taken.stream().filter(reader -> reader.mailbox() != null).toList();
        News news = News.read(tx, dues, stories, readers, cut, now);
        Map<Period, Opened> opened = new HashMap<>();
        List<Decision> decisions = new ArrayList<>();
        for (DueStore.Taken reader : readers) {
            Due due = news.due(reader);
            Period period = periods.get(reader.id());
            if (!due.isEmpty() && period != null) {
                Opened edition = opened.computeIfAbsent(period, p -> open(tx, p, now));
                decisions.add(new Decision(reader, edition.id(), edition.pin().first(due)));
            }
        }
        if (!decisions.isEmpty()) {
            // Somebody whose choices moved her hour back may have had this period's mail already.
            Set<EditionStore.Planned> had = editions.planned(
                    tx,
                    opened.values().stream().map(Opened::id).toList(),
                    decisions.stream().map(decision -> decision.taken().id()).toList());
            decisions.removeIf(decision -> had.contains(new EditionStore.Planned(
                    decision.edition(), decision.taken().id())));
        }
        Map<UUID, Mailing> mailings = new HashMap<>();
        opened.values().forEach(edition -> mailings.put(edition.id(), edition.mailing()));
        write(tx, plan, mailings, decisions, now);
        settle(tx, decisions, news.owed());
        Set<UUID> served = new HashSet<>();
        decisions.forEach(decision -> served.add(decision.taken().id()));
        dues.looked(
                tx,
                taken.stream()
                        .map(reader -> new DueStore.Looked(
                                reader.id(),
                                reader.position(),
                                served.contains(reader.id()) ? news.head() : reader.position(),
                                reader.mailbox() == null ? 0 : news.head(),
                                reader.next(now).orElse(null)))
                        .toList());
        plan.begin(tx, now);
        planned.increment(decisions.size());
        return decisions.size();
    }

    private Opened open(DbExecute tx, Period period, Instant now) {
        UUID id = editions.open(tx, keys.editionId(period.cadence().word(), period.name()), period, now);
        return new Opened(
                id,
                editions.pin(tx, period),
                new Mailing(
                        id, period.cadence().word(), period.name(), period.starts(), period.ends(), period.expires()));
    }

    /** Variants, then chunks by lane, in which deliveries of one variant stand together. */
    private void write(DbExecute tx, Plan plan, Map<UUID, Mailing> mailings, List<Decision> decisions, Instant now) {
        Map<UUID, List<Decision>> byEdition = new LinkedHashMap<>();
        decisions.forEach(decision -> byEdition
                .computeIfAbsent(decision.edition(), id -> new ArrayList<>())
                .add(decision));
        List<EditionStore.PlannedDelivery> deliveries = new ArrayList<>();
        byEdition.forEach((edition, hers) -> {
            Map<Variant.Content, UUID> variants = editions.variants(
                    tx, edition, hers.stream().map(this::content).toList(), keys);
            Map<String, List<Decision>> byLane = new LinkedHashMap<>();
            hers.forEach(decision -> byLane.computeIfAbsent(lane(decision), lane -> new ArrayList<>())
                    .add(decision));
            byLane.forEach((lane, queue) -> {
                queue.sort(Comparator.comparing(decision -> String.valueOf(variants.get(content(decision)))));
                for (int from = 0; from < queue.size(); from += settings.chunkSize()) {
                    List<Decision> part = queue.subList(from, Math.min(queue.size(), from + settings.chunkSize()));
                    long chunk = addChunk(tx, edition, lane, part, now, plan.id());
                    Mailing mailing = mailings.get(edition);
                    if (mailing != null) {
                        plan.add(
                                mailing,
                                chunk,
                                lane,
                                part.stream().map(this::mail).toList());
                    }
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

    private Plan.Mail mail(Decision decision) {
        Variant.Content content = content(decision);
        return new Plan.Mail(
                decision.taken().id(),
                content.language(),
                content.items(),
                content.corrections().stream().map(CorrectionKey::noted).toList());
    }

    private long addChunk(DbExecute tx, UUID edition, String lane, List<Decision> part, Instant now, UUID note) {
        Instant due = part.stream()
                .map(decision -> decision.taken().dueSince(now))
                .min(Comparator.naturalOrder())
                .orElse(now);
        // By her id, which is random, so that the same ones do not always come last for all.
        long place = part.getFirst().taken().id().getLeastSignificantBits() & (PLACES - 1);
        Duration later = settings.spread().multipliedBy(place).dividedBy(PLACES);
        return editions.addChunk(tx, edition, lane, part.size(), due, now.plus(later), note);
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

    /** What was owed and is in a delivery now is owed no more. */
    private void settle(DbExecute tx, List<Decision> decisions, List<DueStore.Owed> owed) {
        if (owed.isEmpty() || decisions.isEmpty()) {
            return;
        }
        Map<UUID, Due> due = new HashMap<>();
        decisions.forEach(decision -> due.put(decision.taken().id(), decision.due()));
        List<DueStore.Owed> settled = owed.stream()
                .filter(row -> {
                    Due hers = due.get(row.subscriber());
                    return hers != null && holds(hers, row);
                })
                .toList();
        if (!settled.isEmpty()) {
            dues.settle(tx, settled);
        }
    }

    private static boolean holds(Due due, DueStore.Owed owed) {
        Instant correction = owed.correction();
        String language = owed.language();
        return (correction != null && language != null)
                ? due.corrections().contains(new CorrectionKey(owed.article(), language, correction))
                : due.items().stream().anyMatch(item -> item.article().equals(owed.article()));
    }
}

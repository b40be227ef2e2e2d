package barid.newsletter.editions;

import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What editors add to editions to come: a note in each language, and the article that comes first. From an edition's first
 * due reader on it stands as it is, so that all her fellows get the same.
 */
public final class EditionNotes {
    /** Characters of a note. */
    public static final int LONGEST = 2_000;

    private static final int DAYS = 7;
    private static final int WEEKS = 3;
    private static final int MONTHS = 3;

    private final Database database;
    private final ZoneId zone;
    private final NoteStore store = new NoteStore();

    /** {@code zone} is the installation's. */
    public EditionNotes(Database database, ZoneId zone) {
        this.database = database;
        this.zone = zone;
    }

    /**
     * An edition to come, or one under way.
     *
     * @param starts the first instant of its period anywhere
     * @param notes by language
     * @param open whether its first reader was due, after which nothing changes
     */
    public record Upcoming(
            Cadence cadence,
            String period,
            Instant starts,
            Map<String, String> notes,
            @Nullable UUID pinned,
            boolean open) {}

    /** What became of a change. */
    public enum Outcome {
        DONE,
        ALREADY_SENDING,
        UNKNOWN_PERIOD,
        UNKNOWN_ARTICLE
    }

    /** The editions of the next days, weeks and months, soonest first; today's are among them. */
    public List<Upcoming> upcoming(Instant now) {
        Map<String, Period> periods = new HashMap<>();
        toCome(now).forEach(period -> periods.put(period.cadence().word() + ' ' + period.name(), period));
        return store.added(database.client().execute(), List.copyOf(periods.values())).stream()
                .flatMap(added -> Stream.ofNullable(periods.get(added.cadence().word() + ' ' + added.period()))
                        .map(period -> new Upcoming(
                                added.cadence(),
                                added.period(),
                                period.starts(),
                                added.notes(),
                                added.pinned(),
                                added.open())))
                .sorted(Comparator.comparing(Upcoming::starts).thenComparing(Upcoming::cadence))
                .toList();
    }

    private List<Period> toCome(Instant now) {
        LocalDate today = now.atZone(zone).toLocalDate();
        return Stream.of(
                        IntStream.range(0, DAYS)
                                .mapToObj(days -> EditionSchedule.period(Cadence.DAILY, today.plusDays(days))),
                        IntStream.range(0, WEEKS)
                                .mapToObj(weeks -> EditionSchedule.period(Cadence.WEEKLY, today.plusWeeks(weeks))),
                        IntStream.range(0, MONTHS)
                                .mapToObj(months -> EditionSchedule.period(Cadence.MONTHLY, today.plusMonths(months))))
                .flatMap(periods -> periods)
                .toList();
    }

    /** Sets the note in one language, at most {@link #LONGEST} characters; blank takes it away. */
    public Outcome setNote(Cadence cadence, String period, String language, String text, Instant now) {
        return change(cadence, period, now, tx -> {
            if (text.isBlank()) {
                store.dropNote(tx, cadence, period, language);
            } else {
                store.setNote(tx, cadence, period, language, text.strip(), now);
            }
            return Outcome.DONE;
        });
    }

    /** Puts an article first; null takes the pin away. */
    public Outcome pin(Cadence cadence, String period, @Nullable UUID article, Instant now) {
        return change(cadence, period, now, tx -> {
            if (article == null) {
                store.dropPin(tx, cadence, period);
            } else if (store.known(tx, article)) {
                store.setPin(tx, cadence, period, article, now);
            } else {
                return Outcome.UNKNOWN_ARTICLE;
            }
            return Outcome.DONE;
        });
    }

    private Outcome change(Cadence cadence, String period, Instant now, Function<DbExecute, Outcome> work) {
        Predicate<Period> named =
                known -> known.cadence() == cadence && known.name().equals(period);
        if (toCome(now).stream().noneMatch(named)) {
            return Outcome.UNKNOWN_PERIOD;
        }
        return database.transactions()
                .inTransaction(tx -> store.open(tx, cadence, period) ? Outcome.ALREADY_SENDING : work.apply(tx));
    }
}

package barid.newsletter.console;

import barid.kit.http.Endpoint;
import barid.kit.operators.OperatorSession;
import barid.newsletter.deliveries.DeliveryState;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;
import barid.newsletter.stories.Topics;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** The first page of the console: how many readers, how their number moves, what is under way, what wants a look. */
final class OverviewPage {
    private static final int DAYS = 30;
    private static final int WEEKS = 26;
    private static final int NEWEST = 30;
    private static final int SHOWN = 5;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration RECENT = Duration.ofDays(2);
    /** From here on waiting is worth a word. */
    private static final Duration LATE = Duration.ofMinutes(15);

    private static final List<String> STATES =
            List.of("confirmed", "paused", "unconfirmed", "unsubscribed", "suppressed");
    private static final List<String> CADENCES = List.of("immediate", "daily", "weekly", "monthly");

    private final PageWriter pages;
    private final Supplier<Topics> topics;
    private final InstantSource clock;
    private final ZoneId zone;
    private final Kept<CountsStore.Readers> readers;
    private final Kept<CountsStore.Growth> growth;
    private final Kept<CountsStore.Waiting> waiting;
    private final Kept<List<LedgerStore.Books>> books;

    OverviewPage(
            PageWriter pages,
            CountsStore counts,
            LedgerStore ledger,
            Supplier<Topics> topics,
            ZoneId zone,
            InstantSource clock) {
        this.pages = pages;
        this.topics = topics;
        this.zone = zone;
        this.clock = clock;
        // Counting reads every reader's row: once a minute, whoever looks, is no load at a million.
        this.readers = new Kept<>(MINUTE, clock, counts::readers);
        this.growth = new Kept<>(MINUTE, clock, now -> counts.growth(firstWeek(today(now)), zone));
        this.waiting = new Kept<>(SOON, clock, counts::waiting);
        this.books = new Kept<>(SOON, clock, now -> ledger.books(now.minus(RECENT), NEWEST));
    }

    void register(HttpRules rules) {
        Endpoint.at(ConsoleFrame.IN_LANGUAGE)
                .get(pages.frame().page(this::show))
                .register(rules);
    }

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        Words words = pages.words(request);
        Place place = new Place(words.language(), Section.OVERVIEW, "");
        pages.send(
                request,
                response,
                200,
                session,
                place,
                words.get("overview.title"),
                "overview",
                Map.of("overview", view(words)));
    }

    private Overview view(Words words) {
        CountsStore.Readers now = readers.get();
        List<LedgerStore.Books> newest = books.get();
        return new Overview(
                words.get("overview.readers", now.states().getOrDefault("confirmed", 0L)),
                warnings(words, newest),
                tables(words, now),
                charts(words),
                editions(words, newest),
                due(words, now.cadences()));
    }

    private List<String> warnings(Words words, List<LedgerStore.Books> newest) {
        Instant late = clock.instant().minus(LATE);
        CountsStore.Waiting now = waiting.get();
        List<String> warnings = new ArrayList<>();
        if (now.oldestSignup() != null && now.oldestSignup().isBefore(late)) {
            warnings.add(words.get("warning.signups", now.signups(), words.time(now.oldestSignup())));
        }
        if (now.oldestDue() != null && now.oldestDue().isBefore(late)) {
            warnings.add(words.get("warning.due", words.time(now.oldestDue())));
        }
        Map<DeliveryState, String> states = Map.of(
                DeliveryState.HELD, "warning.held",
                DeliveryState.UNCERTAIN, "warning.uncertain");
        states.forEach((state, key) -> {
            long count = newest.stream().mapToLong(books -> books.in(state)).sum();
            if (count > 0) {
                warnings.add(words.get(key, count));
            }
        });
        if (newest.stream().anyMatch(books -> books.imbalance() != 0)) {
            warnings.add(words.get("warning.books"));
        }
        return warnings;
    }

    private List<Overview.Table> tables(Words words, CountsStore.Readers now) {
        Map<String, Long> cadences = new java.util.HashMap<>();
        now.cadences().forEach(count -> cadences.put(count.cadence(), count.readers()));
        Topics known = topics.get();
        return List.of(
                table(words, "state", STATES, now.states(), word -> words.get("state." + word)),
                table(words, "language", byCount(now.first()), now.first(), words::name),
                table(words, "any", byCount(now.any()), now.any(), words::name),
                table(words, "cadence", CADENCES, cadences, word -> words.get("cadence." + word)),
                table(
                        words,
                        "topic",
                        byCount(now.topics()),
                        now.topics(),
                        slug -> slug.isEmpty() ? words.get("topics.all") : words.topic(known, slug)));
    }

    private static List<String> byCount(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed().thenComparing(Map.Entry.comparingByKey()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private static Overview.Table table(
            Words words, String id, List<String> keys, Map<String, Long> counts, Function<String, String> name) {
        long most = Math.max(
                1, counts.values().stream().mapToLong(Long::longValue).max().orElse(0));
        return new Overview.Table(
                id,
                words.get("counts." + id),
                words.get("counts." + id + ".kind"),
                keys.stream()
                        .map(key -> {
                            long count = counts.getOrDefault(key, 0L);
                            return new Overview.Count(
                                    name.apply(key), words.number(count), Math.toIntExact(count * 1000 / most));
                        })
                        .toList());
    }

    private List<GrowthChart> charts(Words words) {
        CountsStore.Growth days = growth.get();
        LocalDate today = today(clock.instant());
        List<GrowthChart.Step> byDay = IntStream.range(0, DAYS)
                .mapToObj(i -> today.minusDays(DAYS - 1L - i))
                .map(day -> step(days, words.day(day), Stream.of(day)))
                .toList();
        LocalDate first = firstWeek(today);
        List<GrowthChart.Step> byWeek = IntStream.range(0, WEEKS)
                .mapToObj(first::plusWeeks)
                .map(week -> step(days, words.day(week), week.datesUntil(week.plusWeeks(1))))
                .toList();
        return List.of(GrowthChart.of(words, "chart.days", byDay), GrowthChart.of(words, "chart.weeks", byWeek));
    }

    private static GrowthChart.Step step(CountsStore.Growth growth, String when, Stream<LocalDate> dates) {
        List<LocalDate> days = dates.toList();
        return new GrowthChart.Step(
                when,
                days.stream()
                        .mapToLong(day -> growth.joined().getOrDefault(day, 0L))
                        .sum(),
                days.stream()
                        .mapToLong(day -> growth.left().getOrDefault(day, 0L))
                        .sum());
    }

    private static LocalDate firstWeek(LocalDate today) {
        return today.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)).minusWeeks(WEEKS - 1L);
    }

    private LocalDate today(Instant now) {
        return LocalDate.ofInstant(now, zone);
    }

    /** Those under way, else the newest. */
    private static List<EditionLine> editions(Words words, List<LedgerStore.Books> newest) {
        List<LedgerStore.Books> running =
                newest.stream().filter(EditionLines::running).toList();
        return (running.isEmpty() ? newest : running)
                .stream()
                        .limit(SHOWN)
                        .map(books -> EditionLines.of(words, books))
                        .toList();
    }

    private static List<Overview.Due> due(Words words, List<CountsStore.CadenceCount> cadences) {
        return cadences.stream()
                .flatMap(count -> Stream.ofNullable(count.nextDue()).map(next -> Map.entry(next, count)))
                .sorted(Comparator.comparing(Map.Entry::getKey))
                .map(entry -> new Overview.Due(
                        words.get("cadence." + entry.getValue().cadence()),
                        words.time(entry.getKey()),
                        words.number(entry.getValue().readers())))
                .toList();
    }
}

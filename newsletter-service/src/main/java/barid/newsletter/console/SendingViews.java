package barid.newsletter.console;

import barid.kit.db.Database;
import barid.newsletter.bounces.BounceStore;
import barid.newsletter.deliveries.DeliveryState;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.frame.ConsoleFrame.Place;
import barid.newsletter.frame.ConsoleFrame.Section;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Puts the sending into words. */
final class SendingViews {
    private static final double MINUTE = 60;
    /** Controls under which an open delivery moves by itself. */
    private static final Set<String> MOVING = Set.of("starting", "running", "cancelled");

    /** The kinds of reports, in the order in which they are shown; each has a text {@code reported.*}. */
    private static final List<String> REPORTS = List.of("address", "soft", "ours", "unknown", "complaint");

    private static final Map<String, String> ACT_OF =
            Map.of("paused", "paused", "running", "resumed", "cancelled", "cancelled");

    private final Database database;
    private final SendingStore store;
    private final SendingFiguresStore figures;
    private final BounceStore bounces;
    private final AuditStore audit;
    private final InstantSource clock;

    SendingViews(
            Database database,
            SendingStore store,
            SendingFiguresStore figures,
            BounceStore bounces,
            AuditStore audit,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.figures = figures;
        this.bounces = bounces;
        this.audit = audit;
        this.clock = clock;
    }

    SendingView edition(Words words, LedgerStore.Books books) {
        Instant now = clock.instant();
        List<SendingFiguresStore.Lane> lanes = figures.lanes(books.edition(), now);
        List<String> holds = holds(words);
        long open = Arrays.stream(DeliveryState.values())
                .filter(DeliveryState::open)
                .mapToLong(books::in)
                .sum();
        boolean done = open == 0 && !books.control().equals("cancelled");
        String here = new Place(words.language(), Section.EDITIONS, "/" + books.edition()).here();
        long uncertain = books.in(DeliveryState.UNCERTAIN);
        return new SendingView(
                done ? "done" : books.control(),
                words.get("control." + (done ? "done" : books.control())),
                says(words, books),
                acts(words, here, books, open),
                holds,
                books.planned() - open,
                Math.max(1, books.planned()),
                words.get("live.progress", books.planned() - open, books.planned()),
                states(words, books),
                words.number(books.planned()),
                books.imbalance() == 0,
                reports(words, books.edition()),
                facts(words, books, lanes, now),
                lanes.stream().map(lane -> lane(words, lane, now)).toList(),
                SendingChart.of(words, minutes(lanes, now), now),
                uncertain == 0 ? "" : here + "/uncertain",
                words.get("live.uncertain", uncertain),
                books.in(DeliveryState.ATTEMPTING) > 0 || (holds.isEmpty() && moves(books)));
    }

    /** Whether open deliveries of it may change without anybody's doing. */
    static boolean moves(LedgerStore.Books books) {
        return EditionLines.running(books) && MOVING.contains(books.control());
    }

    private List<SendingFiguresStore.Minute> minutes(List<SendingFiguresStore.Lane> lanes, Instant now) {
        return lanes.isEmpty()
                ? List.of()
                : figures.minutes(
                        now.minus(SendingChart.SPAN),
                        lanes.stream().map(SendingFiguresStore.Lane::lane).toList());
    }

    /** Why nothing at all is sent, each hold in a sentence. */
    List<String> holds(Words words) {
        return store.holds(database.client().execute()).stream()
                .map(hold -> words.get(
                        switch (hold.cause()) {
                            case "restored" -> "hold.restored";
                            case "journal" -> "hold.journal";
                            default -> hold.cause().equals(SendingStore.OPERATOR) ? "hold.operator" : "hold.service";
                        },
                        words.time(hold.since()),
                        hold.reason()))
                .toList();
    }

    boolean heldByOperator() {
        return store.holds(database.client().execute()).stream()
                .anyMatch(hold -> hold.cause().equals(SendingStore.OPERATOR));
    }

    /** Who made it stand as it does, when and why. */
    String says(Words words, LedgerStore.Books books) {
        Instant at = books.controlAt();
        // The service gives its reasons as words of its own.
        String reason = books.controlReason().equals("late") ? words.get("held.late") : books.controlReason();
        if (at == null) {
            return reason;
        }
        return audit
                .on(
                        database.client().execute(),
                        AuditStore.edition(books.edition()),
                        ACT_OF.getOrDefault(books.control(), "none"),
                        1)
                .stream()
                .findFirst()
                .map(note -> words.get(
                        reason.isEmpty() ? "live.by" : "live.by.why", note.operator(), words.time(at), reason))
                .orElse(words.get(reason.isEmpty() ? "live.since" : "live.since.why", words.time(at), reason));
    }

    private static List<SendingView.Act> acts(Words words, String here, LedgerStore.Books books, long open) {
        List<SendingView.Act> acts = new ArrayList<>();
        boolean past = open == 0;
        if (SendingActs.EditionAct.PAUSE.possible(books.control()) && !past) {
            acts.add(new SendingView.Act("pause", words.get("pause.do"), here + "/pause", false));
        }
        if (SendingActs.EditionAct.RESUME.possible(books.control())) {
            acts.add(new SendingView.Act("resume", words.get("resume.do"), here + "/resume", true));
        }
        if (SendingActs.EditionAct.CANCEL.possible(books.control()) && !past) {
            acts.add(new SendingView.Act("cancel", words.get("cancel.do"), here + "/cancel", true));
        }
        return acts;
    }

    private static List<EditionLine.State> states(Words words, LedgerStore.Books books) {
        return Arrays.stream(DeliveryState.values())
                .map(state -> new EditionLine.State(
                        state.word(), words.get("delivery." + state.word()), words.number(books.in(state))))
                .toList();
    }

    private List<EditionLine.State> reports(Words words, UUID edition) {
        Map<String, Long> counts = bounces.counts(edition);
        return REPORTS.stream()
                .filter(counts::containsKey)
                .map(kind -> new EditionLine.State(
                        kind, words.get("reported." + kind), words.number(counts.getOrDefault(kind, 0L))))
                .toList();
    }

    private static List<SubscriberView.Fact> facts(
            Words words, LedgerStore.Books books, List<SendingFiguresStore.Lane> lanes, Instant now) {
        double rate = lanes.stream().mapToDouble(lane -> share(lane, now)).sum();
        List<SubscriberView.Fact> facts = new ArrayList<>();
        facts.add(new SubscriberView.Fact(words.get("live.rate"), words.get("live.rate.is", rate)));
        facts.add(new SubscriberView.Fact(words.get("live.left"), left(words, lanes, now)));
        facts.add(new SubscriberView.Fact(words.get("live.planned-at"), words.time(books.created())));
        facts.add(new SubscriberView.Fact(words.get("live.expires"), words.time(books.expires())));
        return facts;
    }

    /** Mails a second over the last minute: what of the minute before is older than that does not count. */
    private static double rate(SendingFiguresStore.Lane lane, Instant now) {
        double over = Math.floorMod(now.getEpochSecond(), 60);
        return (lane.thisMinute().accepted() + lane.lastMinute().accepted() * (MINUTE - over) / MINUTE) / MINUTE;
    }

    /** The part of a lane's rate that is this edition's: editions that share a lane share it as they wait in it. */
    private static double share(SendingFiguresStore.Lane lane, Instant now) {
        return lane.ahead() > lane.open() ? rate(lane, now) * lane.open() / lane.ahead() : rate(lane, now);
    }

    /** As long as the slowest lane takes in which all running editions that share it wait. */
    private static String left(Words words, List<SendingFiguresStore.Lane> lanes, Instant now) {
        if (lanes.stream().allMatch(lane -> lane.open() == 0)) {
            return words.get("live.left.nothing");
        }
        double seconds = 0;
        for (SendingFiguresStore.Lane lane : lanes) {
            if (lane.open() > 0) {
                double rate = rate(lane, now);
                if (lane.stoppedAt() != null || rate == 0) {
                    return words.get("live.left.unknown");
                }
                seconds = Math.max(seconds, Math.max(lane.open(), lane.ahead()) / rate);
            }
        }
        return duration(words, Duration.ofSeconds((long) seconds));
    }

    private static String duration(Words words, Duration duration) {
        if (duration.toMinutes() == 0) {
            return words.get("live.left.soon");
        }
        return duration.toHours() < 2
                ? words.get("live.left.minutes", duration.toMinutes())
                : words.get("live.left.hours", duration.toHours());
    }

    SendingView.Lane lane(Words words, SendingFiguresStore.Lane lane, Instant now) {
        Instant stopped = lane.stoppedAt();
        boolean domain = !lane.lane().equals("others");
        String reason = lane.stoppedReason() == null ? "" : lane.stoppedReason();
        String act = stopped == null ? "stop" : "resume";
        String path = "/lanes/" + URLEncoder.encode(lane.lane(), StandardCharsets.UTF_8) + "/" + act;
        return new SendingView.Lane(
                "lane-" + lane.lane(),
                domain ? lane.lane() : words.get("lane.others"),
                domain,
                words.number(lane.open()),
                words.number(lane.sent()),
                words.number(lane.deferred()),
                words.number(lane.rejected()),
                words.get("live.rate.is", rate(lane, now)),
                words.get(
                        stopped != null
                                ? "lane.stopped"
                                : lane.thisMinute().deferred()
                                                        + lane.lastMinute().deferred()
                                                > 0
                                        ? "lane.slowed"
                                        : "lane.open"),
                stopped == null ? "" : words.get("lane.stopped.says", words.time(stopped), reason),
                new SendingView.Act(
                        act + "-" + lane.lane(),
                        words.get("lane." + act),
                        new Place(words.language(), Section.SENDING, path).here(),
                        true));
    }
}

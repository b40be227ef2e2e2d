package barid.newsletter.deliveries;

import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.mail.MailTransport;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongConsumer;
import java.util.stream.Collectors;

/** The receivers' lanes as this process sends in them: who may go now, how fast, and what the answers say. */
final class Lanes {
    private static final Logger LOG = LoggerFactory.getLogger(Lanes.class);
    /** The lane of the limit on all mail. */
    private static final String ALL = "";
    /** Before a relay's name: no receiver's begins so. */
    private static final String RELAY = "relay ";
    /** What was not used within it is not made up for. */
    private static final double BURST_SECONDS = 0.2;
    /** A limit that lets less than one through within the burst lets one at a time; with room for rounding. */
    private static final double ONE = 1.01;
    /** Of a limited lane so many seconds' worth is asked for at once. */
    private static final double SHARE_SECONDS = 0.05;

    private static final List<String> RESULTS = List.of("accepted", "deferred", "rejected", "unanswered", "not-tried");

    private final LaneStore store;
    private final DeliverySettings settings;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final Map<String, Lane> lanes = new ConcurrentHashMap<>();
    private final Map<String, LaneStore.Minute> minutes = new HashMap<>();

    private final class Lane {
        final String name;
        final LaneSettings limits;
        final Pace pace = new Pace();
        final Circuit circuit = new Circuit();
        final Map<String, Counter> answers = new ConcurrentHashMap<>();
        int connections;
        volatile boolean stopped;
        volatile long notBefore = System.nanoTime();

        Lane(String name) {
            this.name = name;
            this.limits = settings.lanes().getOrDefault(name, LaneSettings.UNLIMITED);
            Gauge.builder("barid.lane.limit.mails.per.second", () -> {
                        double limit = pace.limit(System.nanoTime());
                        return Double.isInfinite(limit) ? -1 : limit;
                    })
                    .description("Mails a second that this process gives a receiver who asked for less; -1: all it can")
                    .tag("lane", name)
                    .register(metrics);
            Gauge.builder("barid.lane.stopped", () -> stopped ? 1 : 0)
                    .description("1 while nothing goes to a receiver that refuses us")
                    .tag("lane", name)
                    .register(metrics);
            // From 0 on, for the first of a kind would not count as an increase.
            RESULTS.forEach(this::counter);
        }

        boolean open(long now) {
            return !stopped
                    && now - notBefore >= 0
                    && (limits.connections() == 0 || connections < limits.connections());
        }

        void count(String word) {
            counter(word).increment();
        }

        private Counter counter(String word) {
            return answers.computeIfAbsent(
                    word,
                    key -> Counter.builder("barid.deliveries.attempts")
                            .description("Attempts to deliver, by receiver and what came of them")
                            .tag("lane", name)
                            .tag("result", key)
                            .register(metrics));
        }
    }

    Lanes(LaneStore store, DeliverySettings settings, InstantSource clock, MeterRegistry metrics) {
        this.store = store;
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        lane(ReceiverLanes.OTHERS);
    }

    private Lane lane(String name) {
        return lanes.computeIfAbsent(name, Lane::new);
    }

    /** Learns which lanes have something, and which are stopped. */
    void refresh() {
        List<LaneStore.Standing> standing = store.standing();
        standing.forEach(one -> lane(one.lane()));
        Set<String> stopped = standing.stream()
                .filter(LaneStore.Standing::stopped)
                .map(LaneStore.Standing::lane)
                .collect(Collectors.toSet());
        lanes.forEach((name, lane) -> lane.stopped = stopped.contains(name));
    }

    /** The lanes that another connection may go to, the one with the fewest first. */
    synchronized List<String> open() {
        long now = System.nanoTime();
        List<Lane> open = new ArrayList<>(
                lanes.values().stream().filter(lane -> lane.open(now)).toList());
        open.sort(Comparator.comparingInt((Lane lane) -> lane.connections).thenComparing(lane -> lane.name));
        return open.stream().map(lane -> lane.name).toList();
    }

    /** Nanoseconds until a lane is open again that mails were counted out in; 0 if there is none. */
    synchronized long closedFor() {
        long now = System.nanoTime();
        return lanes.values().stream()
                .filter(lane -> !lane.stopped)
                .mapToLong(lane -> lane.notBefore - now)
                .filter(wait -> wait > 0)
                .min()
                .orElse(0);
    }

    synchronized void enter(String name) {
        lane(name).connections++;
    }

    synchronized void leave(String name) {
        lane(name).connections--;
    }

    /** How many of {@code want} mails may go in this lane and over this relay now; if none, what has no room is closed until it has. */
    int grant(String name, int want, MailTransport over) {
        Lane lane = lane(name);
        long now = System.nanoTime();
        int granted = lane.pace.grant(share(want, lane.pace.limit(now)), now);
        if (granted == 0) {
            lane.notBefore = lane.pace.nextAt(now);
            return 0;
        }
        LongConsumer close = nanos -> lane.notBefore = System.nanoTime() + nanos;
        granted = granted(name, lane.limits.perSecond(), granted, close);
        granted = granted(ALL, settings.perSecond(), granted, close);
        return granted(RELAY + over.limit().relay(), over.limit().perSecond(), granted, over::full);
    }

    private int granted(String bucket, double perSecond, int want, LongConsumer close) {
        if (perSecond == 0 || want == 0) {
            return want;
        }
        double burst = Math.max(BURST_SECONDS, ONE / perSecond);
        int granted = store.grant(bucket, perSecond, burst, share(want, perSecond));
        if (granted == 0) {
            close.accept((long) (1e9 / perSecond));
        }
        return granted;
    }

    private static int share(int want, double perSecond) {
        return (int) Math.min(want, Math.max(1, Math.min(want, perSecond * SHARE_SECONDS)));
    }

    /** Whether mails of this lane are counted out, or over this relay, so that none should wait marked. */
    boolean limited(String name, MailTransport over) {
        Lane lane = lane(name);
        return settings.perSecond() > 0
                || over.limit().limits()
                || lane.limits.perSecond() > 0
                || !Double.isInfinite(lane.pace.limit(System.nanoTime()));
    }

    /** What a receiver answered. */
    void answered(String name, DeliveryResult result) {
        Lane lane = lane(name);
        long now = System.nanoTime();
        switch (result) {
            case DeliveryResult.Accepted accepted -> {
                lane.pace.sent(now);
                lane.circuit.answered(false);
                lane.count("accepted");
                minute(name, 1, 0, 0);
            }
            case DeliveryResult.Deferred(String code, String reason) -> {
                lane.pace.sent(now);
                if (code.equals("421") || code.startsWith("4.7.")) {
                    lane.pace.complained(now);
                }
                refused(lane, code);
                lane.count("deferred");
                minute(name, 0, 1, 0);
            }
            case DeliveryResult.Rejected(String code, String reason) -> {
                lane.pace.sent(now);
                refused(lane, code);
                lane.count("rejected");
                minute(name, 0, 0, 1);
            }
            case DeliveryResult.Unanswered unanswered -> lane.count("unanswered");
            case DeliveryResult.NotTried notTried -> lane.count("not-tried");
        }
    }

    private void refused(Lane lane, String code) {
        if (lane.circuit.answered(code.startsWith("5.7.")) && !lane.stopped) {
            lane.stopped = true;
            String reason = Circuit.REFUSALS + " of the last " + Circuit.ANSWERS + " answers refused us, last " + code;
            LOG.warn("Nothing goes to {} until an operator says so: {}", lane.name, reason);
            store.stop(lane.name, reason, clock.instant());
        }
    }

    private void minute(String name, int accepted, int deferred, int rejected) {
        Instant minute = clock.instant();
        minute = minute.minusNanos(Math.floorMod(minute.getEpochSecond(), 60L) * 1_000_000_000L + minute.getNano());
        add(new LaneStore.Minute(name, minute, accepted, deferred, rejected));
    }

    private void add(LaneStore.Minute one) {
        synchronized (minutes) {
            minutes.merge(
                    one.lane() + ' ' + one.minute().getEpochSecond(),
                    one,
                    (a, b) -> new LaneStore.Minute(
                            a.lane(),
                            a.minute(),
                            a.accepted() + b.accepted(),
                            a.deferred() + b.deferred(),
                            a.rejected() + b.rejected()));
        }
    }

    /** Writes the counts of the last seconds; what cannot be written now waits. */
    void write() {
        List<LaneStore.Minute> rows;
        synchronized (minutes) {
            rows = List.copyOf(minutes.values());
            minutes.clear();
        }
        if (rows.isEmpty()) {
            return;
        }
        try {
            store.count(rows);
        } catch (RuntimeException e) {
            rows.forEach(this::add);
            throw e;
        }
    }
}

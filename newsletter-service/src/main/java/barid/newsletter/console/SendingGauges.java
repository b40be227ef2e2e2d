package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.service.Repeating;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/** What stands in the way of sending, as metrics; looked at every two seconds, by each process. */
public final class SendingGauges {
    private static final Duration EVERY = Duration.ofSeconds(2);
    private static final List<String> CONTROLS = List.of("starting", "running", "paused", "held", "cancelled");

    private final SendingFiguresStore figures;
    private final InstantSource clock;
    private final MultiGauge lanes;
    private volatile SendingFiguresStore.Standing standing =
            new SendingFiguresStore.Standing(false, Map.of(), List.of());

    public SendingGauges(Database database, InstantSource clock, MeterRegistry metrics) {
        this.figures = new SendingFiguresStore(database);
        this.clock = clock;
        Gauge.builder("barid.sending.held", () -> standing.held() ? 1 : 0)
                .description("1 while all sending is held")
                .register(metrics);
        for (String control : CONTROLS) {
            Gauge.builder("barid.editions", () -> standing.editions().getOrDefault(control, 0L))
                    .description("Editions that are not past, by whether they may be sent")
                    .tag("control", control)
                    .register(metrics);
        }
        this.lanes = MultiGauge.builder("barid.lanes.stopped")
                .description("1 for each lane to which nothing is sent")
                .register(metrics);
    }

    public Repeating start() {
        return new Repeating("sending-gauges", EVERY, this::look).start();
    }

    /** Never more at once. */
    private boolean look() {
        SendingFiguresStore.Standing now = figures.standing(clock.instant());
        standing = now;
        lanes.register(
                now.stopped().stream()
                        .map(lane -> MultiGauge.Row.of(Tags.of("lane", lane), 1))
                        .toList(),
                true);
        return false;
    }
}

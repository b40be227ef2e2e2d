package barid.newsletter.deliveries;

import io.helidon.config.Config;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How deliveries are sent.
 *
 * @param lease how long a chunk stays with a process that no longer says anything
 * @param flush how long outcomes are gathered before they are written together
 * @param mark deliveries marked as attempting at once; at most 25
 * @param poll how often an idle connection looks for work that nobody announced
 * @param holdUncertain true leaves an unanswered delivery to a person; false sends it once more with the same Message-ID
 * @param receivers domains with a lane of their own; all others share one
 * @param lanes what a lane is given at most, by its name
 * @param perSecond mails a second, of all processes and receivers together; 0: no limit
 * @param late what nobody claimed for so long after it was due is held for a person
 */
public record DeliverySettings(
        Duration lease,
        Duration flush,
        int mark,
        Duration poll,
        boolean holdUncertain,
        List<Duration> retryGaps,
        Set<String> receivers,
        Map<String, LaneSettings> lanes,
        double perSecond,
        Duration late) {
    static final int MOST_MARKED = 25;

    public DeliverySettings {
        if (perSecond < 0) {
            throw new IllegalArgumentException("deliveries.per-second is 0 (no limit) or more");
        }
        if (mark < 1 || mark > MOST_MARKED) {
            throw new IllegalArgumentException("deliveries.mark is 1 to " + MOST_MARKED);
        }
    }

    /** Reads the {@code deliveries} block. */
    public static DeliverySettings from(Config config) {
        return new DeliverySettings(
                config.get("lease").as(Duration.class).orElse(Duration.ofSeconds(30)),
                config.get("flush").as(Duration.class).orElse(Duration.ofMillis(10)),
                config.get("mark").asInt().orElse(MOST_MARKED),
                config.get("poll").as(Duration.class).orElse(Duration.ofSeconds(1)),
                switch (config.get("uncertain").asString().orElse("once-more")) {
                    case "once-more" -> false;
                    case "hold" -> true;
                    default -> throw new IllegalArgumentException("deliveries.uncertain is once-more or hold");
                },
                config.get("retry-gaps")
                        .asList(Duration.class)
                        .orElse(List.of(
                                Duration.ofMinutes(1),
                                Duration.ofMinutes(5),
                                Duration.ofMinutes(15),
                                Duration.ofMinutes(30),
                                Duration.ofHours(1),
                                Duration.ofHours(2))),
                Set.copyOf(config.get("receivers").asList(String.class).orElse(List.of())),
                config.get("lanes").asNodeList().orElse(List.of()).stream()
                        .collect(Collectors.toUnmodifiableMap(
                                lane -> lane.get("name").asString().get(), LaneSettings::from)),
                config.get("per-second").asDouble().orElse(0.0),
                config.get("late").as(Duration.class).orElse(Duration.ofHours(3)));
    }
}

package barid.newsletter.deliveries;

import io.helidon.config.Config;

/**
 * What one receiver is given at most.
 *
 * @param connections at once, of each process; 0: as many as there are
 * @param perSecond mails a second, of all processes together; 0: no limit
 */
record LaneSettings(int connections, double perSecond) {
    static final LaneSettings UNLIMITED = new LaneSettings(0, 0);

    LaneSettings {
        if (connections < 0 || perSecond < 0) {
            throw new IllegalArgumentException("deliveries.lanes: limits are 0 (none) or more");
        }
    }

    static LaneSettings from(Config config) {
        return new LaneSettings(
                config.get("connections").asInt().orElse(0),
                config.get("per-second").asDouble().orElse(0.0));
    }
}

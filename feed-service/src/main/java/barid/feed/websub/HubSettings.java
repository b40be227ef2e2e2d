package barid.feed.websub;

import io.helidon.config.Config;

import java.time.Duration;

/**
 * The block {@code hub}.
 *
 * @param maxSubscriptions how many there may be, those that wait for their verification included
 * @param requestsPerHour of one client address
 * @param pendingPerHost requests for callbacks at one host that may wait for their verification
 * @param concurrency deliveries in flight at once
 * @param timeout of one request to a callback, from the name's look-up to the answer's head
 * @param claim how long a process may hold a subscription; after a crash others take over so much later
 * @param poll how often to look for what nobody woke us for
 * @param poolSize connections to the database, beside those that serve readers
 */
record HubSettings(
        long maxSubscriptions,
        int requestsPerHour,
        int pendingPerHost,
        int concurrency,
        Duration timeout,
        Duration claim,
        Duration poll,
        int poolSize) {
    static HubSettings from(Config config) {
        HubSettings settings = new HubSettings(
                config.get("max-subscriptions").asLong().orElse(100_000L),
                config.get("requests-per-hour").asInt().orElse(60),
                config.get("pending-per-host").asInt().orElse(100),
                config.get("concurrency").asInt().orElse(500),
                config.get("timeout").as(Duration.class).orElse(Duration.ofSeconds(10)),
                config.get("claim").as(Duration.class).orElse(Duration.ofSeconds(30)),
                config.get("poll").as(Duration.class).orElse(Duration.ofSeconds(1)),
                config.get("pool-size").asInt().orElse(2));
        if (settings.concurrency() < 1 || settings.poolSize() < 2) {
            throw new IllegalArgumentException("hub.concurrency must be at least 1, hub.pool-size at least 2");
        }
        if (settings.claim().compareTo(settings.timeout()) <= 0) {
            throw new IllegalArgumentException("hub.claim must be longer than hub.timeout");
        }
        return settings;
    }
}

package barid.feed.websub;

import barid.feed.publishing.FeedCache;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.http.ClientAddress;
import barid.kit.http.GuardedClient;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import barid.kit.service.Stoppable;
import com.github.benmanes.caffeine.cache.Ticker;
import io.helidon.config.Config;
import io.helidon.webserver.http.HttpFeature;
import io.micrometer.core.instrument.MeterRegistry;

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Takes subscriptions to our documents and brings subscribers what is new in them. */
public final class Hub implements Stoppable {
    private static final Duration RATE_WINDOW = Duration.ofHours(1);

    private final String base;
    private final HubSettings settings;
    private final Newest newest;
    private final GuardedClient http;
    private final HubWorker worker;
    private final InstantSource clock;

    /**
     * Each {@code render} of {@code feeds} wakes it.
     *
     * @param base public URL of feed-service, without a slash at the end
     * @param config the block {@code hub}
     * @param database as {@link #connections} sets it, for the deliveries alone
     * @param random hard to guess: challenges are drawn from it
     */
    public Hub(
            URI base,
            Config config,
            Database database,
            FeedCache feeds,
            RandomGenerator random,
            InstantSource clock,
            MeterRegistry metrics) {
        this.base = base.toString();
        this.settings = HubSettings.from(config);
        this.newest = new RenderedNews(feeds);
        this.clock = clock;
        this.http = GuardedClient.from(
                config,
                settings.timeout(),
                new GuardedClient.Connections(settings.concurrency() + HubWorker.VERIFICATIONS, HostTurns.WIDTH));
        String owner = UUID.randomUUID().toString();
        this.worker = new HubWorker(
                owner,
                new SubscriptionStore(database),
                new DeliveryQueue(database, owner),
                new Verification(http, this.base, random),
                new Courier(http, this.base, newest),
                newest,
                settings,
                new HubMetrics(metrics),
                clock);
        feeds.listen(worker::wake);
    }

    /** Connections of the hub's own, few, so that many deliveries leave those of the others alone. */
    public static DatabaseSettings connections(DatabaseSettings service, Config config) {
        return new DatabaseSettings(
                service.name(),
                service.url(),
                service.username(),
                service.password(),
                HubSettings.from(config).poolSize(),
                service.migrations());
    }

    /** Starts to verify and to deliver. */
    public Hub start() {
        worker.start();
        return this;
    }

    /** {@code POST /hub} and {@code GET /feeds/api/subscriptions}; {@code database} is that of all routes. */
    public HttpFeature routes(Database database, ClientAddress clients, Tokens tokens) {
        return new HubRoutes(
                base,
                new RequestForm(base, newest, http),
                new SubscriptionStore(database),
                settings,
                new RateLimit(settings.requestsPerHour(), RATE_WINDOW, Ticker.systemTicker()),
                clients,
                tokens,
                worker::wake,
                clock);
    }

    @Override
    public void stop() {
        worker.stop();
        http.close();
    }
}

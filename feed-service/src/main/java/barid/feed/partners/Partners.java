package barid.feed.partners;

import barid.feed.publishing.FeedAnswers;
import barid.feed.publishing.FeedCache;
import barid.kit.db.Database;
import barid.kit.http.ClientAddress;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import barid.kit.operators.OperatorSettings;
import barid.kit.operators.Operators;
import barid.kit.service.Stoppable;
import barid.kit.site.Site;
import com.github.benmanes.caffeine.cache.Ticker;
import io.helidon.config.Config;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.micrometer.core.instrument.MeterRegistry;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;

/**
 * Everything about partners: their feeds at {@code /partners/{id}}, the operators' pages at {@code /partners}, and the
 * operators' API at {@code /feeds/api/partners}.
 */
public final class Partners implements HttpFeature, Stoppable {
    /** Under which the operators' pages stand. */
    private static final String PREFIX = "/partners";

    private static final int WRONG_KEYS = 30;
    private static final Duration WRONG_KEYS_WINDOW = Duration.ofMinutes(15);

    private final PartnerRegister register;
    private final PullLog pulls;
    private final Operators operators;
    private final PartnerFeedRoutes feedRoutes;
    private final PartnerApi api;
    private final PartnerPages pages;

    /**
     * Reads {@code tokens}, {@code operators} and {@code trusted-proxies}; {@code channel} is notified of each act.
     *
     * @param ticker counts nanoseconds for the limits
     */
    public Partners(
            Config config,
            Site site,
            Database database,
            FeedCache feeds,
            FeedAnswers answers,
            String channel,
            InstantSource clock,
            Ticker ticker,
            SecureRandom random,
            MeterRegistry metrics) {
        Tokens tokens = Tokens.from(config.get("tokens"));
        ClientAddress clients = ClientAddress.from(config);
        PartnerStore store = new PartnerStore(database);
        PullStore counts = new PullStore(database);
        register = new PartnerRegister(store);
        pulls = new PullLog(counts, clock).start();
        Agreements agreements = new Agreements(database, store, register, clock, random, channel);
        OperatorSettings settings = OperatorSettings.from(
                config.get("operators"), PREFIX, site.organisation().feeds(), random);
        operators = new Operators(settings, site, tokens, clients, clock, random, metrics);
        feedRoutes = new PartnerFeedRoutes(
                register,
                feeds,
                answers,
                new FullAnswers(ticker),
                new RateLimit(WRONG_KEYS, WRONG_KEYS_WINDOW, ticker),
                clients,
                pulls,
                clock);
        api = new PartnerApi(agreements, store, counts, feeds, tokens, site.organisation(), clock);
        PartnerViews views = new PartnerViews(site, operators, feeds, clock);
        pages = new PartnerPages(operators, views, agreements, store, counts, feeds, clock);
    }

    /** Reads all partners and keys anew: some may have changed. */
    public void renew() {
        register.renew();
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        operators.register(routing);
        // Before the pages, whose patterns are wider.
        feedRoutes.setup(routing);
        api.setup(routing);
        pages.setup(routing);
    }

    @Override
    public void stop() {
        pulls.stop();
    }
}

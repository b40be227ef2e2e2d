package barid.feed;

import barid.feed.directory.DirectoryRoutes;
import barid.feed.entries.EntryTouches;
import barid.feed.entries.EntryUpdates;
import barid.feed.partners.Partners;
import barid.feed.publishing.Archive;
import barid.feed.publishing.ArchiveStore;
import barid.feed.publishing.BreachRoutes;
import barid.feed.publishing.BreachStore;
import barid.feed.publishing.Breaches;
import barid.feed.publishing.FeedAnswers;
import barid.feed.publishing.FeedCache;
import barid.feed.publishing.FeedRenderer;
import barid.feed.publishing.FeedRoutes;
import barid.feed.publishing.FeedStore;
import barid.feed.websub.Hub;
import barid.kit.changes.ChangeFeedClient;
import barid.kit.changes.ChangeFollower;
import barid.kit.config.ServiceSettings;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Notifications;
import barid.kit.http.ClientAddress;
import barid.kit.http.ProblemFeature;
import barid.kit.http.Tokens;
import barid.kit.service.Logs;
import barid.kit.service.RunningService;
import barid.kit.service.ServiceCommand;
import barid.kit.site.Organisation;
import barid.kit.site.Site;
import barid.kit.site.SiteErrors;
import com.github.benmanes.caffeine.cache.Ticker;
import io.helidon.config.Config;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;

/** feed-service: the change feed into a copy, the copy into documents, the documents to readers. */
public final class Main {
    private static final String CHANNEL = "feeds";

    private Main() {}

    public static void main(String[] args) {
        Logs.configure();
        Config config = ServiceSettings.of("feed-service.yaml");
        int code = ServiceCommand.run(
                args,
                config,
                () -> DatabaseSettings.owner("feed", config.get("db")).withFollower(),
                Main::start);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Starts an instance; returns when its feeds are served. */
    public static RunningService start(Config config) {
        RunningService service = RunningService.begin("feed-service", config);
        InstantSource clock = Clock.systemUTC();
        Organisation organisation = Organisation.from(config.get("organisation"));
        DatabaseSettings connections =
                DatabaseSettings.from("feed", config.get("db")).withFollower();
        Database database = service.open(Database.open(connections));

        FeedStore store = new FeedStore(database);
        store.ensure(organisation.languages());
        ChangeFollower follower = new ChangeFollower(
                        ChangeFeedClient.from(config.get("changes")),
                        database,
                        new EntryUpdates(CHANNEL, clock),
                        CHANNEL,
                        clock,
                        service.metrics())
                .traced(service.tracing());
        FeedRenderer renderer = new FeedRenderer(organisation, service.metrics());
        BreachStore breaches = new BreachStore(database);
        FeedCache feeds = service.stopping(new FeedCache(
                        store,
                        renderer,
                        new Breaches(breaches, database, new EntryTouches(CHANNEL), clock, service.metrics()),
                        follower::everComplete,
                        clock,
                        service.metrics())
                .traced(service.tracing()));
        FeedAnswers answers =
                new FeedAnswers(feeds, new Archive(new ArchiveStore(database), store, renderer, clock), clock);
        Site site = new Site(organisation, "/feeds/assets");
        Partners partners = service.stopping(new Partners(
                config,
                site,
                database,
                feeds,
                answers,
                CHANNEL,
                clock,
                Ticker.systemTicker(),
                new SecureRandom(),
                service.metrics()));
        Notifications notifications = Notifications.listen(database, CHANNEL, () -> {
            feeds.wake();
            partners.renew();
        });
        service.stopping(notifications::close);
        service.stopping(follower.start());
        Hub hub = service.stopping(new Hub(
                organisation.feeds(),
                config.get("hub"),
                service.open(Database.open(Hub.connections(connections, config.get("hub")))),
                feeds,
                new SecureRandom(),
                clock,
                service.metrics()));
        feeds.start().awaitFirstRender();
        hub.start();
        partners.renew();

        Tokens tokens = Tokens.from(config.get("tokens"));
        return service.serve(routing -> {
            routing.addFeature(new ProblemFeature(new SiteErrors(site))).addFeature(new FeedRoutes(feeds, answers));
            site.register(routing);
            routing.addFeature(new BreachRoutes(breaches, tokens));
            routing.addFeature(new DirectoryRoutes(site, feeds))
                    .addFeature(hub.routes(database, ClientAddress.from(config), tokens))
                    .addFeature(partners);
        });
    }
}

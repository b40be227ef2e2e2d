package barid.newsletter;

import barid.kit.changes.ChangeFeedClient;
import barid.kit.changes.ChangeFollower;
import barid.kit.config.ServiceSettings;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Notifications;
import barid.kit.http.ClientAddress;
import barid.kit.http.ProblemFeature;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import barid.kit.operators.OperatorSettings;
import barid.kit.operators.Operators;
import barid.kit.service.Logs;
import barid.kit.service.Repeating;
import barid.kit.service.RunningService;
import barid.kit.service.ServiceCommand;
import barid.kit.site.Organisation;
import barid.kit.site.Site;
import barid.kit.site.SiteErrors;
import barid.newsletter.bounces.BounceMailbox;
import barid.newsletter.bounces.BounceSettings;
import barid.newsletter.bounces.BounceStore;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.consent.ConsentRoutes;
import barid.newsletter.console.Console;
import barid.newsletter.console.SendingApi;
import barid.newsletter.console.SendingGauges;
import barid.newsletter.deliveries.DeliveryRoutes;
import barid.newsletter.deliveries.DeliverySettings;
import barid.newsletter.deliveries.DeliveryWorker;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.deliveries.ReceiverLanes;
import barid.newsletter.editions.ArchiveRoutes;
import barid.newsletter.editions.CarriedMails;
import barid.newsletter.editions.EditionAssembler;
import barid.newsletter.editions.EditionNotes;
import barid.newsletter.editions.EditionPreview;
import barid.newsletter.editions.EditionRoutes;
import barid.newsletter.editions.EditionSettings;
import barid.newsletter.editions.EditionStore;
import barid.newsletter.editions.Positions;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.evidence.Evidence;
import barid.newsletter.evidence.EvidenceApi;
import barid.newsletter.evidence.Reports;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.imports.ExportApi;
import barid.newsletter.imports.ExportPages;
import barid.newsletter.imports.Exports;
import barid.newsletter.imports.ImportApi;
import barid.newsletter.imports.ImportPages;
import barid.newsletter.imports.ImportSettings;
import barid.newsletter.imports.ImportWorker;
import barid.newsletter.imports.Imports;
import barid.newsletter.journal.Journal;
import barid.newsletter.journal.JournalSettings;
import barid.newsletter.journal.Restored;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.Dkim;
import barid.newsletter.mail.DkimSettings;
import barid.newsletter.mail.MailSettings;
import barid.newsletter.mail.MailTransport;
import barid.newsletter.mail.Relays;
import barid.newsletter.mail.SmtpSettings;
import barid.newsletter.preflight.EditionStarts;
import barid.newsletter.preflight.Preflight;
import barid.newsletter.preflight.PreflightPages;
import barid.newsletter.preflight.PreflightSettings;
import barid.newsletter.preflight.Relay;
import barid.newsletter.privacy.Privacy;
import barid.newsletter.privacy.PrivacyRoutes;
import barid.newsletter.privacy.PrivacySettings;
import barid.newsletter.privacy.Retention;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.StoryUpdates;
import barid.newsletter.subscriptions.SubscriptionApi;
import barid.newsletter.subscriptions.SubscriptionRoutes;
import barid.newsletter.subscriptions.SubscriptionSettings;
import barid.newsletter.subscriptions.Subscriptions;
import barid.newsletter.suppression.Suppressions;
import com.github.benmanes.caffeine.cache.Ticker;
import io.helidon.config.Config;

import java.security.SecureRandom;
import java.time.Clock;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** newsletter-service. */
public final class Main {
    private static final String CHANGED = "newsletter_changed";
    private static final String PLANNED = "newsletter_chunk";

    private Main() {}

    /** {@code run} (the default) or {@code migrate}. */
    public static void main(String[] args) {
        Logs.configure();
        Config config = ServiceSettings.of("newsletter-service.yaml");
        int code = ServiceCommand.run(args, config, owner(config), Main::start);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** The database as its owner sees it. */
    static Supplier<DatabaseSettings> owner(Config config) {
        return () -> DatabaseSettings.owner("newsletter", config.get("db")).withFollower();
    }

    /** Starts one instance, with the system's clock. */
    public static RunningService start(Config config) {
        return start(config, Clock.systemUTC());
    }

    /** The same by another clock; what {@code config} leaves out is at its default. */
    static RunningService start(Config config, InstantSource clock) {
        RunningService service = RunningService.begin("newsletter-service", config);
        Organisation organisation = Organisation.from(config.get("organisation"));
        Keys keys = Keys.from(config.get("keys"));
        Tokens tokens = Tokens.from(config.get("tokens"));
        ClientAddress clients = ClientAddress.from(config);
        List<SmtpSettings> smtp = SmtpSettings.from(config.get("smtp"));
        DkimSettings dkimSettings = DkimSettings.from(config.get("dkim"));
        EditionSettings editionSettings = EditionSettings.from(config.get("editions"));
        DeliverySettings deliverySettings = DeliverySettings.from(config.get("deliveries"));
        SubscriptionSettings subscriptionSettings = SubscriptionSettings.from(config.get("subscriptions"));
        PreflightSettings preflightSettings = PreflightSettings.from(config.get("preflight"), smtp);
        PrivacySettings privacySettings = PrivacySettings.from(config.get("privacy"));
        BounceSettings bounceSettings = BounceSettings.from(config.get("bounces"));
        ImportSettings importSettings = ImportSettings.from(config.get("imports"));
        Site site = new Site(organisation, "/newsletter/assets");
        SecureRandom random = new SecureRandom();
        Operators operators = new Operators(
                OperatorSettings.from(config.get("operators"), ConsoleFrame.ROOT, organisation.newsletter(), random),
                site,
                tokens,
                clients,
                clock,
                random,
                service.metrics());

        Database database = service.open(Database.open(
                DatabaseSettings.from("newsletter", config.get("db")).withFollower()));
        Journal journal = service.stopping(
                Journal.open(JournalSettings.from(config.get("journal")), database, clock, service.metrics()));
        StoryStore stories = new StoryStore();
        EditionStore editions = new EditionStore(preflightSettings.on());
        ConsentLog consents = new ConsentLog(keys, random, privacySettings.recordClientAddress());
        Suppressions suppressions = new Suppressions(journal);
        Privacy privacy = new Privacy(database, consents, privacySettings, journal, clock);
        Retention retention =
                new Retention(database, consents, privacySettings, bounceSettings.kept(), service.metrics());
        Dkim dkim = new Dkim(
                dkimSettings, organisation.from().substring(organisation.from().indexOf('@') + 1));
        DigestMail digests =
                new DigestMail(organisation, keys, MailSettings.from(config.get("mail"), organisation), dkim);
        VariantCompiler compiler = new VariantCompiler(database, editions, stories, digests, organisation.zone());
        Relays relays = service.stopping(new Relays(smtp, organisation.bounceDomain()));

        DeliveryWorker worker = service.stopping(new DeliveryWorker(
                        database,
                        compiler,
                        digests,
                        suppressions,
                        relays::transport,
                        relays.connections(),
                        deliverySettings,
                        clock,
                        service.metrics())
                .noting(journal)
                .traced(service.tracing()));
        EditionAssembler assembler = new EditionAssembler(
                        database,
                        editions,
                        stories,
                        editionSettings,
                        organisation,
                        new ReceiverLanes(deliverySettings.receivers()),
                        keys,
                        service.metrics())
                .noting(journal);
        MailTransport notices = relays.transport();
        service.stopping(notices::close);
        Subscriptions subscriptions = new Subscriptions(
                database,
                stories,
                new Positions(stories),
                consents,
                privacy,
                organisation,
                keys,
                notices,
                dkim,
                subscriptionSettings,
                journal,
                clock);
        Imports imports = new Imports(database, subscriptions, keys, importSettings, clock);
        Exports exports = new Exports(database, clock);
        Preflight preflight = new Preflight(
                preflightSettings,
                organisation,
                dkimSettings,
                smtp.stream()
                        .map(one -> new Relay(one.host(), () -> relays.to(one)))
                        .toList(),
                service.metrics());
        EditionStarts starts = new EditionStarts(database, preflight, preflightSettings, organisation, clock);
        LedgerStore ledger = new LedgerStore(database, clock).register(service.metrics());

        service.stopping(new SendingGauges(database, clock, service.metrics()).start());
        service.stopping(Notifications.listen(database, PLANNED, worker::wake)::close);
        journal.start(subscriptions.leavers(suppressions), worker::wake);
        worker.start();
        service.stopping(
                new Repeating("planning", editionSettings.poll(), () -> assembler.plan(clock.instant()) > 0).start());
        service.stopping(new Repeating("preflight", preflightSettings.poll(), starts::look).start());
        service.stopping(new Repeating("sign-ups", subscriptionSettings.poll(), subscriptions::mailNext).start());
        service.stopping(
                new Repeating("retention", privacySettings.poll(), () -> retention.run(clock.instant())).start());
        service.stopping(new ImportWorker(
                        database, imports, stories, consents, keys, importSettings, journal, clock, service.metrics())
                .start());
        service.stopping(
                new BounceMailbox(bounceSettings, database, suppressions, subscriptions, keys, clock, service.metrics())
                        .start());
        service.stopping(new ChangeFollower(
                        ChangeFeedClient.from(config.get("changes")),
                        database,
                        new StoryUpdates(stories, clock),
                        CHANGED,
                        clock,
                        service.metrics())
                .traced(service.tracing())
                .start());

        EditionNotes notes = new EditionNotes(database, organisation.zone());
        EditionPreview previews =
                new EditionPreview(database, editions, stories, compiler, digests, editionSettings, organisation, keys);
        Evidence evidence = new Evidence(
                database, stories, compiler, digests, Reports.of(new BounceStore(database)), keys, organisation);
        RateLimit signUps = new RateLimit(
                subscriptionSettings.rateLimit(), subscriptionSettings.rateWindow(), Ticker.systemTicker());
        return service.serve(routing -> {
            routing.addFeature(new ProblemFeature(new SiteErrors(site)));
            site.register(routing);
            Optional<Restored> restored = journal.restored(new CarriedMails(editions, keys));
            new Console(
                            operators,
                            site,
                            database,
                            stories,
                            ledger,
                            notes,
                            previews,
                            evidence,
                            relays::transport,
                            dkim,
                            consents,
                            privacy,
                            suppressions,
                            subscriptions,
                            keys,
                            restored,
                            clock)
                    .register(routing);
            new SubscriptionApi(subscriptions, organisation, tokens, clients, signUps).register(routing);
            new ConsentRoutes(database, consents, tokens).register(routing);
            new ImportApi(imports, organisation, tokens).register(routing);
            new ExportApi(exports, tokens).register(routing);
            new PreflightPages(operators, site, preflight, starts, preflightSettings, clock).register(routing);
            new ImportPages(operators, site, imports).register(routing);
            new ExportPages(
                            operators,
                            site,
                            exports,
                            subscriptions,
                            () -> stories.topics(database.client().execute()))
                    .register(routing);
            new PrivacyRoutes(database, privacy, tokens, clock).register(routing);
            new DeliveryRoutes(ledger, tokens).register(routing);
            new EvidenceApi(evidence, tokens).register(routing);
            new SendingApi(database, tokens, restored, clock).register(routing);
            new EditionRoutes(database, editions, stories, site).register(routing);
            new ArchiveRoutes(database, editions, stories, site, clock).register(routing);
            new SubscriptionRoutes(subscriptions, site, keys, subscriptionSettings, clients, signUps).register(routing);
        });
    }
}

package barid.article;

import barid.article.api.OpenApiRoutes;
import barid.article.archive.ArchiveFormat;
import barid.article.archive.Export;
import barid.article.archive.ExportRoutes;
import barid.article.audit.AuditRoutes;
import barid.article.audit.AuditStore;
import barid.article.changes.ChangeFeed;
import barid.article.changes.ChangeLog;
import barid.article.changes.ChangeRoutes;
import barid.article.changes.ChangeSignal;
import barid.article.content.ArchivedArticles;
import barid.article.content.ArticleRoutes;
import barid.article.content.Articles;
import barid.article.content.Drafts;
import barid.article.content.Installation;
import barid.article.content.InstallationStore;
import barid.article.content.Revisions;
import barid.article.feedback.FeedbackRoutes;
import barid.article.feedback.SurveyForm;
import barid.article.html.Links;
import barid.article.html.Sanitiser;
import barid.article.idempotency.IdempotencyKeys;
import barid.article.importing.FeedFormat;
import barid.article.importing.ImportRoutes;
import barid.article.importing.Imports;
import barid.article.importing.OldAddresses;
import barid.article.importing.WxrFormat;
import barid.article.listing.ArticleList;
import barid.article.media.ContentStore;
import barid.article.media.MediaRoutes;
import barid.article.media.MediaStorage;
import barid.article.media.MediaStore;
import barid.article.media.Uploads;
import barid.article.schedule.Schedule;
import barid.article.search.Indexing;
import barid.article.search.SearchRoutes;
import barid.article.site.SiteRoutes;
import barid.article.topics.TopicListRoutes;
import barid.article.topics.TopicRoutes;
import barid.article.topics.Topics;
import barid.kit.config.ServiceSettings;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.http.ClientAddress;
import barid.kit.http.GuardedClient;
import barid.kit.http.ProblemFeature;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import barid.kit.service.Logs;
import barid.kit.service.RunningService;
import barid.kit.service.ServiceCommand;
import barid.kit.service.Stoppable;
import barid.kit.site.Organisation;
import barid.kit.site.Site;
import barid.kit.site.SiteErrors;
import io.helidon.config.Config;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** article-service. */
public final class Main {
    private Main() {}

    /** Knows the words {@code migrate} and {@code run}. */
    public static void main(String[] args) {
        Logs.configure();
        Config config = ServiceSettings.of("article-service.yaml");
        int code = ServiceCommand.run(
                args, config, () -> DatabaseSettings.owner("article", config.get("db")), Main::start);
        if (code != 0) {
            System.exit(code);
        }
    }

    /** Starts an instance; {@code config} is all that it knows. */
    public static RunningService start(Config config) {
        return start(config, InstantSource.system());
    }

    static RunningService start(Config config, InstantSource clock) {
        RunningService service = RunningService.begin("article-service", config);
        SecureRandom random = new SecureRandom();
        Organisation organisation = Organisation.from(config.get("organisation"));
        Tokens tokens = Tokens.from(config.get("tokens"));
        Database database = service.open(Database.open(DatabaseSettings.from("article", config.get("db"))));
        Installation installation = InstallationStore.open(database, organisation, clock, random);
        Links links = new Links(organisation);
        AuditStore audit = new AuditStore();

        ChangeLog changes = new ChangeLog();
        ChangeSignal signal = service.stopping(ChangeSignal.listen(database, service.metrics()));
        service.wakingUp(signal::end);
        ChangeFeed feed = new ChangeFeed(database, signal, links, installation.tagAuthority());

        Topics topics = new Topics(database, changes, audit);
        MediaStore media = new MediaStore(database);
        ContentStore contents = service.stopping(MediaStorage.open(config.get("media"), database))
                .contents();
        Uploads uploads = new Uploads(database, media, contents, audit);
        Articles articles = new Articles(database, installation, changes, audit, random);
        Sanitiser sanitiser = new Sanitiser(links);
        Drafts drafts = new Drafts(sanitiser, topics, media);
        Revisions revisions = new Revisions(database, drafts, audit, random);
        IdempotencyKeys keys = new IdempotencyKeys(database, clock);
        FeedFormat feeds = new FeedFormat(articles, topics, installation, organisation, sanitiser, clock);
        GuardedClient outgoing = GuardedClient.from(config.get("outgoing"));
        service.<Stoppable>stopping(outgoing::close);
        WxrFormat wordpress = new WxrFormat(
                database, articles, topics, installation, organisation, sanitiser, uploads, media, outgoing);
        ArchivedArticles archived = new ArchivedArticles(changes, audit, random);
        ArchiveFormat archives = new ArchiveFormat(database, changes, topics, media, uploads, archived, sanitiser);
        Imports imports = service.stopping(new Imports(database, List.of(archives, wordpress, feeds), clock));
        Export export = new Export(database, uploads, installation, organisation, clock);
        service.stopping(new Schedule(database, articles, service.tracing()).start());
        service.stopping(new Indexing(database, service.metrics()).start());

        Site site = new Site(organisation, "/assets");
        SurveyForm survey = new SurveyForm(site);
        RateLimit answers = new RateLimit(
                config.get("feedback.answers-per-hour").asInt().orElse(60), Duration.ofHours(1), System::nanoTime);
        FeedbackRoutes feedback = service.stopping(
                new FeedbackRoutes(site, survey, database, tokens, ClientAddress.from(config), answers, clock, random));

        OldAddresses old = new OldAddresses(database, organisation);

        return service.serve(routing -> routing.addFeature(new ProblemFeature(new SiteErrors(site), old))
                .register(new ArticleRoutes(
                        articles,
                        revisions,
                        drafts,
                        keys,
                        new ArticleList(database, topics, links, tokens),
                        links,
                        tokens))
                .register(new TopicListRoutes(topics))
                .register(new OpenApiRoutes())
                .register(new TopicRoutes(topics, tokens))
                .register(new MediaRoutes(uploads, media, contents, tokens))
                .register(new ImportRoutes(imports, tokens))
                .register(new ExportRoutes(export, tokens, clock))
                .register(new AuditRoutes(database, audit, tokens))
                .register(new ChangeRoutes(feed, tokens))
                .register(feedback)
                .register(old)
                .register(new SearchRoutes(site, database.client(), clock))
                .register(new SiteRoutes(site, database.client(), media, survey)));
    }
}

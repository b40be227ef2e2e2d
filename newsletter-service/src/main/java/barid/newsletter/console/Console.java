package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.http.RateLimit;
import barid.kit.operators.Operators;
import barid.kit.site.Site;
import barid.newsletter.bounces.BounceStore;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.editions.EditionNotes;
import barid.newsletter.editions.EditionPreview;
import barid.newsletter.evidence.Evidence;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.journal.Restored;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.Dkim;
import barid.newsletter.mail.MailTransport;
import barid.newsletter.privacy.Privacy;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.Topics;
import barid.newsletter.subscriptions.Subscriptions;
import barid.newsletter.suppression.Suppressions;
import com.github.benmanes.caffeine.cache.Ticker;
import io.helidon.webserver.http.HttpRules;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** Everything at {@code /newsletter/console}. */
public final class Console {
    /** Test mails of one operator. */
    private static final int TESTS = 20;

    private static final Duration TESTS_WINDOW = Duration.ofHours(1);

    private final ConsoleFrame frame;
    private final OverviewPage overview;
    private final SubscriberPages subscribers;
    private final SuppressionPages suppressed;
    private final SendingPages sending;
    private final UncertainPages uncertain;
    private final MailPages mails;
    private final EditionPages editions;
    private final PreviewPages previewed;

    public Console(
            Operators operators,
            Site site,
            Database database,
            StoryStore stories,
            LedgerStore ledger,
            EditionNotes notes,
            EditionPreview previews,
            Evidence evidence,
            Supplier<? extends MailTransport> relay,
            Dkim dkim,
            ConsentLog consents,
            Privacy privacy,
            Suppressions suppressions,
            Subscriptions subscriptions,
            Keys keys,
            Optional<Restored> restored,
            InstantSource clock) {
        frame = new ConsoleFrame(operators, site);
        PageWriter pages = new PageWriter(frame, site);
        Supplier<Topics> topics = () -> stories.topics(database.client().execute());
        SubscriberListStore readers = new SubscriberListStore(database);
        AuditStore audit = new AuditStore();
        overview = new OverviewPage(
                pages,
                new CountsStore(database),
                ledger,
                topics,
                site.organisation().zone(),
                clock);
        subscribers = new SubscriberPages(
                pages,
                new SubscriberListPage(pages, readers, topics, subscriptions::languages, clock),
                readers,
                new SubscriberViews(database, readers, audit, consents, topics),
                new ReaderActs(database, readers, suppressions, audit, subscriptions, privacy, clock),
                keys,
                clock);
        suppressed = new SuppressionPages(
                pages, database, suppressions, new SuppressionStore(), readers, audit, keys, clock);
        EditionContentStore contents = new EditionContentStore(database);
        List<String> languages = site.organisation().languages();
        SendingStore sendingStore = new SendingStore();
        UncertainStore uncertainStore = new UncertainStore();
        SendingFiguresStore figures = new SendingFiguresStore(database);
        SendingViews sendingViews =
                new SendingViews(database, sendingStore, figures, new BounceStore(database), audit, clock);
        SendingActs acts = new SendingActs(database, sendingStore, uncertainStore, audit, restored, clock);
        Decisions decisions = new Decisions(pages);
        LiveScript script = new LiveScript();
        sending = new SendingPages(pages, ledger, figures, sendingViews, acts, decisions, script, restored, clock);
        uncertain = new UncertainPages(pages, database, ledger, uncertainStore, acts);
        mails = new MailPages(pages, database, evidence, new MailViews(topics), readers, audit, keys, clock);
        editions = new EditionPages(
                pages,
                ledger,
                notes,
                new NotePages(pages, notes, contents, languages, clock),
                new EditionPage(pages, ledger, contents, sendingViews, acts, decisions, script),
                clock);
        previewed = new PreviewPages(
                pages,
                previews,
                readers,
                new TestSend(relay, dkim, clock, "test@" + site.organisation().bounceDomain()),
                new RateLimit(TESTS, TESTS_WINDOW, Ticker.systemTicker()),
                topics,
                () -> List.copyOf(subscriptions.languages()),
                clock);
    }

    /** To be registered before the readers' pages, whose patterns are wider. */
    public void register(HttpRules rules) {
        frame.register(rules);
        sending.register(rules);
        overview.register(rules);
        subscribers.register(rules);
        suppressed.register(rules);
        uncertain.register(rules);
        mails.register(rules);
        editions.register(rules);
        previewed.register(rules);
    }
}

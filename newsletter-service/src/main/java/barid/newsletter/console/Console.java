package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.operators.Operators;
import barid.kit.site.Site;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.editions.EditionNotes;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.keys.Keys;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.Topics;
import barid.newsletter.subscriptions.Subscriptions;
import io.helidon.webserver.http.HttpRules;

import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Everything at {@code /newsletter/console}. */
public final class Console {
    private final ConsoleFrame frame;
    private final OverviewPage overview;
    private final SubscriberPages subscribers;
    private final SuppressionPages suppressed;
    private final EditionPages editions;

    public Console(
            Operators operators,
            Site site,
            Database database,
            StoryStore stories,
            LedgerStore ledger,
            EditionNotes notes,
            ConsentLog consents,
            Subscriptions subscriptions,
            Keys keys,
            InstantSource clock) {
        frame = new ConsoleFrame(operators, site);
        PageWriter pages = new PageWriter(frame, site);
        Supplier<Topics> topics = () -> stories.topics(database.client().execute());
        SubscriberListStore readers = new SubscriberListStore(database);
        SuppressionStore suppressions = new SuppressionStore();
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
                new ReaderActs(database, readers, suppressions, audit, subscriptions, clock),
                keys,
                clock);
        suppressed = new SuppressionPages(pages, database, suppressions, readers, audit, keys, clock);
        EditionContentStore contents = new EditionContentStore(database);
        List<String> languages = site.organisation().languages();
        editions = new EditionPages(
                pages, ledger, contents, notes, new NotePages(pages, notes, contents, languages, clock), clock);
    }

    /** To be registered before the readers' pages, whose patterns are wider. */
    public void register(HttpRules rules) {
        frame.register(rules);
        overview.register(rules);
        subscribers.register(rules);
        suppressed.register(rules);
        editions.register(rules);
    }
}

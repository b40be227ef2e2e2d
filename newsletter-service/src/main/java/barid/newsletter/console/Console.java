package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.operators.Operators;
import barid.kit.site.Site;
import barid.newsletter.deliveries.LedgerStore;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.Topics;
import io.helidon.webserver.http.HttpRules;

import java.time.InstantSource;
import java.util.function.Supplier;

/** Everything at {@code /newsletter/console}. */
public final class Console {
    private final ConsoleFrame frame;
    private final OverviewPage overview;

    public Console(
            Operators operators,
            Site site,
            Database database,
            StoryStore stories,
            LedgerStore ledger,
            InstantSource clock) {
        frame = new ConsoleFrame(operators, site);
        PageWriter pages = new PageWriter(frame, site);
        Supplier<Topics> topics = () -> stories.topics(database.client().execute());
        overview = new OverviewPage(
                pages,
                new CountsStore(database),
                ledger,
                topics,
                site.organisation().zone(),
                clock);
    }

    /** To be registered before the readers' pages, whose patterns are wider. */
    public void register(HttpRules rules) {
        frame.register(rules);
        overview.register(rules);
    }
}

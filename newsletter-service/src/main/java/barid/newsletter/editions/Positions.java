package barid.newsletter.editions;

import barid.newsletter.stories.StoryStore;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.UUID;

/** Moves a reader's position on where her choices change. */
public final class Positions {
    private final DueStore dues = new DueStore();
    private final StoryStore stories;

    public Positions(StoryStore stories) {
        this.stories = stories;
    }

    /**
     * To be called before other languages or topics of hers are written, in the same transaction: what the old choices left
     * out stays left out, and what they made due stays due where the new ones want it too. Moves the position to just before
     * the first thing due, or to the head. Planning waits for the end of the transaction.
     */
    public void beforeChange(DbExecute tx, UUID subscriber, Instant now) {
        dues.lockStanding(tx, subscriber).ifPresent(reader -> {
            News news = News.read(tx, dues, stories, List.of(reader), StoryStore.NO_CUT, now);
            OptionalLong first = news.firstDue(reader);
            dues.move(tx, subscriber, first.isPresent() ? first.getAsLong() - 1 : news.head());
        });
    }
}

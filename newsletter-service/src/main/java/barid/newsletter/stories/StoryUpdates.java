package barid.newsletter.stories;

import barid.kit.changes.Change;
import barid.kit.changes.ChangeHandler;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

/** Applies the change feed to the stories, and numbers what is new in it. */
public final class StoryUpdates implements ChangeHandler {
    private final StoryStore stories;
    private final InstantSource clock;

    public StoryUpdates(StoryStore stories, InstantSource clock) {
        this.stories = stories;
        this.clock = clock;
    }

    @Override
    public void apply(DbExecute tx, List<Change> changes) {
        // One instant for a page: what was committed together falls into one collecting window.
        Instant now = clock.instant();
        for (Change change : changes) {
            switch (change) {
                case Change.Published published -> stories.publish(tx, published, now);
                case Change.Withdrawn withdrawn ->
                    stories.withdraw(
                            tx, new StoryKey(withdrawn.article(), withdrawn.language()), withdrawn.withdrawn());
                case Change.Topic topic -> stories.announce(tx, topic);
            }
        }
    }

    @Override
    public void forgetUnseen(DbExecute tx) {
        stories.forgetUnseen(tx, clock.instant());
    }
}

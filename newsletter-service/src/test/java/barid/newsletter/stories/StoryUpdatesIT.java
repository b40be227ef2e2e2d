package barid.newsletter.stories;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Clock;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

class StoryUpdatesIT {
    private final DatabaseSettings settings = TestPostgres.create("newsletter", true);
    private final Database database = Database.open(settings);
    private final Rows rows = new Rows(settings);
    private final StoryStore stories = new StoryStore();
    private final StoryUpdates updates = new StoryUpdates(stories, Clock.systemUTC());
    private final Change.Published story = Articles.published(1, "en", "A headline");

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aNumberIsGivenOnceHoweverOftenTheStoryIsAnnounced() {
        apply(story);
        List<String> first = numbers();
        apply(story, Articles.updated(story, Articles.MORNING.plusSeconds(50)));
        assertThat(numbers()).isEqualTo(first).hasSize(1);
    }

    @Test
    void anotherNumberIsGivenWhenItComesBackAfterAWithdrawal() {
        apply(story);
        apply(Articles.withdrawn(story), story);
        List<String> back = rows.strings("SELECT (number > first_number)::text || numbers FROM story");
        assertThat(back).containsExactly("true2");
        apply(Articles.withdrawn(story), Articles.updated(story, Articles.MORNING.plusSeconds(50)));
        assertThat(rows.strings("SELECT (number = first_number)::text || numbers FROM story"))
                .containsExactly("true3");
    }

    @Test
    void aHistoricalStoryHasNoNumber() {
        apply(Articles.historical(story));
        assertThat(rows.strings("SELECT number IS NULL AND first_number IS NULL FROM story"))
                .containsExactly("t");
        assertThat(stories.head(database.client().execute(), StoryStore.NO_CUT)).isZero();
    }

    @Test
    void aCorrectionIsNumberedOnceForEachInstant() {
        Change.Published corrected = Articles.corrected(story, Articles.MORNING.plusSeconds(50), "The sum was wrong.");
        apply(
                story,
                corrected,
                corrected,
                Articles.corrected(story, Articles.MORNING.plusSeconds(60), "And the name."));
        assertThat(rows.strings("SELECT note FROM correction ORDER BY number"))
                .containsExactly("The sum was wrong.", "And the name.");
        assertThat(stories.head(database.client().execute(), StoryStore.NO_CUT))
                .isEqualTo(rows.number("SELECT max(number) FROM correction"));
    }

    @Test
    void aRebuildWithdrawsAndDeletesWhatItDidNotSee() {
        Change.Published other = Articles.published(2, "en", "Another headline");
        apply(story, other, new Change.Topic(1, "old", Map.of(), null), new Change.Topic(2, "new", Map.of(), "old"));
        List<String> before = numbers();
        rows.execute("INSERT INTO change_seen VALUES ('" + story.key() + "'), ('topic:new')");
        database.transactions().run(updates::forgetUnseen);
        assertThat(rows.strings("SELECT article FROM story WHERE withdrawn_at IS NOT NULL"))
                .containsExactly(other.article().toString());
        assertThat(rows.strings("SELECT slug FROM topic")).containsExactly("new");
        assertThat(numbers()).isEqualTo(before);
    }

    @Test
    void theCatalogueHoldsWholeArticlesAndTheHeadOfTheCut() {
        apply(story);
        long first = stories.head(database.client().execute(), StoryStore.NO_CUT);
        apply(Articles.published(1, "fr", "Un titre"), Articles.published(2, "en", "Another headline"));
        Catalogue news = stories.catalogue(database.client().execute(), first, StoryStore.NO_CUT, List.of());
        assertThat(news.stories()).extracting(Story::language).containsExactlyInAnyOrder("en", "fr", "en");
        rows.execute("UPDATE story SET numbered_at = numbered_at + interval '1 hour' WHERE number > " + first);
        Catalogue earlier = stories.catalogue(
                database.client().execute(), 0, Clock.systemUTC().instant(), List.of(Articles.id(2)));
        assertThat(earlier.head()).isEqualTo(first);
        assertThat(earlier.stories()).hasSize(3);
        assertThat(stories.languages(database.client().execute())).containsExactly("en", "fr");
    }

    private void apply(Change... changes) {
        database.transactions().run(tx -> updates.apply(tx, List.of(changes)));
    }

    private List<String> numbers() {
        return rows.strings("SELECT number || '.' || first_number FROM story ORDER BY article");
    }
}

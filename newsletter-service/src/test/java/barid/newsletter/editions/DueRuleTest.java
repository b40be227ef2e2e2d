package barid.newsletter.editions;

import barid.newsletter.Articles;
import barid.newsletter.stories.Catalogue;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.Story;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.Topics;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class DueRuleTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final Topics TOPICS = new Topics(
            List.of(new Topics.Topic("health", Map.of(), null), new Topics.Topic("medicine", Map.of(), "health")));

    @Test
    void anArticleAbovePositionIsDueInTheFirstOfHerLanguages() {
        assertThat(due(reader(0, "ar", "fr"), story(1, "en", 1), story(1, "fr", 2), story(2, "ar", 3)))
                .containsExactly(key(2, "ar"), key(1, "fr"));
    }

    @Test
    void nothingAtOrBelowPositionIsDue() {
        assertThat(due(reader(5, "en"), story(1, "en", 5), story(2, "en", 6))).containsExactly(key(2, "en"));
    }

    @Test
    void anArticleInNoneOfHerLanguagesIsLeftOut() {
        assertThat(due(reader(0, "ar", "fr"), story(1, "en", 1))).isEmpty();
    }

    @Test
    void topicsFilterAndMergesAreResolved() {
        Reader reader = new Reader(UUID.randomUUID(), List.of("en"), Set.of("health"), 0, 0);
        assertThat(due(
                        reader,
                        story(1, "en", 1),
                        new Story(Articles.id(2), "en", 2L, 2L, 1, false, List.of("medicine")),
                        new Story(Articles.id(3), "en", 3L, 3L, 1, false, List.of("sport"))))
                .containsExactly(key(2, "en"));
    }

    @Test
    void historicalAndWithdrawnAreNeverDue() {
        assertThat(due(
                        reader(0, "en"),
                        new Story(Articles.id(1), "en", null, null, 1, false, List.of()),
                        new Story(Articles.id(2), "en", 2L, 2L, 1, true, List.of())))
                .isEmpty();
    }

    @Test
    void whatIsAboveTheHeadWaits() {
        assertThat(rule(3, List.of(story(1, "en", 3), story(2, "en", 4)), List.of())
                        .due(reader(0, "en"), History.NONE)
                        .items())
                .containsExactly(key(1, "en"));
    }

    @Test
    void aLateSiblingOfWhatSheHasIsNotDue() {
        History has = new History(Set.of(Articles.id(1)), Set.of(key(1, "fr")), Set.of(), Set.of(), Set.of());
        assertThat(rule(10, List.of(story(1, "fr", 1), story(1, "ar", 9)), List.of())
                        .due(reader(5, "ar", "fr"), has)
                        .isEmpty())
                .isTrue();
    }

    @Test
    void aRestoredCopyIsNoNewsToWhoCameLater() {
        Story restored = new Story(Articles.id(1), "en", 20L, 3L, 2, false, List.of());
        Story movedOn = new Story(Articles.id(2), "en", 21L, 21L, 2, false, List.of());
        Reader late = new Reader(UUID.randomUUID(), List.of("en"), Set.of(), 10, 10);
        Reader early = new Reader(UUID.randomUUID(), List.of("en"), Set.of(), 10, 2);
        assertThat(due(late, restored, movedOn)).containsExactly(key(2, "en"));
        assertThat(due(early, restored, movedOn)).containsExactly(key(2, "en"), key(1, "en"));
    }

    @Test
    void whatIsOwedIsDueWhateverItsNumberUnlessSheHasIt() {
        History owed = new History(Set.of(), Set.of(), Set.of(), Set.of(Articles.id(1)), Set.of());
        History both = new History(Set.of(Articles.id(1)), Set.of(), Set.of(), Set.of(Articles.id(1)), Set.of());
        DueRule rule = rule(9, List.of(story(1, "en", 1)), List.of());
        assertThat(rule.due(reader(9, "en"), owed).items()).containsExactly(key(1, "en"));
        assertThat(rule.due(reader(9, "en"), both).isEmpty()).isTrue();
    }

    @Test
    void aCorrectionIsDueOnceToWhoReceivedThatTranslation() {
        Correction correction = new Correction(Articles.id(1), "en", NOON, "The sum was wrong.", 7);
        CorrectionKey key = new CorrectionKey(Articles.id(1), "en", NOON);
        DueRule rule = rule(7, List.of(story(1, "en", 1), story(1, "fr", 2)), List.of(correction));
        Set<UUID> carried = Set.of(Articles.id(1));
        History received = new History(carried, Set.of(key(1, "en")), Set.of(), Set.of(), Set.of());
        History inFrench = new History(carried, Set.of(key(1, "fr")), Set.of(), Set.of(), Set.of());
        History told = new History(carried, Set.of(key(1, "en")), Set.of(key), Set.of(), Set.of());
        History owed = new History(carried, Set.of(key(1, "en")), Set.of(), Set.of(), Set.of(key));
        assertThat(rule.due(reader(5, "en"), received)).isEqualTo(new Due(List.of(), List.of(key)));
        assertThat(rule.due(reader(5, "en"), inFrench).isEmpty()).isTrue();
        assertThat(rule.due(reader(5, "en"), told).isEmpty()).isTrue();
        assertThat(rule.due(reader(7, "en"), received).isEmpty()).isTrue();
        assertThat(rule.due(reader(7, "en"), owed).corrections()).containsExactly(key);
        assertThat(rule.due(reader(0, "en"), History.NONE).corrections()).isEmpty();
    }

    @Test
    void onlyAmbiguousArticlesNeedALookup() {
        Story again = new Story(Articles.id(3), "en", 9L, 2L, 2, false, List.of());
        assertThat(rule(9, List.of(story(1, "en", 1), story(2, "en", 3), story(2, "fr", 4), again), List.of())
                        .ambiguous())
                .containsExactlyInAnyOrder(Articles.id(2), Articles.id(3));
    }

    private static List<StoryKey> due(Reader reader, Story... stories) {
        return rule(1_000, List.of(stories), List.of())
                .due(reader, History.NONE)
                .items();
    }

    private static DueRule rule(long head, List<Story> stories, List<Correction> corrections) {
        return new DueRule(new Catalogue(head, stories, corrections), TOPICS);
    }

    private static Reader reader(long position, String... languages) {
        return new Reader(UUID.randomUUID(), List.of(languages), Set.of(), position, 0);
    }

    private static Story story(int article, String language, long number) {
        return new Story(Articles.id(article), language, number, number, 1, false, List.of());
    }

    private static StoryKey key(int article, String language) {
        return new StoryKey(Articles.id(article), language);
    }
}

package barid.feed.entries;

import barid.feed.Translations;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;

/** Which touches of a feed its subscribers are told of. */
class PingIT {
    private static final List<String> FEEDS =
            List.of("en/articles", "all/articles", "en/topics/health", "partners/who");

    private final CopyOfTheFeed copy = new CopyOfTheFeed();

    @AfterEach
    void close() {
        copy.close();
    }

    private List<Long> pings() {
        return FEEDS.stream().map(copy::ping).toList();
    }

    /** Each of the feeds is touched, and tells it. */
    private void tells(Change change) {
        List<Long> before = pings();
        copy.apply(change);
        for (int n = 0; n < FEEDS.size(); n++) {
            assertThat(copy.ping(FEEDS.get(n)))
                    .as(FEEDS.get(n))
                    .isGreaterThan(before.get(n))
                    .isEqualTo(
                            copy.number("SELECT max(position) FROM feed_member WHERE feed = '" + FEEDS.get(n) + "'"));
        }
    }

    /** The feed is touched, and nobody is told. */
    private void isSilent(Change... changes) {
        List<Long> before = pings();
        long position = copy.position("en/articles");
        copy.apply(changes);
        assertThat(copy.position("en/articles")).isGreaterThan(position);
        assertThat(pings()).isEqualTo(before);
    }

    private void begin() {
        copy.agree("who", List.of(), List.of());
        copy.apply(new Change.Topic(1, "health", Map.of("en", "Health"), null));
    }

    private static Translations entry() {
        return Translations.titled("a").on("health");
    }

    @Test
    void newsItsRevisionItsCorrectionAndItsWithdrawalAreTold() {
        begin();
        tells(entry().at(1));
        tells(entry().revised(2).at(2));
        tells(entry().revised(2).updatedAt(Translations.NOON.plusSeconds(5)).at(3));
        tells(entry().revised(3)
                .corrected(Translations.NOON.plusSeconds(60), "note")
                .at(4));
        tells(entry().withdrawn(Translations.NOON, "why"));
        tells(entry().at(6));
    }

    @Test
    void whatWasOldWhenItCameIsSilentUntilItIsCorrectedOrWithdrawn() {
        begin();
        isSilent(entry().fromThePast().at(1));
        isSilent(entry().fromThePast().revised(2).at(2));
        tells(entry().fromThePast()
                .revised(3)
                .corrected(Translations.NOON.plusSeconds(60), "note")
                .at(3));
        isSilent(entry().fromThePast()
                .revised(3)
                .corrected(Translations.NOON.plusSeconds(60), "note")
                .beside("fr", Origin.HUMAN)
                .at(4));
        tells(entry().withdrawn(Translations.NOON, "why"));
    }

    @Test
    void anOldEntryWithAnOldCorrectionIsSilent() {
        begin();
        isSilent(entry().fromThePast().corrected(Translations.NOON, "long ago").at(1));
    }

    @Test
    void anotherAlternateANewNameAndAMergerAreSilent() {
        begin();
        copy.apply(entry().on("medicine").at(1));
        isSilent(entry().on("medicine").beside("fr", Origin.HUMAN).at(2));
        isSilent(new Change.Topic(3, "medicine", Map.of("en", "Medicine"), null));
        isSilent(new Change.Topic(4, "medicine", Map.of("en", "Medicine"), "health"));
        assertThat(copy.number("SELECT labelled FROM feed WHERE key = 'en/articles'"))
                .isEqualTo(copy.position("en/articles"));
    }

    @Test
    void aLateTombstoneAndOneThatLeavesAreSilent() {
        begin();
        isSilent(entry().withdrawn(Translations.NOON, "why"));
        copy.force("UPDATE feed SET closed = position");
        copy.now.set(Translations.NOON.plus(Duration.ofDays(40)));
        isSilent();
    }

    @Test
    void leavingATopicIsToldThere() {
        begin();
        copy.apply(entry().at(1));
        long before = copy.ping("en/topics/health");
        copy.apply(entry().on("sport").revised(2).at(2));
        assertThat(copy.ping("en/topics/health")).isGreaterThan(before);
    }

    @Test
    void fillingASelectionIsSilent() {
        copy.apply(entry().at(1));
        copy.agree("who", List.of(), List.of());
        assertThat(copy.ping("partners/who")).isZero();
        copy.agree("who", List.of("fr"), List.of());
        assertThat(copy.ping("partners/who")).isZero();
    }

    @Test
    void aPingIsOfTheNewestTouchThatTellsThoughOthersFollowInThePage() {
        begin();
        copy.apply(
                entry().at(1),
                Translations.titled("old").on("health").fromThePast().at(2));
        assertThat(copy.ping("en/articles"))
                .isPositive()
                .isEqualTo(copy.number("SELECT min(position) FROM feed_member WHERE feed = 'en/articles'"));
    }
}

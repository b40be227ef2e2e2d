package barid.newsletter.editions;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.site.Organisation;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.keys.Keys;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.StoryUpdates;
import io.helidon.config.Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class EditionAssemblerIT {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final DatabaseSettings settings = TestPostgres.create("newsletter", true);
    private final Database database = Database.open(settings);
    private final Rows rows = new Rows(settings);
    private final StoryStore stories = new StoryStore();
    private final EditionAssembler assembler = new EditionAssembler(
            database,
            new EditionStore(),
            stories,
            new EditionSettings(
                    Duration.ofMinutes(10), Duration.ofHours(24), 2, 2, Duration.ofSeconds(1), Duration.ZERO),
            Organisation.from(Config.empty()),
            mailbox -> mailbox.substring(mailbox.indexOf('@') + 1),
            new Keys(RunningNewsletter.SECRET),
            new SimpleMeterRegistry());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void immediateReadersWaitForTheWindowToClose() {
        rows.reader("a@example.net", "en", "immediate");
        announce(NOON.plusSeconds(5), Articles.published(1, "en", "A headline"));
        assertThat(assembler.plan(NOON.plusSeconds(599))).isZero();
        assertThat(assembler.plan(NOON.plusSeconds(600))).isEqualTo(1);
        announce(NOON.plusSeconds(601), Articles.published(2, "en", "Another"));
        assertThat(assembler.plan(NOON.plusSeconds(602))).isZero();
        assertThat(assembler.plan(NOON.plusSeconds(1200))).isEqualTo(1);
        assertThat(rows.strings("SELECT period FROM edition ORDER BY period"))
                .containsExactly("2026-11-24T12:00:00Z", "2026-11-24T12:10:00Z");
    }

    @Test
    void anArticleWithdrawnWithinTheWindowIsNeverPlanned() {
        rows.reader("a@example.net", "en", "immediate");
        Change.Published story = Articles.published(1, "en", "A headline");
        announce(NOON.plusSeconds(5), story, Articles.withdrawn(story));
        assertThat(assembler.plan(NOON.plusSeconds(600))).isZero();
        assertThat(rows.number("SELECT position FROM subscription")).isZero();
    }

    @Test
    void readersWithTheSameResultShareAVariantAndChunksFollowLanes() {
        for (String name : List.of("a@one.net", "b@one.net", "c@one.net", "d@two.net")) {
            rows.reader(name, "en,fr", "immediate");
        }
        rows.reader("e@two.net", "fr", "immediate");
        announce(
                NOON,
                Articles.published(1, "en", "A headline"),
                Articles.published(1, "fr", "Un titre"),
                Articles.published(2, "en", "Another"));
        assertThat(assembler.plan(NOON.plusSeconds(600))).isEqualTo(5);
        assertThat(rows.strings("SELECT language || ' ' || jsonb_array_length(items) || ' ' || count(*) FROM variant"
                        + " JOIN delivery ON variant = id GROUP BY id ORDER BY 1"))
                .containsExactly("en 2 4", "fr 1 1");
        assertThat(rows.number("SELECT max(size) FROM chunk")).isLessThanOrEqualTo(2);
        assertThat(rows.strings("SELECT DISTINCT lane FROM chunk ORDER BY lane"))
                .containsExactly("one.net", "two.net");
        assertThat(rows.number("SELECT count(*) FROM subscription WHERE position = (SELECT max(number) FROM story)"))
                .isEqualTo(5);
    }

    @Test
    void whoHadYesterdaysEditionGetsTodaysThoughSomebodyInTheWestIsPlannedForYesterdaysWithHer() {
        UUID east = rows.reader("east@example.net", "en", "daily");
        UUID west = rows.reader("west@example.net", "en", "daily");
        rows.execute("UPDATE subscription SET zone = 'Asia/Kathmandu', hour = 6, next_due = '2026-11-23T00:15:00Z'"
                + " WHERE subscriber = '" + east + "'");
        rows.execute("UPDATE subscription SET zone = 'America/New_York', hour = 20, next_due = '2026-11-24T01:00:00Z'"
                + " WHERE subscriber = '" + west + "'");
        announce(Instant.parse("2026-11-22T12:00:00Z"), Articles.published(1, "en", "A headline"));
        assertThat(assembler.plan(Instant.parse("2026-11-23T00:15:05Z"))).isEqualTo(1);
        announce(Instant.parse("2026-11-23T12:00:00Z"), Articles.published(2, "en", "Another"));
        assertThat(assembler.plan(Instant.parse("2026-11-24T01:00:05Z"))).isEqualTo(2);
        assertThat(rows.strings("SELECT period FROM delivery d JOIN edition e ON e.id = d.edition WHERE subscriber = '"
                        + east + "' ORDER BY period"))
                .containsExactly("2026-11-23", "2026-11-24");
    }

    @Test
    void anEditionIsSpreadOverItsWindow() {
        for (int n = 0; n < 40; n++) {
            rows.reader("reader" + n + "@example.net", "en", "immediate");
        }
        announce(NOON.plusSeconds(5), Articles.published(1, "en", "A headline"));
        EditionAssembler spreading = new EditionAssembler(
                database,
                new EditionStore(false),
                stories,
                new EditionSettings(
                        Duration.ofMinutes(10),
                        Duration.ofHours(24),
                        10,
                        1,
                        Duration.ofSeconds(1),
                        Duration.ofHours(1)),
                Organisation.from(Config.empty()),
                mailbox -> mailbox,
                new Keys(RunningNewsletter.SECRET),
                new SimpleMeterRegistry());
        assertThat(spreading.plan(NOON.plusSeconds(600))).isEqualTo(40);
        assertThat(rows.number("SELECT count(*) FROM chunk WHERE next_at < '2026-11-24T12:10:00Z'"
                        + " OR next_at >= '2026-11-24T13:10:00Z'"))
                .isZero();
        assertThat(rows.number(
                        "SELECT count(DISTINCT date_trunc('minute', next_at) - interval '10 minutes') FROM chunk"))
                .isGreaterThan(15);
    }

    @Test
    void oneDailyMailADayOverDaylightSaving() {
        UUID reader = rows.reader("a@example.net", "en", "daily");
        rows.execute("UPDATE subscription SET zone = 'Europe/Paris', hour = 2, next_due = '2026-10-24T00:00:00Z'");
        int mails = 0;
        for (int hour = 0; hour < 72; hour++) {
            Instant now = Instant.parse("2026-10-24T00:00:00Z").plus(Duration.ofHours(hour));
            announce(now.minusSeconds(1), Articles.published(100 + hour, "en", "Headline " + hour));
            mails += assembler.plan(now);
        }
        assertThat(mails).isEqualTo(3);
        assertThat(rows.strings("SELECT period FROM edition JOIN delivery ON edition = id WHERE subscriber = '" + reader
                        + "' ORDER BY period"))
                .containsExactly("2026-10-24", "2026-10-25", "2026-10-26");
    }

    @Test
    void whoIsPausedKeepsHerPositionAndGetsItAllLater() {
        rows.reader("a@example.net", "en", "daily");
        rows.execute("UPDATE subscription SET paused_until = now() + interval '1 day'");
        announce(NOON, Articles.published(1, "en", "A headline"));
        assertThat(assembler.plan(NOON)).isZero();
        assertThat(rows.strings("SELECT position || ' ' || (next_due = '2026-11-25T07:00:00Z') FROM subscription"))
                .containsExactly("0 true");
        rows.execute("UPDATE subscription SET paused_until = NULL");
        assertThat(assembler.plan(Instant.parse("2026-11-25T07:00:00Z"))).isEqualTo(1);
    }

    @Test
    void theSameArticleNeverComesInASecondLanguage() {
        rows.reader("a@example.net", "ar,fr", "daily");
        announce(NOON, Articles.published(1, "fr", "Un titre"));
        assertThat(assembler.plan(NOON)).isEqualTo(1);
        announce(NOON, Articles.published(1, "ar", "عنوان"));
        assertThat(assembler.plan(NOON.plus(Duration.ofDays(1)))).isZero();
    }

    private void announce(Instant at, Change... changes) {
        database.transactions().run(tx -> new StoryUpdates(stories, () -> at).apply(tx, List.of(changes)));
    }

    private static Change.Topic topic(String slug, String mergedInto) {
        return new Change.Topic(0, slug, Map.of("en", "The " + slug), mergedInto);
    }

    private UUID readerOf(String email, String topics) {
        UUID reader = rows.reader(email, "en", "daily");
        rows.execute("UPDATE subscription SET topics = string_to_array('" + topics + "', ',') WHERE subscriber = '"
                + reader + "'");
        return reader;
    }

    private List<String> received() {
        return rows.strings(
                "SELECT s.email || ' ' || (SELECT string_agg(t.snapshot ->> 'title', ', ' ORDER BY t.number)"
                        + " FROM jsonb_to_recordset(v.items) AS i (article uuid, language text)"
                        + " JOIN story t ON t.article = i.article AND t.language = i.language)"
                        + " FROM delivery d JOIN variant v ON v.id = d.variant JOIN subscriber s ON s.id = d.subscriber"
                        + " ORDER BY 1");
    }

    @Test
    void whoSubscribedToATopicFollowsItThroughEveryMerger() {
        announce(NOON, topic("illness", null), topic("disease", null), topic("health", null), topic("sport", null));
        readerOf("first@example.net", "illness");
        readerOf("middle@example.net", "disease,sport");
        readerOf("last@example.net", "health");
        readerOf("other@example.net", "sport");
        announce(NOON, Articles.about(Articles.published(1, "en", "Before"), "illness"));
        announce(NOON, topic("illness", "disease"), topic("disease", "health"));
        announce(
                NOON,
                Articles.about(Articles.published(2, "en", "After"), "health"),
                Articles.about(Articles.published(3, "en", "Old name"), "disease"));

        assertThat(assembler.plan(NOON)).isEqualTo(3);

        assertThat(received())
                .containsExactly(
                        "first@example.net Before, After, Old name",
                        "last@example.net Before, After, Old name",
                        "middle@example.net Before, After, Old name");
        // nobody has any of it again, whatever is announced anew
        announce(NOON, topic("illness", "disease"), Articles.about(Articles.published(1, "en", "Before"), "illness"));
        assertThat(assembler.plan(NOON.plus(Duration.ofDays(1)))).isZero();
    }

    @Test
    void aChainWhoseEndIsNotAnnouncedYetMeansItAllTheSame() {
        readerOf("a@example.net", "health");
        announce(
                NOON,
                topic("illness", "disease"),
                topic("disease", "health"),
                Articles.about(Articles.published(1, "en", "A headline"), "illness"));

        assertThat(assembler.plan(NOON)).isEqualTo(1);
    }

    @Test
    void aRebuildThatSeesTheMergerChangesNothingForAnyone() {
        announce(NOON, topic("illness", null), topic("health", null));
        readerOf("a@example.net", "illness");
        Change.Published story = Articles.about(Articles.published(1, "en", "A headline"), "health");
        announce(NOON, topic("illness", "health"), story);
        assertThat(assembler.plan(NOON)).isEqualTo(1);

        // everything read anew, in the order in which it stands now
        announce(NOON, topic("health", null), topic("illness", "health"), story);
        rows.execute("INSERT INTO change_seen VALUES ('topic:health'), ('topic:illness'), ('" + story.key() + "')");
        database.transactions().run(tx -> new StoryUpdates(stories, () -> NOON).forgetUnseen(tx));
        announce(NOON, Articles.about(Articles.published(2, "en", "Another"), "health"));

        assertThat(assembler.plan(NOON.plus(Duration.ofDays(1)))).isEqualTo(1);
        assertThat(received()).containsExactly("a@example.net A headline", "a@example.net Another");
    }
}

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
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/** What a reader gets after she changed languages or topics, and what editors add. */
class ChangedChoicesIT {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");

    private final DatabaseSettings settings = TestPostgres.create("newsletter", true);
    private final Database database = Database.open(settings);
    private final Rows rows = new Rows(settings);
    private final StoryStore stories = new StoryStore();
    private final EditionStore editions = new EditionStore();
    private final Positions positions = new Positions(stories);
    private final EditionNotes notes =
            new EditionNotes(database, Organisation.from(Config.empty()).zone());
    private final EditionAssembler assembler = new EditionAssembler(
            database,
            editions,
            stories,
            new EditionSettings(
                    Duration.ofMinutes(10), Duration.ofHours(24), 2, 2, Duration.ofSeconds(1), Duration.ZERO),
            Organisation.from(Config.empty()),
            mailbox -> "other",
            new Keys(RunningNewsletter.SECRET),
            new SimpleMeterRegistry());

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void whatTheOldLanguagesLeftOutStaysLeftOut() {
        UUID reader = rows.reader("a@example.net", "fr", "daily");
        announce(Articles.published(1, "en", "Before all"));
        announce(Articles.published(2, "fr", "Un titre"));
        announce(Articles.published(3, "en", "After the first due"));
        change(reader, "languages = '{en,fr}'");
        announce(Articles.published(4, "en", "After the change"));

        assertThat(assembler.plan(NOON)).isEqualTo(1);
        assertThat(received()).containsExactly("After the change, After the first due, Un titre");
    }

    @Test
    void whoAddsALanguageWithNothingDueStartsAtTheHead() {
        UUID reader = rows.reader("a@example.net", "fr", "immediate");
        announce(Articles.published(1, "en", "Before"));
        assertThat(assembler.plan(NOON.plusSeconds(600))).isZero();
        change(reader, "languages = '{fr,en}'");
        assertThat(assembler.plan(NOON.plusSeconds(1200))).isZero();
        announce(Articles.published(2, "en", "After"));
        assertThat(assembler.plan(NOON.plusSeconds(1800))).isEqualTo(1);
        assertThat(received()).containsExactly("After");
    }

    @Test
    void anImmediateReaderIsLookedAtAgainForWhatHerNewChoicesMakeDue() {
        UUID reader = rows.reader("a@example.net", "fr", "immediate");
        rows.execute("UPDATE subscription SET paused_until = 'infinity'");
        announce(Articles.published(1, "fr", "Un titre"), Articles.published(2, "en", "A headline"));
        assertThat(assembler.plan(NOON.plusSeconds(600))).isZero();
        change(reader, "languages = '{fr,en}', paused_until = NULL");
        assertThat(assembler.plan(NOON.plusSeconds(1200))).isEqualTo(1);
        assertThat(received()).containsExactly("A headline, Un titre");
    }

    @Test
    void aPinnedArticleLeadsTheDigestsThatHoldItAndNoOther() {
        rows.reader("a@example.net", "en", "daily");
        rows.reader("b@example.net", "fr", "daily");
        announce(
                Articles.published(1, "en", "First"),
                Articles.published(2, "en", "Second"),
                Articles.published(3, "fr", "Un titre"));
        assertThat(notes.pin(Cadence.DAILY, "2026-11-24", Articles.id(1), NOON.minusSeconds(60)))
                .isEqualTo(EditionNotes.Outcome.DONE);

        assertThat(assembler.plan(NOON)).isEqualTo(2);
        assertThat(received()).containsExactlyInAnyOrder("First, Second", "Un titre");
        assertThat(notes.pin(Cadence.DAILY, "2026-11-24", null, NOON)).isEqualTo(EditionNotes.Outcome.ALREADY_SENDING);
        assertThat(notes.pin(Cadence.DAILY, "2026-11-26", new UUID(0, 1), NOON))
                .isEqualTo(EditionNotes.Outcome.UNKNOWN_ARTICLE);
    }

    @Test
    void notesAreOfEditionsToComeAndCanBeTakenAway() {
        assertThat(notes.setNote(Cadence.WEEKLY, "2026-W48", "en", "Good week.\n", NOON))
                .isEqualTo(EditionNotes.Outcome.DONE);
        assertThat(notes.setNote(Cadence.MONTHLY, "2020-01", "en", "Too late.", NOON))
                .isEqualTo(EditionNotes.Outcome.UNKNOWN_PERIOD);
        assertThat(notes.upcoming(NOON))
                .filteredOn(edition -> !edition.notes().isEmpty())
                .singleElement()
                .satisfies(edition -> {
                    assertThat(edition.period()).isEqualTo("2026-W48");
                    assertThat(edition.notes()).containsEntry("en", "Good week.");
                    assertThat(edition.open()).isFalse();
                });
        notes.setNote(Cadence.WEEKLY, "2026-W48", "en", " ", NOON);
        assertThat(notes.upcoming(NOON)).allMatch(edition -> edition.notes().isEmpty());
    }

    private void announce(Change... changes) {
        database.transactions().run(tx -> new StoryUpdates(stories, () -> NOON).apply(tx, List.of(changes)));
    }

    private void change(UUID reader, String set) {
        database.transactions().run(tx -> positions.beforeChange(tx, reader, NOON));
        rows.execute("UPDATE subscription SET " + set + " WHERE subscriber = '" + reader + "'");
    }

    private List<String> received() {
        return rows.strings("""
                SELECT (SELECT string_agg(t.snapshot ->> 'title', ', ' ORDER BY i.place)
                        FROM jsonb_array_elements(v.items) WITH ORDINALITY AS i (item, place)
                        JOIN story t ON cast(t.article AS text) = i.item ->> 'article' AND t.language = i.item ->> 'language')
                FROM delivery d JOIN variant v ON v.id = d.variant""");
    }
}

package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.newsletter.Articles;
import barid.newsletter.editions.Cadence;
import barid.newsletter.editions.EditionNotes;
import barid.newsletter.editions.EditionPreview;
import barid.newsletter.editions.EditionSettings;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.keys.Keys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class PreviewIT {
    private static final Instant SEVEN = Instant.parse("2026-11-25T07:00:00Z");

    private final Workshop workshop = new Workshop();
    private EditionPreview previews;
    private EditionNotes notes;

    @BeforeEach
    void open() {
        var database = workshop.open();
        previews = new EditionPreview(
                database,
                workshop.editions,
                workshop.stories,
                new VariantCompiler(
                        database, workshop.editions, workshop.stories, workshop.digests, workshop.organisation.zone()),
                workshop.digests,
                new EditionSettings(
                        Duration.ofMinutes(10), Duration.ofHours(24), 500, 500, Duration.ofSeconds(1), Duration.ZERO),
                workshop.organisation,
                workshop.keys);
        notes = new EditionNotes(database, workshop.organisation.zone());
    }

    @AfterEach
    void close() {
        workshop.close();
    }

    @Test
    void aPreviewIsTheMailButForDateMessageIdAndTheReadersOwnLinks() {
        UUID reader = workshop.rows.reader("reader@example.net", "ar,en", "daily");
        workshop.rows.execute("UPDATE subscription SET next_due = '" + SEVEN + "'");
        workshop.announce(
                Articles.published(1, "en", "First headline"),
                Articles.published(2, "ar", "العنوان الثاني"),
                Articles.published(3, "en", "Third headline"));
        notes.setNote(Cadence.DAILY, "2026-11-25", "ar", "كلمة من التحرير", workshop.clock.instant());
        assertThat(notes.pin(Cadence.DAILY, "2026-11-25", Articles.id(1), workshop.clock.instant()))
                .isEqualTo(EditionNotes.Outcome.DONE);
        var preview = previews.of(reader, workshop.clock.instant()).orElseThrow();

        workshop.clock.advance(Duration.between(workshop.clock.instant(), SEVEN));
        assertThat(workshop.assembler(500).plan(workshop.clock.instant())).isEqualTo(1);
        workshop.work();
        Await.until("it came", () -> workshop.sink.mails().size() == 1);

        String received = workshop.sink.mails().getFirst().content();
        assertThat(neutral(new String(preview.message(), StandardCharsets.US_ASCII), Keys.DEAD_TOKEN, Keys.DEAD_TOKEN))
                .isEqualTo(neutral(
                        received, workshop.keys.unsubscribeToken(reader), workshop.keys.preferencesToken(reader)));
        assertThat(received).contains(workshop.keys.unsubscribeToken(reader));
        assertThat(preview.html().indexOf("First headline"))
                .isLessThan(preview.html().indexOf("Third headline"));
    }

    @Test
    void aPreviewOfChoicesHoldsWhatOnePeriodBrought() {
        workshop.announce(Articles.published(1, "en", "An old headline"));
        workshop.clock.advance(Duration.ofDays(3));
        workshop.announce(Articles.published(2, "en", "A new headline"), Articles.published(3, "fr", "Un titre"));

        var daily = previews.of(List.of("fr", "en"), List.of(), Cadence.DAILY, workshop.clock.instant());
        assertThat(daily.orElseThrow().text())
                .contains("A new headline", "Un titre")
                .doesNotContain("An old headline");
        var weekly = previews.of(List.of("en"), List.of(), Cadence.WEEKLY, workshop.clock.instant());
        assertThat(weekly.orElseThrow().text()).contains("An old headline").doesNotContain("Un titre");
        assertThat(previews.of(List.of("ar"), List.of(), Cadence.WEEKLY, workshop.clock.instant()))
                .isEmpty();
    }

    /** Without what may differ: the date, the Message-ID and the field that repeats it, and the tokens in each form in which they stand. */
    private static String neutral(String message, String unsubscribe, String preferences) {
        return message.replace("\r\n", "\n")
                .replaceAll("(?m)^(Date|Message-ID|CFBL-Feedback-ID): .*$", "$1:")
                .replace(unsubscribe, "UNSUBSCRIBE")
                .replace(preferences, "PREFERENCES")
                .replace(base64(unsubscribe), "UNSUBSCRIBE")
                .replace(base64(preferences), "PREFERENCES")
                .replace("UNSUBSCRIBE", "TOKEN")
                .replace("PREFERENCES", "TOKEN")
                .stripTrailing();
    }

    private static String base64(String token) {
        return Base64.getEncoder().encodeToString(token.getBytes(StandardCharsets.US_ASCII));
    }
}

package barid.kit.site;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.time.ZoneId;

import static org.assertj.core.api.Assertions.assertThat;

class DatesTest {
    private static final Instant INSTANT = Instant.parse("2026-11-24T12:05:00Z");
    private static final ZoneId PARIS = ZoneId.of("Europe/Paris");

    @Test
    void aDayIsWrittenInTheLanguagesOwnForm() {
        assertThat(Dates.day(INSTANT, "en", PARIS)).isEqualTo("24 November 2026");
        assertThat(Dates.day(INSTANT, "fr", PARIS)).isEqualTo("24 novembre 2026");
        assertThat(Dates.day(INSTANT, "ar", PARIS)).isEqualTo("24 نوفمبر 2026");
        assertThat(Dates.day(INSTANT, "ar-EG", PARIS)).isEqualTo("٢٤ نوفمبر ٢٠٢٦");
        assertThat(Dates.day(INSTANT, "ur", PARIS)).isEqualTo("24 نومبر، 2026");
    }

    @Test
    void theFirstOfAMonthIsAnOrdinalInFrench() {
        assertThat(Dates.day(Instant.parse("2026-12-01T12:00:00Z"), "fr", PARIS))
                .isEqualTo("1er décembre 2026");
    }

    @Test
    void theDayIsThatOfTheZone() {
        assertThat(Dates.day(Instant.parse("2026-11-24T23:30:00Z"), "en", PARIS))
                .isEqualTo("25 November 2026");
    }

    @Test
    void aTimeNamesItsZone() {
        assertThat(Dates.dayAndTime(INSTANT, "en", ZoneId.of("UTC"))).isEqualTo("24 November 2026 at 12:05 UTC");
        assertThat(Dates.dayAndTime(INSTANT, "fr", PARIS)).startsWith("24 novembre 2026 à 13:05");
    }
}

package barid.newsletter.console;

import barid.newsletter.deliveries.DeliveryState;
import barid.newsletter.deliveries.LedgerStore;

import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Arrays;

/** Puts editions and their books into words. */
final class EditionLines {
    private EditionLines() {}

    static EditionLine of(Words words, LedgerStore.Books books) {
        return new EditionLine(
                books.edition().toString(),
                name(words, books.cadence(), books.period()),
                words.get("cadence." + books.cadence()),
                words.number(books.planned()),
                Arrays.stream(DeliveryState.values())
                        .filter(state -> books.in(state) > 0)
                        .map(state -> new EditionLine.State(
                                state.word(), words.get("delivery." + state.word()), words.number(books.in(state))))
                        .toList(),
                running(books),
                books.imbalance() == 0);
    }

    static boolean running(LedgerStore.Books books) {
        return Arrays.stream(DeliveryState.values()).anyMatch(state -> state.open() && books.in(state) > 0);
    }

    /** How an edition is called: by its day, its week, its month, or the instant at which it was collected. */
    static String name(Words words, String cadence, String period) {
        try {
            return switch (cadence) {
                case "immediate" -> words.time(Instant.parse(period));
                case "weekly" ->
                    words.get(
                            "period.week", words.day(LocalDate.parse(period + "-1", DateTimeFormatter.ISO_WEEK_DATE)));
                case "monthly" -> words.month(YearMonth.parse(period));
                default -> words.day(LocalDate.parse(period));
            };
        } catch (DateTimeParseException e) {
            return period;
        }
    }
}

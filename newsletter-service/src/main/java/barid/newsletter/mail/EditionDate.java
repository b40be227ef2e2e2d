package barid.newsletter.mail;

import barid.kit.site.Dates;
import barid.kit.site.Texts;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.DisplayContext;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;

/** The date of an edition in words: 28 November 2026, Week of 23 November 2026, November 2026. */
public final class EditionDate {
    private static final Texts TEXTS = Texts.beside(EditionDate.class);

    private EditionDate() {}

    /**
     * As it stands alone, over an edition or in a list of them.
     *
     * @param date in the day, or in the first day of the week or month
     * @param language one that the software speaks
     */
    public static String of(Digest.Span span, Instant date, String language, ZoneId zone) {
        return switch (span) {
            case DAY -> Dates.day(date, language, zone);
            case WEEK -> TEXTS.in(language, language).get("edition.week", Dates.day(date, language, zone));
            case MONTH -> month(date, language, zone);
        };
    }

    /** November 2026, as a heading. */
    public static String month(Instant date, String language, ZoneId zone) {
        DateFormat format = DateFormat.getInstanceForSkeleton("yMMMM", ULocale.forLanguageTag(language));
        format.setContext(DisplayContext.CAPITALIZATION_FOR_BEGINNING_OF_SENTENCE);
        format.setTimeZone(TimeZone.getTimeZone(zone.getId()));
        return format.format(Date.from(date));
    }
}

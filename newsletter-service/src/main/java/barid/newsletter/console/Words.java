package barid.newsletter.console;

import barid.kit.site.Dates;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.stories.Topics;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.ListFormatter;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.TextStyle;
import java.util.Date;
import java.util.List;
import java.util.Locale;

/** The console's words in the language of a page, and how it writes numbers, dates and names. */
public record Words(Texts.In in, Organisation organisation) {
    public String get(String key, Object... arguments) {
        return in.get(key, arguments);
    }

    public String language() {
        return in.language();
    }

    public boolean rightToLeft() {
        return in.direction().equals("rtl");
    }

    public String number(long number) {
        return in.get("number", number);
    }

    public String day(Instant at) {
        return Dates.day(at, in.language(), organisation.zone());
    }

    public String day(LocalDate date) {
        return day(date.atStartOfDay(organisation.zone()).toInstant());
    }

    public String time(Instant at) {
        return Dates.dayAndTime(at, in.language(), organisation.zone());
    }

    /** November 2026. */
    public String month(YearMonth month) {
        DateFormat format = DateFormat.getInstanceForSkeleton("yMMMM", ULocale.forLanguageTag(in.language()));
        format.setTimeZone(TimeZone.GMT_ZONE);
        return format.format(
                Date.from(month.atDay(1).atStartOfDay(ZoneOffset.UTC).toInstant()));
    }

    /** An hour of the day: 07:00. */
    public String hour(int hour) {
        return get("hour", hour);
    }

    /** A day of the week, 1 being Monday. */
    public String weekday(int day) {
        return DayOfWeek.of(day).getDisplayName(TextStyle.FULL_STANDALONE, Locale.forLanguageTag(in.language()));
    }

    /** A language by its name in the page's. */
    public String name(String tag) {
        return Languages.nameIn(tag, in.language());
    }

    /** A topic by its name in the page's language, else its slug. */
    public String topic(Topics topics, String slug) {
        return topics.resolve(slug)
                .map(topic -> topic.name(in.language(), organisation.defaultLanguage()))
                .orElse(slug);
    }

    /** Several things as one enumeration. */
    public String list(List<String> items) {
        return ListFormatter.getInstance(ULocale.forLanguageTag(in.language())).format(items);
    }
}

package barid.kit.site;

import com.ibm.icu.text.DateFormat;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Date;

/** Dates as people write them: month names in full, order and numerals of the language (CLDR). */
public final class Dates {
    private Dates() {}

    /** 24 November 2026. */
    public static String day(Instant instant, String language, ZoneId zone) {
        return first(format(instant, language, zone, "yMMMMd"), language);
    }

    /** 24 November 2026 at 14:05 UTC. */
    public static String dayAndTime(Instant instant, String language, ZoneId zone) {
        return first(format(instant, language, zone, "yMMMMdHmz"), language);
    }

    private static String format(Instant instant, String language, ZoneId zone, String skeleton) {
        DateFormat format = DateFormat.getInstanceForSkeleton(skeleton, locale(language));
        format.setTimeZone(TimeZone.getTimeZone(zone.getId()));
        return format.format(Date.from(instant));
    }

    /** English without a region is that of international organisations: day before month. */
    private static ULocale locale(String language) {
        return language.equals("en") ? new ULocale("en_001") : ULocale.forLanguageTag(language);
    }

    /** French writes the first of a month as an ordinal, which CLDR leaves out. */
    private static String first(String date, String language) {
        return language.equals("fr") && date.startsWith("1 ") ? "1er" + date.substring(1) : date;
    }
}

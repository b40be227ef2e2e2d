package barid.newsletter.subscriptions;

import com.ibm.icu.text.CaseMap;
import com.ibm.icu.text.Collator;
import com.ibm.icu.text.DateFormat;
import com.ibm.icu.text.DateFormatSymbols;
import com.ibm.icu.text.NumberFormat;
import com.ibm.icu.text.TimeZoneNames;
import com.ibm.icu.util.Region;
import com.ibm.icu.util.TimeZone;
import com.ibm.icu.util.ULocale;

import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** What days and time zones are called in a language (CLDR); public because templates are another package. */
public final class ChoiceNames {
    private static final int DAYS = 7;
    private static final Map<String, ChoiceNames> BY_LANGUAGE = new ConcurrentHashMap<>();

    private final ULocale locale;
    private final List<String> weekdays;
    private final List<Continent> continents;

    /** The time zones of a continent. */
    public record Continent(String name, List<Zone> zones) {}

    /** A time zone by its largest city. */
    public record Zone(String id, String name) {}

    private ChoiceNames(ULocale locale) {
        this.locale = locale;
        this.weekdays = weekdays(locale);
        this.continents = continents(locale);
    }

    /** The names in a language of the software. */
    public static ChoiceNames in(String language) {
        return BY_LANGUAGE.computeIfAbsent(language, tag -> new ChoiceNames(ULocale.forLanguageTag(tag)));
    }

    /** Monday first. */
    public List<String> weekdays() {
        return weekdays;
    }

    /** An hour of the day as a clock shows it. */
    public String hour(int hour) {
        DateFormat format = DateFormat.getInstanceForSkeleton("Hm", locale);
        format.setTimeZone(TimeZone.GMT_ZONE);
        return format.format((double) Duration.ofHours(hour).toMillis());
    }

    /** A day of the month. */
    public String day(int day) {
        return NumberFormat.getIntegerInstance(locale).format(day);
    }

    /** By continent and name. */
    public List<Continent> continents() {
        return continents;
    }

    /** Whether {@code zone} is one of them: others are known too, by older names. */
    public boolean lists(String zone) {
        return continents.stream()
                .flatMap(continent -> continent.zones().stream())
                .anyMatch(listed -> listed.id().equals(zone));
    }

    private static List<String> weekdays(ULocale locale) {
        String[] fromSunday =
                new DateFormatSymbols(locale).getWeekdays(DateFormatSymbols.STANDALONE, DateFormatSymbols.WIDE);
        return Stream.iterate(1, day -> day <= DAYS, day -> day + 1)
                .map(day -> fromSunday[day % DAYS + 1])
                .map(name -> CaseMap.toTitle().wholeString().noLowercase().apply(locale.toLocale(), null, name))
                .toList();
    }

    private static List<Continent> continents(ULocale locale) {
        Map<String, List<Zone>> byContinent = new TreeMap<>(Collator.getInstance(locale)::compare);
        TimeZoneNames names = TimeZoneNames.getInstance(locale);
        for (String id : TimeZone.getAvailableIDs(TimeZone.SystemTimeZoneType.CANONICAL_LOCATION, null, null)) {
            Region continent =
                    Region.getInstance(TimeZone.getRegion(id)).getContainingRegion(Region.RegionType.CONTINENT);
            String name = names.getExemplarLocationName(id);
            String current = TimeZone.getIanaID(id);
            if (continent != null
                    && name != null
                    && ZoneId.getAvailableZoneIds().contains(current)) {
                byContinent
                        .computeIfAbsent(continentName(continent, locale), key -> new ArrayList<>())
                        .add(new Zone(current, name));
            }
        }
        Comparator<Zone> byName = Comparator.comparing(Zone::name, Collator.getInstance(locale)::compare);
        return byContinent.entrySet().stream()
                .map(entry -> new Continent(
                        entry.getKey(), entry.getValue().stream().sorted(byName).toList()))
                .toList();
    }

    private static String continentName(Region continent, ULocale locale) {
        return ULocale.getDisplayCountry("und-" + continent, locale);
    }
}

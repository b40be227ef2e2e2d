package barid.kit.site;

import com.ibm.icu.text.DisplayContext;
import com.ibm.icu.text.LocaleDisplayNames;
import com.ibm.icu.util.IllformedLocaleException;
import com.ibm.icu.util.ULocale;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Language tags (BCP 47): which are taken, how they are written, which way they run, what they are called. */
public final class Languages {
    /** Words that stand where a language or a slug might and are never one. */
    public static final Set<String> RESERVED =
            Set.of("api", "desk", "media", "all", "assets", "console", "confirm", "feed", "hub");

    private static final Set<String> KNOWN_LANGUAGES = Set.of(ULocale.getISOLanguages());
    private static final Set<String> KNOWN_COUNTRIES = Set.of(ULocale.getISOCountries());

    private Languages() {}

    /** The canonical form of a tag of language, script and region only, each known to ICU; else empty. */
    public static Optional<String> canonical(String tag) {
        if (tag.isEmpty() || tag.length() > 35 || RESERVED.contains(tag)) {
            return Optional.empty();
        }
        ULocale locale;
        try {
            locale = new ULocale.Builder().setLanguageTag(tag).build();
        } catch (IllformedLocaleException e) {
            return Optional.empty();
        }
        boolean plain =
                locale.getVariant().isEmpty() && locale.getExtensionKeys().isEmpty();
        boolean known = KNOWN_LANGUAGES.contains(locale.getLanguage())
                && (locale.getCountry().isEmpty() || KNOWN_COUNTRIES.contains(locale.getCountry()))
                && (locale.getScript().isEmpty() || knownScript(locale.getScript()));
        return plain && known ? Optional.of(locale.toLanguageTag()) : Optional.empty();
    }

    private static boolean knownScript(String script) {
        int[] codes = com.ibm.icu.lang.UScript.getCode(script);
        return codes != null && Arrays.stream(codes).anyMatch(code -> code >= 0);
    }

    /** The script in which the language is usually written (ISO 15924): Arab, Latn. */
    static String script(String language) {
        return ULocale.addLikelySubtags(ULocale.forLanguageTag(language)).getScript();
    }

    /** Whether the language is written from right to left. */
    public static boolean rightToLeft(String language) {
        return ULocale.forLanguageTag(language).isRightToLeft();
    }

    /** {@code rtl} or {@code ltr}, the value of HTML's {@code dir}. */
    public static String direction(String language) {
        return rightToLeft(language) ? "rtl" : "ltr";
    }

    /** The language's own name, as it starts a line: العربية, English, Français. */
    public static String ownName(String language) {
        ULocale locale = ULocale.forLanguageTag(language);
        return LocaleDisplayNames.getInstance(locale, DisplayContext.CAPITALIZATION_FOR_UI_LIST_OR_MENU)
                .localeDisplayName(locale);
    }

    /**
     * The language among {@code available} that an Accept-Language header (RFC 9110 section 12.5.4) likes best, else
     * {@code fallback}; a header that cannot be read counts as none.
     */
    public static String preferred(Optional<String> acceptLanguage, List<String> available, String fallback) {
        if (acceptLanguage.isEmpty() || acceptLanguage.get().length() > 500) {
            return fallback;
        }
        List<Locale.LanguageRange> ranges;
        try {
            ranges = Locale.LanguageRange.parse(acceptLanguage.get());
        } catch (IllegalArgumentException e) {
            return fallback;
        }
        for (Locale.LanguageRange range : ranges) {
            if (range.getWeight() == 0 || range.getRange().equals("*")) {
                continue;
            }
            List<Locale.LanguageRange> one = List.of(range);
            String exact = Locale.lookupTag(one, available);
            List<String> regional = Locale.filterTags(one, available);
            if (exact != null || !regional.isEmpty()) {
                String tag = exact != null ? exact : regional.getFirst();
                return available.stream()
                        .filter(tag::equalsIgnoreCase)
                        .findFirst()
                        .orElse(fallback);
            }
        }
        return fallback;
    }

    /** The language's name in another language. */
    public static String nameIn(String language, String reader) {
        return ULocale.forLanguageTag(language).getDisplayName(ULocale.forLanguageTag(reader));
    }
}

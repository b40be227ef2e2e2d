package barid.kit.site;

import com.ibm.icu.text.MessageFormat;
import com.ibm.icu.util.ULocale;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The software's own words of one feature: {@code messages_<language>.properties} (UTF-8, ICU message format) beside a class.
 *
 * <p>A language more is one file for all features: {@code barid/texts/<language>.properties} on the class path, where each
 * key begins with the feature's package ({@code newsletter.mail.digest.heading}). A feature of which it holds nothing speaks
 * the default language instead, and English if that is the added one.
 *
 * <p>Not a ResourceBundle, since that falls back to the process's language without a word; here each language of a feature is
 * whole or the software does not start.
 */
public final class Texts {
    private static final Set<String> WRITTEN = Set.of("ar", "en", "fr");
    private static final Map<String, Map<String, String>> ADDED = AddedTexts.read(Texts.class.getClassLoader());

    /** The languages in which the software speaks. */
    public static final Set<String> LANGUAGES =
            Stream.concat(WRITTEN.stream(), ADDED.keySet().stream()).collect(Collectors.toUnmodifiableSet());

    private final Map<String, Map<String, String>> byLanguage = new TreeMap<>();

    private Texts(Class<?> beside) {
        for (String language : WRITTEN) {
            byLanguage.put(language, read(beside, language));
        }
        Set<String> keys = byLanguage.getOrDefault("en", Map.of()).keySet();
        String feature = beside.getPackageName().replaceFirst("^barid\\.", "") + ".";
        ADDED.forEach((language, all) -> {
            Map<String, String> texts = of(feature, all);
            if (!texts.isEmpty()) {
                byLanguage.put(language, texts);
            }
        });
        byLanguage.forEach((language, texts) -> {
            if (!texts.keySet().equals(keys)) {
                Set<String> odd = new TreeSet<>(keys);
                odd.addAll(texts.keySet());
                odd.removeIf(key -> keys.contains(key) && texts.containsKey(key));
                throw new IllegalStateException(
                        "the texts of " + beside.getPackageName() + " in " + language + " differ from en in " + odd);
            }
        });
    }

    private static Map<String, String> of(String feature, Map<String, String> all) {
        Map<String, String> texts = new TreeMap<>();
        all.forEach((key, text) -> {
            if (key.startsWith(feature)) {
                texts.put(key.substring(feature.length()), text);
            }
        });
        return texts;
    }

    /** Reads the messages beside {@code beside}. */
    public static Texts beside(Class<?> beside) {
        return new Texts(beside);
    }

    private static Map<String, String> read(Class<?> beside, String language) {
        String file = "messages_" + language + ".properties";
        try (InputStream in = beside.getResourceAsStream(file)) {
            if (in == null) {
                throw new IllegalStateException(file + " is missing beside " + beside.getName());
            }
            return read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Map<String, String> read(InputStream in) throws IOException {
        Properties properties = new Properties();
        properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        Map<String, String> texts = new TreeMap<>();
        properties.forEach((key, value) -> texts.put((String) key, (String) value));
        return texts;
    }

    /** The words in {@code language}, or in {@code fallback} if the software does not speak it. */
    public In in(String language, String fallback) {
        String base = ULocale.forLanguageTag(language).getLanguage();
        if (!LANGUAGES.contains(fallback)) {
            throw new IllegalArgumentException("the software has no texts in " + fallback);
        }
        String spoken = Stream.of(base, fallback)
                .filter(byLanguage::containsKey)
                .findFirst()
                .orElse("en");
        Map<String, String> texts = byLanguage.getOrDefault(spoken, Map.of());
        return new In(spoken, texts);
    }

    /** The words in one language; mark a block that holds them with this {@code language} and its direction. */
    public record In(String language, Map<String, String> texts) {
        /** The text, with {@code arguments} set in by ICU's rules of the language. */
        public String get(String key, Object... arguments) {
            String text = texts.get(key);
            if (text == null) {
                throw new IllegalArgumentException("no text " + key);
            }
            return arguments.length == 0
                    ? text.replace("''", "'")
                    : new MessageFormat(text, ULocale.forLanguageTag(language)).format(arguments);
        }

        /** {@code rtl} or {@code ltr}. */
        public String direction() {
            return Languages.direction(language);
        }
    }
}

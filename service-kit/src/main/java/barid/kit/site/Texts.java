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

/**
 * The software's own words of one feature: {@code messages_<language>.properties} (UTF-8, ICU message format) beside a class.
 *
 * <p>Not a ResourceBundle, since that falls back to the process's language without a word; here each language is whole or
 * the software does not start.
 */
public final class Texts {
    /** The languages in which the software speaks. */
    public static final Set<String> LANGUAGES = Set.of("ar", "en", "fr");

    private final Map<String, Map<String, String>> byLanguage = new TreeMap<>();

    private Texts(Class<?> beside) {
        for (String language : LANGUAGES) {
            byLanguage.put(language, read(beside, language));
        }
        Set<String> keys = read(beside, "en").keySet();
        byLanguage.forEach((language, texts) -> {
            if (!texts.keySet().equals(keys)) {
                Set<String> odd = new java.util.TreeSet<>(keys);
                odd.addAll(texts.keySet());
                odd.removeIf(key -> keys.contains(key) && texts.containsKey(key));
                throw new IllegalStateException(
                        "messages_" + language + " beside " + beside.getName() + " differs from en in " + odd);
            }
        });
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
            Properties properties = new Properties();
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            Map<String, String> texts = new TreeMap<>();
            properties.forEach((key, value) -> texts.put((String) key, (String) value));
            return texts;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The words in {@code language}, or in {@code fallback} if the software does not speak it. */
    public In in(String language, String fallback) {
        String base = ULocale.forLanguageTag(language).getLanguage();
        String spoken = LANGUAGES.contains(base) ? base : fallback;
        Map<String, String> texts = byLanguage.get(spoken);
        if (texts == null) {
            throw new IllegalArgumentException("the software has no texts in " + spoken);
        }
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

package barid.article.search;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What is indexed of a text.
 *
 * @param vector what PostgreSQL reads as a full-text document
 * @param words the words that a mistyped one may have meant: folded, and as a reader would write them
 */
public record SearchDocument(String vector, Map<String, String> words) {
    /** Longer texts are found by their first words; a tsvector knows no place beyond. */
    private static final int WORDS = 16_000;
    /** A tsvector may have one MiB; this leaves room for how it keeps what is counted here. */
    private static final int BYTES = 800_000;
    /** Words of different parts are no phrase. */
    private static final int GAP = 50;

    private static final int PLACES = 100;

    /** A document as it is being put together. */
    private static final class Writer {
        private final String language;
        private final Analyser analyser;
        private final Map<String, StringBuilder> lexemes = new LinkedHashMap<>();
        private final Map<String, Integer> counts = new HashMap<>();
        private final Set<String> forms = new HashSet<>();
        private final Map<String, String> words = new TreeMap<>();
        private int position = 1;
        private int bytes;

        Writer(String language) {
            this.language = language;
            this.analyser = Analyser.of(language);
        }

        void add(String text, char weight) {
            for (Token token : analyser.text(text, position, WORDS - position)) {
                if (bytes > BYTES) {
                    return;
                }
                for (String stem : token.stems()) {
                    add(Lexemes.lexeme(language, Lexemes.STEM, stem), token.position(), weight);
                    if (weight == 'A') {
                        add(Lexemes.lexeme(language, Lexemes.TITLE, stem), token.position(), weight);
                    }
                }
                add(Lexemes.lexeme(language, Lexemes.FORM, token.form()), token.position(), weight);
                if (forms.add(token.form())) {
                    Spelling.word(language, token, text)
                            .ifPresent(word -> words.putIfAbsent(word.folded(), word.shown()));
                }
                position = token.position() + 1;
            }
            position += GAP;
        }

        private void add(String lexeme, int place, char weight) {
            int count = counts.merge(lexeme, 1, Integer::sum);
            if (count > PLACES) {
                return;
            }
            StringBuilder places = lexemes.get(lexeme);
            if (places == null) {
                places = new StringBuilder();
                lexemes.put(lexeme, places);
                bytes += lexeme.getBytes(StandardCharsets.UTF_8).length + 8;
            } else {
                places.append(',');
            }
            places.append(place).append(weight);
            bytes += 2;
        }

        String vector() {
            StringBuilder vector = new StringBuilder(bytes * 2);
            lexemes.forEach((lexeme, places) -> vector.append(Lexemes.quoted(lexeme))
                    .append(':')
                    .append(places)
                    .append(' '));
            return vector.toString();
        }
    }

    /**
     * The document of a text; a pure function of it, so that many can be made before they are brought to a database.
     *
     * @param names of authors and topics
     */
    public static SearchDocument of(String language, String title, String summary, List<String> names, String html) {
        Writer writer = new Writer(language);
        writer.add(title, 'A');
        writer.add(summary, 'B');
        names.forEach(name -> writer.add(name, 'C'));
        writer.add(ReadableText.of(html), 'D');
        return new SearchDocument(writer.vector(), writer.words);
    }

    /** The version of the analysis; stands in {@code search_text.analyser}. */
    public static int version() {
        return Analyser.VERSION;
    }
}

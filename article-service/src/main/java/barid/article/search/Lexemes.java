package barid.article.search;

import java.util.Collection;
import java.util.stream.Collectors;

/** How words are written in PostgreSQL's {@code tsvector} and {@code tsquery}; a lexeme is language, kind and word. */
final class Lexemes {
    /** In any form. */
    static final char STEM = '~';
    /** In this very form, but for the folding. */
    static final char FORM = '=';
    /** In any form, in the title: the index alone can tell, and no text has to be read for it. */
    static final char TITLE = '^';

    private Lexemes() {}

    static String lexeme(String language, char kind, String word) {
        return language + kind + word;
    }

    /** Quoted, as both types read it. */
    static String quoted(String lexeme) {
        return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'";
    }

    /** The tsquery of a word in any of its forms. */
    static String any(String language, char kind, Collection<String> words) {
        return words.stream()
                .map(word -> quoted(lexeme(language, kind, word)))
                .collect(Collectors.joining(" | ", "(", ")"));
    }
}

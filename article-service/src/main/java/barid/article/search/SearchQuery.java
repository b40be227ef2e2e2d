package barid.article.search;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a reader asks for: words that a text must hold in any form, "phrases" that it must hold as they stand, and
 * {@code -words} that it must not hold. Everything else that may stand in a question is no syntax but a gap between words.
 */
final class SearchQuery {
    private static final String QUOTES = "\"\u201c\u201d\u201e\u00ab\u00bb";

    private final String language;
    private final String text;
    private final List<Term> wanted;
    private final List<Term> unwanted;

    /** What stands between two spaces, or between two quotation marks; its tokens' places are those in the question. */
    private record Term(boolean phrase, List<Token> tokens) {}

    private SearchQuery(String language, String text, List<Term> wanted, List<Term> unwanted) {
        this.language = language;
        this.text = text;
        this.wanted = wanted;
        this.unwanted = unwanted;
    }

    /** Reads a question; there is none that cannot be read. */
    static SearchQuery of(String language, String text) {
        Analyser analyser = Analyser.of(language);
        List<Term> wanted = new ArrayList<>();
        List<Term> unwanted = new ArrayList<>();
        int i = 0;
        while (i < text.length()) {
            if (separates(text.charAt(i))) {
                i++;
                continue;
            }
            boolean excluded = text.charAt(i) == '-' && i + 1 < text.length() && !separates(text.charAt(i + 1));
            int start = excluded ? i + 1 : i;
            boolean phrase = quote(text.charAt(start));
            int from = phrase ? start + 1 : start;
            int to = end(text, from, phrase);
            List<Token> tokens = analyser.question(text.substring(from, to), wanted.isEmpty()).stream()
                    .map(token -> moved(token, from))
                    .toList();
            if (!tokens.isEmpty()) {
                (excluded ? unwanted : wanted).add(new Term(phrase, tokens));
            }
            i = phrase ? Math.min(to + 1, text.length()) : to;
        }
        return new SearchQuery(language, text, wanted, unwanted);
    }

    private static int end(String text, int from, boolean phrase) {
        int to = from;
        while (to < text.length() && !quote(text.charAt(to)) && (phrase || !separates(text.charAt(to)))) {
            to++;
        }
        return to;
    }

    private static boolean quote(char c) {
        return QUOTES.indexOf(c) >= 0;
    }

    private static boolean separates(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    private static Token moved(Token token, int by) {
        return new Token(
                token.start() + by, token.end() + by, token.position(), token.joined(), token.form(), token.stems());
    }

    String language() {
        return language;
    }

    String text() {
        return text;
    }

    /** Whether nothing is asked for that any text could hold. */
    boolean isEmpty() {
        return wanted.isEmpty();
    }

    /** How many things are asked for, or asked away. */
    int terms() {
        return wanted.size() + unwanted.size();
    }

    /** Whether there is a difference between all and any of what is asked for. */
    boolean isSeveral() {
        return wanted.size() > 1;
    }

    /** The words asked for. */
    List<Token> words() {
        return wanted.stream()
                .flatMap(term -> term.tokens().stream())
                .filter(token -> !token.joined())
                .toList();
    }

    /** Everything by which a word of a text may be one that was asked for. */
    Set<String> matches() {
        Set<String> matches = new HashSet<>();
        wanted.forEach(term -> term.tokens().forEach(token -> matches.addAll(token.stems())));
        return matches;
    }

    /** The tsquery of the texts to be found. */
    String found(Matching matching) {
        return joined(wanted.stream().map(term -> tsquery(term, Lexemes.STEM)), matching) + without();
    }

    /** The tsquery of those that say so in their titles. */
    String titled(Matching matching) {
        String titles =
                joined(wanted.stream().map(term -> tsquery(new Term(false, term.tokens()), Lexemes.TITLE)), matching);
        return titles + " & " + found(matching);
    }

    /** The tsquery of everything that speaks for a text: a word in its very form speaks twice. */
    String ranked() {
        return words().stream()
                .flatMap(token -> Stream.of(
                        Lexemes.any(language, Lexemes.STEM, token.stems()),
                        Lexemes.any(language, Lexemes.TITLE, token.stems()),
                        Lexemes.any(language, Lexemes.FORM, List.of(token.form()))))
                .collect(Collectors.joining(" | "));
    }

    private String without() {
        return unwanted.stream()
                .map(term -> " & !" + tsquery(term, Lexemes.STEM))
                .collect(Collectors.joining());
    }

    private static String joined(Stream<String> terms, Matching matching) {
        String operator = matching == Matching.ALL ? " & " : " | ";
        return terms.collect(Collectors.joining(operator, "(", ")"));
    }

    private String tsquery(Term term, char kind) {
        return term.phrase() ? phrase(term.tokens()) : together(term.tokens(), kind);
    }

    private String phrase(List<Token> tokens) {
        StringBuilder phrase = new StringBuilder("(");
        int last = 0;
        for (Token token : tokens) {
            if (token.joined()) {
                continue;
            }
            if (last > 0) {
                phrase.append(" <").append(token.position() - last).append("> ");
            }
            phrase.append(Lexemes.quoted(Lexemes.lexeme(language, Lexemes.FORM, token.form())));
            last = token.position();
        }
        return phrase.append(')').toString();
    }

    /** All of the tokens; words that a hyphen joins may be one word in the text. */
    private String together(List<Token> tokens, char kind) {
        List<String> parts = new ArrayList<>();
        for (int i = 0; i < tokens.size(); i++) {
            Token token = tokens.get(i);
            if (!token.joined()) {
                parts.add(one(token, kind));
                continue;
            }
            int end = i + 1;
            while (end < tokens.size() && tokens.get(end).end() <= token.end()) {
                end++;
            }
            String apart = end > i + 1 ? together(tokens.subList(i + 1, end), kind) + " | " : "";
            parts.add("(" + apart + one(token, kind) + ")");
            i = end - 1;
        }
        return parts.stream().collect(Collectors.joining(" & ", "(", ")"));
    }

    private String one(Token token, char kind) {
        String words = Lexemes.any(language, kind, token.stems());
        return Analyser.isHalf(token) ? Lexemes.quoted(Lexemes.lexeme(language, kind, token.form())) + ":*" : words;
    }

    /** The tsquery of one of its words. */
    String alone(Token word) {
        return one(word, Lexemes.STEM);
    }

    /** The same question with other words in some places; the last place first. */
    SearchQuery with(List<Replacement> replacements) {
        StringBuilder other = new StringBuilder(text);
        replacements.stream()
                .sorted((a, b) -> b.word().start() - a.word().start())
                .forEach(r -> other.replace(r.word().start(), r.word().end(), r.by()));
        return of(language, other.toString());
    }

    /** A word in a question and what was meant. */
    record Replacement(Token word, String by) {}
}

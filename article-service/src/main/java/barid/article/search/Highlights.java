package barid.article.search;

import com.ibm.icu.text.BreakIterator;
import com.ibm.icu.util.ULocale;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Shows in a text, letter by letter as it was written, what was asked for. Holds an analyser, so it is one thread's. */
final class Highlights {
    private static final int LENGTH = 240;
    private static final int BEFORE = 60;
    private static final int LOOKED_AT = 40_000;
    private static final String MORE = "…";

    private final String language;
    private final Analyser analyser;
    private final SearchQuery query;
    private final Set<String> matches;

    Highlights(SearchQuery query) {
        this.language = query.language();
        this.analyser = Analyser.of(language);
        this.query = query;
        this.matches = query.matches();
    }

    /** A text that matches in some places. */
    private record Found(String text, List<Token> tokens) {
        long distinct() {
            return tokens.stream().map(Token::form).distinct().count();
        }
    }

    /** The whole text, with what matches apart. */
    List<Part> whole(String text) {
        return parts(find(text), 0, text.length());
    }

    /** The stretch of summary or body that holds most of what was asked for, else the beginning. */
    List<Part> snippet(String summary, String html) {
        Found inSummary = find(summary);
        Found inBody = find(cut(ReadableText.of(html)));
        boolean body = inBody.distinct() > inSummary.distinct() || summary.isBlank();
        return window(body ? inBody : inSummary);
    }

    private static String cut(String text) {
        return text.length() <= LOOKED_AT ? text : text.substring(0, text.offsetByCodePoints(LOOKED_AT - 1, 0));
    }

    private Found find(String text) {
        return new Found(
                text,
                analyser.text(text, 1, text.length()).stream()
                        .filter(this::matches)
                        .toList());
    }

    private boolean matches(Token token) {
        return token.stems().stream().anyMatch(matches::contains)
                || query.words().stream()
                        .anyMatch(word -> Analyser.isHalf(word) && token.form().startsWith(word.form()));
    }

    private List<Part> window(Found found) {
        String text = found.text();
        if (text.length() <= LENGTH + BEFORE) {
            return parts(found, 0, text.length());
        }
        BreakIterator words = BreakIterator.getWordInstance(ULocale.forLanguageTag(language));
        words.setText(text);
        int start = Math.clamp(best(found) - BEFORE, 0, text.length());
        if (start > 0 && !words.isBoundary(start)) {
            start = words.preceding(start);
        }
        int end = Math.min(start + LENGTH, text.length());
        if (end < text.length() && !words.isBoundary(end)) {
            end = words.preceding(end);
        }
        // one word as long as that: better cut than nothing
        end = end <= start ? Math.min(start + LENGTH, text.length()) : end;
        List<Part> parts = new ArrayList<>(parts(found, start, end));
        if (start > 0) {
            parts.addFirst(new Part(MORE, false));
        }
        if (end < text.length()) {
            parts.addLast(new Part(MORE, false));
        }
        return joined(parts);
    }

    /** Where the stretch begins that holds the most different words asked for, and the most of them. */
    private static int best(Found found) {
        List<Token> tokens = found.tokens();
        int best = 0;
        int most = -1;
        for (int i = 0; i < tokens.size(); i++) {
            Set<String> forms = new HashSet<>();
            int count = 0;
            for (int j = i;
                    j < tokens.size() && tokens.get(j).end() <= tokens.get(i).start() + LENGTH - BEFORE;
                    j++) {
                forms.add(tokens.get(j).form());
                count++;
            }
            int score = forms.size() * 100 + Math.min(count, 99);
            if (score > most) {
                most = score;
                best = tokens.get(i).start();
            }
        }
        return best;
    }

    private static List<Part> parts(Found found, int start, int end) {
        List<Part> parts = new ArrayList<>();
        int at = start;
        for (Token token : found.tokens()) {
            // what overlaps (pairs of signs, a joined word and its parts) is one match
            int from = Math.max(token.start(), at);
            int to = Math.min(token.end(), end);
            if (token.start() < start || from >= to) {
                continue;
            }
            if (from > at) {
                parts.add(new Part(plain(found.text(), at, from), false));
            }
            parts.add(new Part(plain(found.text(), from, to), true));
            at = to;
        }
        if (at < end) {
            parts.add(new Part(plain(found.text(), at, end), false));
        }
        return joined(parts);
    }

    private static String plain(String text, int start, int end) {
        return text.substring(start, end).replace('\n', ' ');
    }

    private static List<Part> joined(List<Part> parts) {
        List<Part> joined = new ArrayList<>();
        for (Part part : parts) {
            if (!joined.isEmpty() && joined.getLast().match() == part.match()) {
                joined.set(joined.size() - 1, new Part(joined.getLast().text() + part.text(), part.match()));
            } else {
                joined.add(part);
            }
        }
        return joined;
    }
}

package barid.feed.entries;

import barid.kit.changes.Change;
import org.jspecify.annotations.Nullable;

import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Takes out what neither XML 1.0 nor a PostgreSQL text can hold: C0 controls, lone surrogates, U+FFFE and U+FFFF.
 *
 * <p>Article-service refuses these on write; an article that slipped through must not take the whole feed with it.
 */
public final class CleanText {
    private CleanText() {}

    /** The text without them; joiners and marks of direction stay. */
    public static String of(String text) {
        if (isClean(text)) {
            return text;
        }
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().filter(CleanText::allowed).forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isClean(String text) {
        return text.codePoints().allMatch(CleanText::allowed);
    }

    /** The production Char of XML 1.0; an unpaired surrogate reaches here as a code point of its own. */
    private static boolean allowed(int c) {
        return c == '\t'
                || c == '\n'
                || c == '\r'
                || (c >= 0x20 && c <= 0xD7FF)
                || (c >= 0xE000 && c <= 0xFFFD)
                || c >= 0x10000;
    }

    static Change.Published of(Change.Published p) {
        return new Change.Published(
                0,
                p.article(),
                of(p.language()),
                of(p.entryId()),
                p.origin(),
                orNull(p.engine()),
                of(p.slug()),
                of(p.url()),
                of(p.title()),
                of(p.summary()),
                of(p.html()),
                all(p.authors()),
                all(p.topics()),
                p.media().stream().map(CleanText::of).toList(),
                p.published(),
                p.updated(),
                p.revision(),
                p.historical(),
                p.correction() == null
                        ? null
                        : new Change.Correction(
                                p.correction().at(), of(p.correction().note())),
                p.translations().stream()
                        .map(sibling -> new Change.Sibling(of(sibling.language()), of(sibling.url()), sibling.origin()))
                        .toList(),
                null);
    }

    static Change.Withdrawn of(Change.Withdrawn w) {
        // The database keeps microseconds; what it gives back must equal what was announced.
        return new Change.Withdrawn(
                0,
                w.article(),
                of(w.language()),
                of(w.entryId()),
                w.withdrawn().truncatedTo(ChronoUnit.MICROS),
                of(w.reason()));
    }

    static Change.Topic of(Change.Topic t) {
        Map<String, String> names = t.names().entrySet().stream()
                .collect(Collectors.toMap(name -> of(name.getKey()), name -> of(name.getValue()), (a, b) -> a));
        return new Change.Topic(0, of(t.slug()), names, orNull(t.mergedInto()));
    }

    private static Change.Media of(Change.Media m) {
        return new Change.Media(
                of(m.role()),
                of(m.url()),
                of(m.type()),
                m.bytes(),
                m.width(),
                m.height(),
                of(m.alt()),
                orNull(m.caption()));
    }

    private static List<String> all(List<String> texts) {
        return texts.stream().map((UnaryOperator<String>) CleanText::of).toList();
    }

    private static @Nullable String orNull(@Nullable String text) {
        return text == null ? null : of(text);
    }
}

package barid.newsletter.editions;

import barid.kit.changes.Change;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/**
 * What a mail was made of, so that it can be told later what was changed since.
 *
 * @param note SHA-256 of the editor's note, in hexadecimal
 */
public record Sources(List<Article> articles, @Nullable String note) {
    /** A translation as it stood then. */
    public record Article(UUID article, String language, int revision, Instant updated) {}

    static Sources of(Collection<Change.Published> stories, @Nullable String note) {
        return new Sources(
                stories.stream()
                        .map(story -> new Article(story.article(), story.language(), story.revision(), story.updated()))
                        .sorted(Comparator.comparing(Article::article).thenComparing(Article::language))
                        .toList(),
                note == null ? null : sha256(note));
    }

    static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package barid.newsletter.editions;

import barid.newsletter.rows.JsonRows;
import barid.newsletter.stories.StoryKey;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One resulting content of an edition: the mail's language, its items in order, and its corrections. */
public record Variant(
        UUID id, UUID edition, String language, List<StoryKey> items, List<CorrectionKey> corrections, String viewId) {

    /** What tells one variant of an edition from another. */
    record Content(String language, List<StoryKey> items, List<CorrectionKey> corrections) {
        /** SHA-256 in hexadecimal. */
        String key() {
            try {
                byte[] content = JsonRows.write(this).getBytes(StandardCharsets.UTF_8);
                return HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(content));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException(e);
            }
        }

        List<UUID> articles() {
            return Stream.concat(
                            items.stream().map(StoryKey::article),
                            corrections.stream().map(CorrectionKey::article))
                    .distinct()
                    .toList();
        }
    }

    /** Every article that it names. */
    public Set<UUID> articles() {
        return Stream.concat(
                        items.stream().map(StoryKey::article),
                        corrections.stream().map(CorrectionKey::article))
                .collect(Collectors.toUnmodifiableSet());
    }
}

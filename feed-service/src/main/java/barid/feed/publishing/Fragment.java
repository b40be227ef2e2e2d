package barid.feed.publishing;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What became of an entry when it was rendered. */
sealed interface Fragment {
    /** Its bytes in every format; {@code historical} as it was announced. */
    record Sound(Map<FeedFormat, byte[]> bytes, boolean historical) implements Fragment {
        byte[] in(FeedFormat format) {
            return Objects.requireNonNull(bytes.get(format));
        }
    }

    /** It would break a rule that readers rely on, and is left out of every document. */
    record Broken(List<Flaw> flaws) implements Fragment {}

    /** A rule, by the word that {@link FeedLinter} has for it, and what breaks it. */
    record Flaw(String rule, String detail) {}
}

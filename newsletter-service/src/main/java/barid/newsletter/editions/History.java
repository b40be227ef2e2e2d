package barid.newsletter.editions;

import barid.newsletter.stories.StoryKey;

import java.util.Set;
import java.util.UUID;

/**
 * What a reader already has, and what she is owed.
 *
 * @param carried articles in a delivery of hers that is open, sent or uncertain, in whatever language
 * @param received translations in a delivery of hers that is open or sent: their corrections concern her
 * @param corrections corrections in a delivery of hers that is open, sent or uncertain
 */
record History(
        Set<UUID> carried,
        Set<StoryKey> received,
        Set<CorrectionKey> corrections,
        Set<UUID> owedArticles,
        Set<CorrectionKey> owedCorrections) {
    static final History NONE = new History(Set.of(), Set.of(), Set.of(), Set.of(), Set.of());
}

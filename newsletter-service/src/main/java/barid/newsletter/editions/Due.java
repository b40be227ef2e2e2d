package barid.newsletter.editions;

import barid.newsletter.stories.StoryKey;

import java.util.List;

/** What one reader gets: translations, newest number first, and corrections in the order of their numbers. */
record Due(List<StoryKey> items, List<CorrectionKey> corrections) {
    boolean isEmpty() {
        return items.isEmpty() && corrections.isEmpty();
    }
}

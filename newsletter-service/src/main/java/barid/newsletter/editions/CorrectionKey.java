package barid.newsletter.editions;

import barid.newsletter.journal.Corrected;
import barid.newsletter.stories.Correction;
import barid.newsletter.stories.StoryKey;
import com.fasterxml.jackson.annotation.JsonIgnore;

import java.time.Instant;
import java.util.UUID;

/** One correction of a translation: the instant tells it from others. */
public record CorrectionKey(UUID article, String language, Instant at) {
    static CorrectionKey of(Correction correction) {
        return new CorrectionKey(correction.article(), correction.language(), correction.at());
    }

    static CorrectionKey of(Corrected correction) {
        return new CorrectionKey(correction.article(), correction.language(), correction.at());
    }

    /** As the journal names it. */
    Corrected noted() {
        return new Corrected(article, language, at);
    }

    @JsonIgnore
    public StoryKey story() {
        return new StoryKey(article, language);
    }
}

package barid.newsletter.evidence;

import barid.newsletter.editions.CorrectionKey;
import barid.newsletter.stories.StoryKey;
import com.fasterxml.jackson.annotation.JsonIgnore;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/**
 * All that is known of one mail. Times of sending are those of the chunk that the delivery was in: the mail left between them.
 *
 * @param email her address, for pages that mask it; null once she is erased
 * @param dueAt when its chunk was due first
 * @param answeredAt when the last answer was written, if it was not plainly taken
 * @param omitted what was withdrawn before the mail was made
 */
public record MailEvidence(
        UUID edition,
        String cadence,
        String period,
        UUID subscriber,
        @JsonIgnore @Nullable String email,
        String messageId,
        String language,
        String viewId,
        String state,
        @Nullable String code,
        @Nullable String reason,
        int attempts,
        boolean everUncertain,
        String receiver,
        Instant dueAt,
        @Nullable Instant claimedAt,
        @Nullable Instant doneAt,
        @Nullable Instant answeredAt,
        List<Why> articles,
        List<CorrectionWhy> corrections,
        List<StoryKey> omitted,
        Bytes bytes,
        List<Report> reports) {

    /**
     * Why an article was in it, as far as what is stored tells.
     *
     * @param isPublic whether it is still published
     * @param choice the place of its language among hers, from 1; null if she chose otherwise since, or is not known any more
     * @param topics those of its topics that she follows; empty if she follows all
     * @param followed false if she follows none of its topics now
     * @param reasons {@code pinned}, {@code owed}, {@code new}
     */
    public record Why(
            UUID article,
            String language,
            String title,
            String url,
            boolean isPublic,
            @Nullable Integer choice,
            List<String> topics,
            boolean followed,
            List<String> reasons) {}

    /** Why a correction was in it: {@code brought} are editions that brought her the article before. */
    public record CorrectionWhy(CorrectionKey correction, String title, boolean isPublic, List<UUID> brought) {}

    /** What proves the bytes. */
    public enum Proof {
        /** Compiled anew, the mail has the bytes that left. */
        SAME,
        /** It was compiled in several forms while it was sent; compiled anew, it has the bytes of one of them. */
        ONE_OF_SEVERAL,
        /** Something was changed since, so that the bytes that left cannot be made again. */
        CHANGED,
        /** Nothing of it was sent yet, or before evidence was kept. */
        NONE
    }

    /**
     * Which bytes left.
     *
     * @param hash SHA-256 of what is the same for all readers, in hexadecimal, of the form or forms that left
     * @param revised articles that were revised since
     * @param noteChanged whether the editor's note is another one now
     */
    public record Bytes(Proof proof, List<String> hash, List<StoryKey> revised, boolean noteChanged) {}

    /** A report that came back: when, of which kind, with which code. */
    public record Report(Instant at, String kind, @Nullable String code) {}
}

package barid.newsletter.evidence;

import barid.newsletter.editions.Sources;
import barid.newsletter.stories.StoryKey;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/** Which of a variant's forms a mail can have left in, and how they differ from what would be made now. Pure. */
final class SentForms {
    /** A sender goes on with a form for a minute after a newer one could be made; clocks differ a little. */
    private static final Duration GOES_ON = Duration.ofSeconds(90);

    private SentForms() {}

    /** Of {@code forms}, the oldest first, those that can have left between the claim and the end of the chunk. */
    static List<EvidenceStore.Form> of(
            List<EvidenceStore.Form> forms, @Nullable Instant claimedAt, @Nullable Instant doneAt) {
        List<EvidenceStore.Form> possible = new ArrayList<>();
        for (int i = 0; i < forms.size(); i++) {
            boolean tooLate = doneAt != null && forms.get(i).compiledAt().isAfter(doneAt.plus(GOES_ON));
            boolean replaced = claimedAt != null
                    && i + 1 < forms.size()
                    && forms.get(i + 1).compiledAt().plus(GOES_ON).isBefore(claimedAt);
            if (!tooLate && !replaced) {
                possible.add(forms.get(i));
            }
        }
        return possible;
    }

    static MailEvidence.Bytes compared(List<EvidenceStore.Form> left, String hash, Sources sources) {
        List<String> hashes = left.stream().map(EvidenceStore.Form::hash).toList();
        if (hashes.contains(hash)) {
            return new MailEvidence.Bytes(
                    hashes.size() == 1 ? MailEvidence.Proof.SAME : MailEvidence.Proof.ONE_OF_SEVERAL,
                    hashes,
                    List.of(),
                    false);
        }
        Sources then = left.getLast().sources();
        List<StoryKey> revised = sources.articles().stream()
                .filter(article -> !then.articles().contains(article))
                .map(article -> new StoryKey(article.article(), article.language()))
                .toList();
        boolean noteChanged = !Objects.equals(sources.note(), then.note());
        return new MailEvidence.Bytes(MailEvidence.Proof.CHANGED, hashes, revised, noteChanged);
    }
}

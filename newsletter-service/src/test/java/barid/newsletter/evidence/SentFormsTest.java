package barid.newsletter.evidence;

import barid.newsletter.editions.Sources;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class SentFormsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final EvidenceStore.Form FIRST = form("aa", NOON);
    private static final EvidenceStore.Form SECOND = form("bb", NOON.plusSeconds(600));
    private static final List<EvidenceStore.Form> BOTH = List.of(FIRST, SECOND);

    private static EvidenceStore.Form form(String hash, Instant at) {
        return new EvidenceStore.Form(hash, new Sources(List.of(), null), at);
    }

    @Test
    void aChunkThatEndedBeforeARevisionLeftInTheFirstForm() {
        assertThat(SentForms.of(BOTH, NOON.plusSeconds(1), NOON.plusSeconds(60)))
                .containsExactly(FIRST);
    }

    @Test
    void aChunkClaimedWellAfterARevisionLeftInTheSecond() {
        assertThat(SentForms.of(BOTH, NOON.plusSeconds(700), NOON.plusSeconds(800)))
                .containsExactly(SECOND);
    }

    @Test
    void aChunkAroundARevisionOrOfUnknownTimeLeftInEither() {
        assertThat(SentForms.of(BOTH, NOON.plusSeconds(500), NOON.plusSeconds(700)))
                .isEqualTo(BOTH);
        assertThat(SentForms.of(BOTH, null, null)).isEqualTo(BOTH);
    }

    @Test
    void bytesAreOnlyClaimedWhereOneFormIsLeft() {
        Sources same = FIRST.sources();
        assertThat(SentForms.compared(List.of(FIRST), "aa", same).proof()).isEqualTo(MailEvidence.Proof.SAME);
        assertThat(SentForms.compared(BOTH, "aa", same).proof()).isEqualTo(MailEvidence.Proof.ONE_OF_SEVERAL);
        assertThat(SentForms.compared(BOTH, "cc", same).proof()).isEqualTo(MailEvidence.Proof.CHANGED);
        assertThat(SentForms.compared(List.of(FIRST), "cc", new Sources(List.of(), "note"))
                        .noteChanged())
                .isTrue();
    }
}

package barid.newsletter.journal;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class JournalFolderTest {
    private static final UUID BEFORE = new UUID(0, 1);
    private static final UUID SINCE = new UUID(0, 2);

    @TempDir
    private Path temporary;

    private Path older;
    private Path newer;

    @BeforeEach
    void aJournalAndItsCopyThatGoesOn() throws Exception {
        older = temporary.resolve("older");
        newer = temporary.resolve("newer");
        new JournalFolder(older).mark(BEFORE, InstantSource.system());
        new JournalFolder(newer).join(older);
        Path segment = new JournalFolder(newer).segments().getFirst();
        new JournalFolder(temporary.resolve("further")).mark(SINCE, InstantSource.system());
        String line = Files.readString(
                new JournalFolder(temporary.resolve("further")).segments().getFirst());
        Files.writeString(segment, Files.readString(segment) + line);
    }

    @Test
    void theLongerOfTwoCopiesStaysWhicheverTakesTheOtherIn() throws Exception {
        JournalFolder journal = new JournalFolder(older);
        assertThat(journal.holds(SINCE)).isFalse();
        journal.join(newer);
        assertThat(journal.holds(BEFORE)).isTrue();
        assertThat(journal.holds(SINCE)).isTrue();

        new JournalFolder(newer).join(older);
        assertThat(new JournalFolder(newer).holds(SINCE)).isTrue();
        assertThat(new JournalFolder(newer).segments()).hasSize(1);
    }

    @Test
    void aCopyThatWasChangedIsRefusedAndNothingIsReplaced() throws Exception {
        Path segment = new JournalFolder(newer).segments().getFirst();
        Files.writeString(segment, Files.readString(segment).replaceFirst("checked", "changed"));
        assertThatThrownBy(() -> new JournalFolder(older).join(newer))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("contradict each other");
        assertThat(new JournalFolder(older).holds(BEFORE)).isTrue();
    }

    @Test
    void aNameThatLeadsElsewhereIsNoSegment() {
        assertThat(JournalFolder.isSegment("sending-20261129T000000.000000000Z-00000000.jsonl"))
                .isTrue();
        assertThat(JournalFolder.isSegment("sending-/../../secrets.jsonl")).isFalse();
        assertThat(JournalFolder.isSegment("notes.jsonl")).isFalse();
    }
}

package barid.newsletter.journal;

import barid.newsletter.stories.StoryKey;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** One line of the journal. Its id is random; the database has it too, if it has what the note tells of. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Note.Left.class, name = "left"),
    @JsonSubTypes.Type(value = Note.Begun.class, name = "begun"),
    @JsonSubTypes.Type(value = Note.Committed.class, name = "committed"),
    @JsonSubTypes.Type(value = Note.Claimed.class, name = "claimed"),
    @JsonSubTypes.Type(value = Note.Done.class, name = "done"),
    @JsonSubTypes.Type(value = Note.Struck.class, name = "struck"),
    @JsonSubTypes.Type(value = Note.Answered.class, name = "answered"),
    @JsonSubTypes.Type(value = Note.Checked.class, name = "checked")
})
sealed interface Note {
    UUID id();

    Instant at();

    default Series series() {
        return this instanceof Left ? Series.LEFT : Series.SENDING;
    }

    /** An address that must not be mailed any more: its keyed hash, in hexadecimal, and why. */
    record Left(UUID id, Instant at, String reader, String reason) implements Note {}

    /**
     * A chunk that a planning transaction is about to commit; all chunks of one transaction have one id. What several mails hold is
     * written once.
     */
    record Begun(
            UUID id,
            Instant at,
            Mailing edition,
            long chunk,
            String lane,
            List<StoryKey> stories,
            List<Corrected> corrections,
            List<Mails> mails)
            implements Note {
        List<String> readers() {
            return mails.stream()
                    .flatMap(one -> ReaderNames.each(one.readers()).stream())
                    .toList();
        }

        int size() {
            return mails.stream().mapToInt(Mails::count).sum();
        }
    }

    /**
     * Mails of one content.
     *
     * @param items which of the note's stories, in the order of the mail
     * @param corrections which of the note's corrections
     * @param readers the beginnings of their keyed hashes, see {@link ReaderNames}
     */
    record Mails(String language, List<Integer> items, List<Integer> corrections, String readers) {
        int count() {
            return ReaderNames.count(readers);
        }
    }

    /** The planning of this id stands. */
    record Committed(UUID id, Instant at, List<Long> chunks) implements Note {}

    /** A chunk of a planning is about to be sent, for the {@code turn}th time: mails of it may have left from here on. */
    record Claimed(UUID id, Instant at, UUID plan, long chunk, int turn) implements Note {}

    /** What the claim of this id sent is written in the database. */
    record Done(UUID id, Instant at, UUID plan, long chunk, int turn) implements Note {}

    /** The planning of this id never came to be: its process ended before the commit. */
    record Struck(UUID id, Instant at) implements Note {}

    /** An operator decided about these notes, which a restored database lacks. */
    record Answered(UUID id, Instant at, String answer, List<UUID> notes) implements Note {}

    /** A process begins to write here; also a trial whether it can. */
    record Checked(UUID id, Instant at) implements Note {}
}

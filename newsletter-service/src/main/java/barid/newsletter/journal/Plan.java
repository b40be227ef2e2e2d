package barid.newsletter.journal;

import barid.newsletter.stories.StoryKey;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The notes of one planning transaction. */
public final class Plan {
    /** A mail that is planned. */
    public record Mail(UUID subscriber, String language, List<StoryKey> items, List<Corrected> corrections) {}

    private record Content(String language, List<StoryKey> items, List<Corrected> corrections) {}

    private record Planned(Mailing edition, long chunk, String lane, List<Mail> mails) {}

    private final Journal journal;
    private final UUID id = UUID.randomUUID();
    private final List<Planned> chunks = new ArrayList<>();

    Plan(Journal journal) {
        this.journal = journal;
    }

    /** What the chunks of this planning bear. */
    public UUID id() {
        return id;
    }

    public void add(Mailing edition, long chunk, String lane, List<Mail> mails) {
        chunks.add(new Planned(edition, chunk, lane, mails));
    }

    /** To be called last in the transaction: when it returns, the journal has what is about to be committed. */
    public void begin(DbExecute tx, Instant now) {
        Set<UUID> readers = new LinkedHashSet<>();
        chunks.forEach(chunk -> chunk.mails().forEach(mail -> readers.add(mail.subscriber())));
        if (!readers.isEmpty() && journal.writes()) {
            Map<UUID, byte[]> keys = journal.keys(tx, readers);
            journal.begin(chunks.stream().map(chunk -> note(chunk, keys, now)).toList());
        }
    }

    /** To be called once the transaction stands. */
    public void committed() {
        if (!chunks.isEmpty()) {
            journal.committed(id, chunks.stream().map(Planned::chunk).toList());
        }
    }

    private Note.Begun note(Planned chunk, Map<UUID, byte[]> keys, Instant now) {
        Map<Content, List<byte[]>> byContent = new LinkedHashMap<>();
        for (Mail mail : chunk.mails()) {
            byte[] key = keys.get(mail.subscriber());
            if (key != null) {
                byContent
                        .computeIfAbsent(
                                new Content(mail.language(), mail.items(), mail.corrections()), c -> new ArrayList<>())
                        .add(key);
            }
        }
        Map<StoryKey, Integer> stories = new LinkedHashMap<>();
        Map<Corrected, Integer> corrections = new LinkedHashMap<>();
        List<Note.Mails> mails = new ArrayList<>();
        byContent.forEach((content, readers) -> mails.add(new Note.Mails(
                content.language(),
                places(stories, content.items()),
                places(corrections, content.corrections()),
                ReaderNames.of(readers))));
        return new Note.Begun(
                id,
                now,
                chunk.edition(),
                chunk.chunk(),
                chunk.lane(),
                List.copyOf(stories.keySet()),
                List.copyOf(corrections.keySet()),
                mails);
    }

    private static <T> List<Integer> places(Map<T, Integer> all, Collection<T> these) {
        return these.stream()
                .map(one -> all.computeIfAbsent(one, unseen -> all.size()))
                .toList();
    }
}

package barid.newsletter.journal;

import barid.newsletter.stories.StoryKey;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Enters mails that left before a restore, so that nothing of them is sent again. */
public interface Carrier {
    /** One content and who had it. */
    record Mails(String language, List<StoryKey> items, List<Corrected> corrections, List<UUID> readers) {}

    /** Of one chunk; who has this edition already keeps what she has. Again and again changes nothing. */
    void carry(DbExecute tx, Mailing edition, String lane, List<Mails> mails, Instant now);
}

package barid.newsletter.suppression;

import barid.newsletter.journal.Journal;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Decides which addresses are never mailed again. It writes in the caller's transaction, so that what told of it and its effect
 * stand or fall together. Each call counts once: whoever hears of the same mail again does not call.
 */
public final class Suppressions {
    /** A mail to a reader that could not be delivered for a time; {@code mailed} is when its edition was made. */
    public record Failed(UUID subscriber, Instant mailed) {}

    private static final String BOUNCED = "bounced";
    private static final String COMPLAINT = "complaint";

    private final SuppressionStore store = new SuppressionStore();
    private final Journal journal;

    /** {@code journal} remembers them outside the database. */
    public Suppressions(Journal journal) {
        this.journal = journal;
    }

    public Suppressions() {
        this(Journal.off());
    }

    /** Their addresses do not exist. A double opt-in brings such an address back. */
    public void dead(DbExecute tx, Collection<UUID> subscribers, Instant now) {
        if (!subscribers.isEmpty()) {
            journal.leftByKey(tx, store.suppress(tx, subscribers, BOUNCED, false, now), BOUNCED, now);
            store.forgetScores(tx, subscribers);
        }
    }

    /** She called our mail abuse: she is never mailed again, and only an operator of the database could change that. */
    public void complained(DbExecute tx, UUID subscriber, Instant now) {
        journal.leftByKey(tx, store.suppress(tx, List.of(subscriber), COMPLAINT, true, now), COMPLAINT, now);
        store.forgetScores(tx, List.of(subscriber));
    }

    /** One mail to each of them could not be delivered for a time, and was given up just now. */
    public void soft(DbExecute tx, Collection<UUID> subscribers, Instant now) {
        failed(
                tx,
                subscribers.stream().distinct().map(id -> new Failed(id, now)).toList(),
                now);
    }

    /** The same of mails that were made before; of several to one reader the last one counts. */
    public void failed(DbExecute tx, Collection<Failed> mails, Instant now) {
        if (mails.isEmpty()) {
            return;
        }
        Map<UUID, Failed> last = mails.stream()
                .collect(Collectors.toMap(
                        Failed::subscriber,
                        mail -> mail,
                        (one, other) -> one.mailed().isAfter(other.mailed()) ? one : other));
        List<SuppressionStore.Scored> scores = store.lockScores(tx, last.values()).stream()
                .map(standing -> new SuppressionStore.Scored(
                        standing.subscriber(),
                        new SoftScore(standing.score())
                                .failedAgain(standing.takenBetween())
                                .inARow(),
                        last.getOrDefault(standing.subscriber(), new Failed(standing.subscriber(), now))
                                .mailed()))
                .toList();
        store.score(tx, scores);
        dead(
                tx,
                scores.stream()
                        .filter(scored -> new SoftScore(scored.score()).dead())
                        .map(SuppressionStore.Scored::subscriber)
                        .toList(),
                now);
    }

    /** By an operator, for any reason of hers; {@code key} is the keyed hash of an address that need not be known. */
    public void byOperator(DbExecute tx, byte[] key, String reason, Instant now) {
        journal.leftByKey(tx, store.suppress(tx, key, reason, true, now), reason, now);
    }

    /** As it was before the database was put back; {@code key} in hexadecimal. */
    public void again(DbExecute tx, String key, String reason, Instant at) {
        store.suppress(tx, HexFormat.of().parseHex(key), reason, !reason.equals(BOUNCED), at);
    }

    /** Whether there was one that an operator may lift: her own, or that of a server. */
    public boolean lift(DbExecute tx, byte[] key) {
        return store.lift(tx, key);
    }
}

package barid.newsletter.journal;

import io.helidon.dbclient.DbExecute;

import java.time.Instant;

/** Lets a reader leave once more, in a database that lost it. */
public interface Leavers {
    /**
     * Gives it the same effect, unless the address confirmed later.
     *
     * @param key the keyed hash of the address, in hexadecimal
     * @param reason as on the suppression list, or unsubscribed
     * @return whether it had an effect
     */
    boolean leave(DbExecute tx, String key, String reason, Instant at);
}

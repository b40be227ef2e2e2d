package barid.feed.planted;

import barid.feed.other.PlantedCycle;
import com.rometools.rome.feed.atom.Feed;
import io.helidon.config.Config;
import io.helidon.dbclient.DbTransaction;
import jakarta.mail.MessagingException;

/** Breaches planted for ArchitectureTest: SQL, Rome, mail, a commit, global configuration and a cycle out of place. */
public final class PlantedHabits {
    private PlantedHabits() {}

    static Object all(DbTransaction tx) throws MessagingException {
        tx.createNamedGet("planted", "SELECT 1");
        tx.commit();
        if (Config.global().exists()) {
            throw new MessagingException();
        }
        return new PlantedCycle(new Feed());
    }
}

package barid.newsletter.journal;

import org.jspecify.annotations.Nullable;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/** The claims that this process has, until they are done; the oldest are forgotten, as those of chunks that were lost are. */
final class Claims {
    private static final int MOST = 10_000;

    /** A claim; {@code noted} once the journal has it. */
    static final class Claim {
        final UUID id;
        final UUID plan;
        final long chunk;
        final int turn;
        volatile boolean noted;

        Claim(UUID id, UUID plan, long chunk, int turn) {
            this.id = id;
            this.plan = plan;
            this.chunk = chunk;
            this.turn = turn;
        }
    }

    private final Map<UUID, Claim> claims = new LinkedHashMap<>();

    synchronized void add(Claim claim) {
        claims.put(claim.id, claim);
        if (claims.size() > MOST) {
            claims.remove(claims.keySet().iterator().next());
        }
    }

    synchronized @Nullable Claim of(UUID id) {
        return claims.get(id);
    }

    synchronized @Nullable Claim end(UUID id) {
        return claims.remove(id);
    }
}

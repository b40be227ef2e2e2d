package barid.newsletter.journal;

import java.time.Instant;
import java.util.UUID;

/** An edition, with all that opens it anew in a database that lost it. */
public record Mailing(UUID id, String cadence, String period, Instant starts, Instant ends, Instant expires) {}

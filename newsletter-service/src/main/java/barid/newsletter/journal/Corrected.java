package barid.newsletter.journal;

import java.time.Instant;
import java.util.UUID;

/** One correction of a translation; the instant tells it from others. */
public record Corrected(UUID article, String language, Instant at) {}

package barid.feed.entries;

import java.time.Instant;
import java.util.UUID;

/** What is left of a withdrawn entry (RFC 6721); {@code reason} is in the entry's language and may be empty. */
public record Tombstone(UUID article, String language, String entryId, Instant withdrawn, String reason) {}

package barid.feed.partners;

import java.time.Instant;
import java.util.Optional;

/**
 * A key by which a partner is known, without the key itself.
 *
 * @param number counts the partner's keys from 1
 */
public record PartnerKey(int number, Instant created, Optional<Instant> used, Optional<Instant> revoked) {}

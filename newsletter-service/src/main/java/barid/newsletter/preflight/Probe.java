package barid.newsletter.preflight;

import java.time.Instant;
import java.util.List;

/** Looks at one thing, on a thread of its own; takes no longer than the time-outs of what it asks. */
interface Probe {
    List<Remark> look(Instant now);
}

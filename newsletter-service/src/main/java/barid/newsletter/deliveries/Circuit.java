package barid.newsletter.deliveries;

import java.util.BitSet;

/** Opens when a receiver's answers say that it refuses us for what we are: 20 of its last 100. Pure. */
final class Circuit {
    static final int ANSWERS = 100;
    static final int REFUSALS = 20;

    private final BitSet refused = new BitSet(ANSWERS);
    private int next;

    /** Whether it opens by this answer. */
    synchronized boolean answered(boolean refusedUs) {
        refused.set(next, refusedUs);
        next = (next + 1) % ANSWERS;
        if (refusedUs && refused.cardinality() >= REFUSALS) {
            refused.clear();
            return true;
        }
        return false;
    }
}

package barid.newsletter.imports;

import java.nio.ByteBuffer;

/**
 * Which addresses a file held so far, by the first 64 bits of their keyed hashes: 16 to 32 bytes for each, where a set of
 * texts takes ten times that. Two of a million addresses share them once in 30 million files.
 */
final class SeenAddresses {
    private long[] slots = new long[1 << 16];
    private int size;

    /** False if it was there. */
    boolean add(byte[] addressKey) {
        if (size * 2 >= slots.length) {
            grow();
        }
        long hash = ByteBuffer.wrap(addressKey).getLong();
        // Zero marks an empty slot.
        boolean added = put(slots, hash == 0 ? 1 : hash);
        size += added ? 1 : 0;
        return added;
    }

    private void grow() {
        long[] larger = new long[slots.length * 2];
        for (long hash : slots) {
            if (hash != 0) {
                put(larger, hash);
            }
        }
        slots = larger;
    }

    private static boolean put(long[] slots, long hash) {
        int mask = slots.length - 1;
        int at = (int) hash & mask;
        while (slots[at] != 0) {
            if (slots[at] == hash) {
                return false;
            }
            at = (at + 1) & mask;
        }
        slots[at] = hash;
        return true;
    }
}

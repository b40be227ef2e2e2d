package barid.feed.publishing;

import barid.feed.entries.Tombstone;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** What stands at one place of a feed. */
sealed interface Standing {
    /** The place: of the newest touch. */
    long position();

    /** When the reader's copy of it last changed. */
    Instant updated();

    /**
     * A live entry, without its text.
     *
     * @param version of what is stored of it: while it stays, the text does
     * @param newest whether it is among the newest by publication, of which the short formats consist
     * @param topics as announced
     */
    record Live(
            UUID article,
            String language,
            long version,
            long position,
            boolean newest,
            Instant updated,
            List<String> topics)
            implements Standing {}

    /** What is left of an entry. */
    record Gone(Tombstone tombstone, long position) implements Standing {
        @Override
        public Instant updated() {
            return tombstone.withdrawn();
        }
    }
}

package barid.feed.entries;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The feeds that one transaction touched: the newest position that each got by it, and the newest that tells something. */
final class Touches {
    private final SortedMap<FeedKey, Long> moved = new TreeMap<>(Comparator.comparing(FeedKey::text));
    private final Map<FeedKey, Long> told = new HashMap<>();

    /** A place that something was just given in a feed. */
    record Place(FeedKey feed, long position) {}

    /** {@code tells}: whether the feeds' subscribers are told of it. */
    void add(Collection<Place> places, boolean tells) {
        for (Place place : places) {
            moved.merge(place.feed(), place.position(), Math::max);
            if (tells) {
                told.merge(place.feed(), place.position(), Math::max);
            }
        }
    }

    boolean isEmpty() {
        return moved.isEmpty();
    }

    List<FeedKey> feeds() {
        return List.copyOf(moved.keySet());
    }

    /** Of the newest touch of each of {@link #feeds()}. */
    long[] positions() {
        return moved.values().stream().mapToLong(Long::longValue).toArray();
    }

    /** Of the newest touch of each of {@link #feeds()} that subscribers are told of; 0 if there is none. */
    long[] pings() {
        return moved.keySet().stream()
                .mapToLong(feed -> told.getOrDefault(feed, 0L))
                .toArray();
    }
}

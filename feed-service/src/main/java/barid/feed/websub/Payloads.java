package barid.feed.websub;

import barid.feed.publishing.FeedDocument;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;

import java.time.Duration;
import java.util.Optional;

/** Makes what is sent, once for all who were told equally far. */
final class Payloads {
    private static final int MOST = 64;
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Cache<Key, Optional<Payload>> made =
            Caffeine.newBuilder().maximumSize(MOST).expireAfterAccess(KEPT).build();

    private record Key(FeedDocument document, long position, long since) {}

    /** Atom can say what came and what went, so it holds only that; the others come whole. Empty if there is nothing to tell. */
    Optional<Payload> of(FeedDocument document, Newest.State state, long since) {
        return switch (document.format()) {
            case ATOM ->
                made.get(
                        new Key(document, state.position(), since),
                        key -> state.news(since).map(Payload::new));
            default -> made.get(new Key(document, state.position(), 0), key -> Optional.of(new Payload(state.whole())));
        };
    }
}

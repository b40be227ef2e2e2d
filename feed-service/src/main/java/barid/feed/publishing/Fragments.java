package barid.feed.publishing;

import barid.feed.entries.Topics;
import barid.kit.changes.Change;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;

/** Renders each state of an entry once, in every format, and knows it again for as long as a document holds it. */
final class Fragments {
    private final Function<Labelled, Fragment> renderer;
    private final Cache<Key, Fragment> rendered =
            Caffeine.newBuilder().weakValues().build();

    private record Key(String generation, UUID article, String language, long version, List<Label> topics) {
        static Key of(String generation, Standing.Live entry, Topics topics) {
            return new Key(
                    generation,
                    entry.article(),
                    entry.language(),
                    entry.version(),
                    Label.of(entry.topics(), topics, entry.language()));
        }
    }

    Fragments(Function<Labelled, Fragment> renderer) {
        this.renderer = renderer;
    }

    /** For one document: what it finds stays found until the document holds it. */
    Visit visit() {
        return new Visit();
    }

    final class Visit {
        private final Map<Key, Fragment> found = new HashMap<>();

        /** Whether the entry's text is needed, since it was not rendered as it is now. */
        boolean lacks(String generation, Standing.Live entry, Topics topics) {
            Key key = Key.of(generation, entry, topics);
            @Nullable Fragment known = rendered.getIfPresent(key);
            if (known != null) {
                found.put(key, known);
            }
            return known == null;
        }

        /** The entry rendered, by its text in {@code state} if need be. */
        Fragment get(FeedState state, Standing.Live entry) {
            Key key = Key.of(state.generation(), entry, state.topics());
            return found.computeIfAbsent(key, any -> {
                Change.Published text =
                        Objects.requireNonNull(state.texts().get(Change.key(entry.article(), entry.language())));
                Fragment fragment = renderer.apply(new Labelled(text, key.topics(), state.tagAuthority()));
                rendered.put(key, fragment);
                return fragment;
            });
        }
    }
}

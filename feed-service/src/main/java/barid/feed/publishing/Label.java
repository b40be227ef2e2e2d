package barid.feed.publishing;

import barid.feed.entries.Topics;

import java.util.List;
import java.util.Optional;

/** A topic as an entry shows it; {@code name} is in the entry's language, where it has one there. */
record Label(String slug, Optional<String> name) {
    /** The labels of these topics now, merged ones read as what they went into. */
    static List<Label> of(List<String> topics, Topics all, String language) {
        return all.resolve(topics).stream()
                .map(slug -> new Label(slug, all.name(slug, language)))
                .toList();
    }
}

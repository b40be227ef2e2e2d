package barid.article.importing;

import barid.article.content.Installation;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Gives each entry of one file its own id. A second entry of the same id gets one in the form of ours, made from what tells
 * the two apart, so that the next import knows it again.
 */
final class EntryIds {
    private final Installation installation;
    private final Map<String, Integer> used = new HashMap<>();

    EntryIds(Installation installation) {
        this.installation = installation;
    }

    /** The id of the next entry; {@code notes} say if it had to be another than its own. */
    String next(String given, Optional<String> link, String title, String language, List<String> notes) {
        String id = PlainWords.clean(given);
        if (used.merge(id, 1, Integer::sum) == 1) {
            return id;
        }
        String what = id + "\n" + link.orElse("") + "\n" + title;
        int again = used.merge(what, 1, Integer::sum);
        UUID name = UUID.nameUUIDFromBytes((what + "\n" + again).getBytes(StandardCharsets.UTF_8));
        notes.add("its id is used before in this file, so it got one of our own; it was " + id);
        return "tag:" + installation.tagAuthority() + ":" + name + ":" + language;
    }
}

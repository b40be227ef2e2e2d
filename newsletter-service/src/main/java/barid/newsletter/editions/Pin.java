package barid.newsletter.editions;

import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;

/** The article, if any, that comes first in the digests that hold it; it makes nothing due. */
record Pin(Optional<UUID> article) {
    Due first(Due due) {
        return article.filter(pinned ->
                        due.items().stream().anyMatch(item -> item.article().equals(pinned)))
                .map(pinned -> new Due(
                        Stream.concat(
                                        due.items().stream()
                                                .filter(item -> item.article().equals(pinned)),
                                        due.items().stream()
                                                .filter(item -> !item.article().equals(pinned)))
                                .toList(),
                        due.corrections()))
                .orElse(due);
    }
}

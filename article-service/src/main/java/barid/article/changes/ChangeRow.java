package barid.article.changes;

import barid.article.html.Links;
import barid.article.media.MediaPaths;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One row of the change feed joined with the state that it stands for; addresses still root-relative. */
record ChangeRow(
        long position,
        String kind,
        @Nullable UUID article,
        @Nullable String language,
        @Nullable String topic,
        @Nullable String traceparent,
        @Nullable Map<String, String> names,
        @Nullable String mergedInto,
        @Nullable String state,
        @Nullable String entryId,
        @Nullable Instant published,
        @Nullable Instant updated,
        @Nullable Instant withdrawnAt,
        @Nullable String withdrawnReason,
        boolean historical,
        boolean quiet,
        @Nullable Instant correctionAt,
        @Nullable String correctionNote,
        int revision,
        @Nullable String title,
        @Nullable String summary,
        @Nullable String html,
        @Nullable String slug,
        @Nullable List<String> authors,
        @Nullable List<String> topics,
        @Nullable Origin origin,
        @Nullable String engine,
        @Nullable LeadMedia lead,
        @Nullable List<Sibling> siblings) {

    /** The lead picture with the facts of the file announced: the rendition of this width, or what was uploaded. */
    record LeadMedia(
            String id,
            @Nullable Integer rendition,
            String type,
            long bytes,
            int width,
            int height,
            String alt,
            @Nullable String caption) {}

    /** Another public translation of the article. */
    record Sibling(String language, String slug, Origin origin) {}

    Change toChange(Links links) {
        if (kind.equals("topic")) {
            return new Change.Topic(position, set(topic), set(names), mergedInto, traceparent);
        }
        // A withdrawn one that waits for its scheduled return is withdrawn until then.
        return withdrawnAt == null ? toPublished(links) : toWithdrawn(withdrawnAt);
    }

    private Change toWithdrawn(Instant at) {
        return new Change.Withdrawn(
                position, set(article), set(language), set(entryId), at, set(withdrawnReason), traceparent);
    }

    private Change toPublished(Links links) {
        String url = links.article(set(language), set(slug));
        return new Change.Published(
                position,
                set(article),
                set(language),
                set(entryId),
                set(origin),
                engine,
                set(slug),
                url,
                set(title),
                set(summary),
                links.absoluteHtml(set(html), url),
                set(authors),
                set(topics),
                lead == null ? List.of() : List.of(toMedia(lead, links)),
                set(published),
                set(updated),
                revision,
                historical,
                correctionAt == null ? null : new Change.Correction(correctionAt, set(correctionNote)),
                siblings == null
                        ? List.of()
                        : siblings.stream()
                                .map(sibling -> new Change.Sibling(
                                        sibling.language(),
                                        links.article(sibling.language(), sibling.slug()),
                                        sibling.origin()))
                                .toList(),
                traceparent);
    }

    private static Change.Media toMedia(LeadMedia lead, Links links) {
        return new Change.Media(
                "lead",
                links.absolute(
                        lead.rendition() == null
                                ? MediaPaths.path(lead.id(), lead.type())
                                : MediaPaths.path(lead.id(), lead.rendition(), lead.type())),
                lead.type(),
                lead.bytes(),
                lead.width(),
                lead.height(),
                lead.alt(),
                lead.caption());
    }

    private <T> T set(@Nullable T value) {
        if (value == null) {
            throw new IllegalStateException("the change at " + position + " lacks a value that its kind has");
        }
        return value;
    }
}

package barid.newsletter;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Announcements of articles, with readable defaults. */
public final class Articles {
    public static final Instant MORNING = Instant.parse("2026-11-24T06:00:00Z");

    private Articles() {}

    public static UUID id(int number) {
        return new UUID(0x0199f00000007000L, 0x8000000000000000L + number);
    }

    /** Article {@code number} in a language: a human's, of no topic, new. */
    public static Change.Published published(int number, String language, String title) {
        return new Change.Published(
                number,
                id(number),
                language,
                "tag:news.example.org,2026:" + id(number) + ":" + language,
                Origin.ORIGINAL,
                null,
                "article-" + number,
                "https://news.example.org/" + language + "/articles/article-" + number,
                title,
                "Summary of " + title + ".",
                "<p>Text of " + title + ".</p>",
                List.of("Press office"),
                List.of(),
                List.of(),
                MORNING.plusSeconds(number),
                MORNING.plusSeconds(number),
                1,
                false,
                null,
                List.of(),
                null);
    }

    public static Change.Published historical(Change.Published story) {
        return copy(story, story.topics(), story.updated(), true, story.correction());
    }

    public static Change.Published about(Change.Published story, String... topics) {
        return copy(story, List.of(topics), story.updated(), story.historical(), story.correction());
    }

    public static Change.Published updated(Change.Published story, Instant at) {
        return copy(story, story.topics(), at, story.historical(), story.correction());
    }

    public static Change.Published corrected(Change.Published story, Instant at, String note) {
        return copy(story, story.topics(), at, story.historical(), new Change.Correction(at, note));
    }

    /** Announced by a write of this context. */
    public static Change.Published traced(Change.Published s, String traceparent) {
        return copy(s, s.position(), traceparent);
    }

    public static Change.Withdrawn withdrawn(Change.Published story) {
        return new Change.Withdrawn(
                story.position(),
                story.article(),
                story.language(),
                story.entryId(),
                MORNING.plusSeconds(900),
                "wrong");
    }

    /** The same at another position of the change feed. */
    public static Change.Published positioned(Change.Published s, long position) {
        return copy(s, position, s.traceparent());
    }

    private static Change.Published copy(Change.Published s, long position, @Nullable String traceparent) {
        return new Change.Published(
                position,
                s.article(),
                s.language(),
                s.entryId(),
                s.origin(),
                s.engine(),
                s.slug(),
                s.url(),
                s.title(),
                s.summary(),
                s.html(),
                s.authors(),
                s.topics(),
                s.media(),
                s.published(),
                s.updated(),
                s.revision(),
                s.historical(),
                s.correction(),
                s.translations(),
                traceparent);
    }

    /** The same, published and updated then. */
    public static Change.Published dated(Change.Published story, Instant at) {
        return copy(story, story.topics(), at, at, story.historical(), story.correction());
    }

    private static Change.Published copy(
            Change.Published s,
            List<String> topics,
            Instant updated,
            boolean historical,
            Change.Correction correction) {
        return copy(s, topics, s.published(), updated, historical, correction);
    }

    private static Change.Published copy(
            Change.Published s,
            List<String> topics,
            Instant published,
            Instant updated,
            boolean historical,
            Change.Correction correction) {
        return new Change.Published(
                s.position(),
                s.article(),
                s.language(),
                s.entryId(),
                s.origin(),
                s.engine(),
                s.slug(),
                s.url(),
                s.title(),
                s.summary(),
                s.html(),
                s.authors(),
                topics,
                s.media(),
                published,
                updated,
                s.revision() + 1,
                historical,
                correction,
                s.translations(),
                s.traceparent());
    }
}

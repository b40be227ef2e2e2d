package barid.kit.changes;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** One published or withdrawn translation, or one topic, at its place in commit order. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
@JsonSubTypes({
    @JsonSubTypes.Type(value = Change.Published.class, name = "published"),
    @JsonSubTypes.Type(value = Change.Withdrawn.class, name = "withdrawn"),
    @JsonSubTypes.Type(value = Change.Topic.class, name = "topic")
})
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface Change {
    /** The place in commit order; given again after a restore, so no guard by itself. */
    long position();

    /** What the change is about: {@code <article>:<language>} or {@code topic:<slug>}; the log holds one row for each. */
    String key();

    /** The context of the write that it came from (W3C Trace Context), handed on to what follows from it. */
    @Nullable
    String traceparent();

    /** The key of a translation's change. */
    static String key(UUID article, String language) {
        return article + ":" + language;
    }

    /** A translation as it is public now; URLs are absolute, HTML is sanitised and in full. */
    record Published(
            long position,
            UUID article,
            String language,
            String entryId,
            Origin origin,
            @Nullable String engine,
            String slug,
            String url,
            String title,
            String summary,
            String html,
            List<String> authors,
            List<String> topics,
            List<Media> media,
            Instant published,
            Instant updated,
            int revision,
            boolean historical,
            @Nullable Correction correction,
            List<Sibling> translations,
            @Nullable String traceparent)
            implements Change {
        @Override
        public String key() {
            return Change.key(article, language);
        }

        Published asHistorical() {
            return new Published(
                    position,
                    article,
                    language,
                    entryId,
                    origin,
                    engine,
                    slug,
                    url,
                    title,
                    summary,
                    html,
                    authors,
                    topics,
                    media,
                    published,
                    updated,
                    revision,
                    true,
                    correction,
                    translations,
                    traceparent);
        }
    }

    /** A translation that was public and no longer is. */
    record Withdrawn(
            long position,
            UUID article,
            String language,
            String entryId,
            Instant withdrawn,
            String reason,
            @Nullable String traceparent)
            implements Change {
        /** Of a write that nobody traces. */
        public Withdrawn(
                long position, UUID article, String language, String entryId, Instant withdrawn, String reason) {
            this(position, article, language, entryId, withdrawn, reason, null);
        }

        @Override
        public String key() {
            return Change.key(article, language);
        }
    }

    /** A topic's names by language; a merged one is never used again. */
    record Topic(
            long position,
            String slug,
            Map<String, String> names,

            @JsonInclude(JsonInclude.Include.ALWAYS) @Nullable
            String mergedInto,

            @Nullable String traceparent)
            implements Change {
        /** Of a write that nobody traces. */
        public Topic(long position, String slug, Map<String, String> names, @Nullable String mergedInto) {
            this(position, slug, names, mergedInto, null);
        }

        @Override
        public String key() {
            return "topic:" + slug;
        }
    }

    /** A picture of a translation: {@code bytes} is the true length, width and height are in pixels. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Media(
            String role,
            String url,
            String type,
            long bytes,
            int width,
            int height,
            String alt,
            @Nullable String caption) {}

    /** The newest announced correction. */
    record Correction(Instant at, String note) {}

    /** Another public translation of the same article. */
    record Sibling(String language, String url, Origin origin) {}
}

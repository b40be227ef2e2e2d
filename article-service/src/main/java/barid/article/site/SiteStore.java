package barid.article.site;

import barid.article.media.MediaPaths;
import barid.kit.changes.Origin;
import barid.kit.http.Json;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.DbRow;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;

/** Reads what is public; never writes. */
final class SiteStore {
    private static final String STORY = """
            SELECT t.article, t.language, t.published, r.slug, r.title, r.summary,
                   cast(to_jsonb(r.topics) AS text) AS topics,
                   r.lead ->> 'media' AS media, r.lead ->> 'alt' AS alt, r.lead ->> 'caption' AS caption,
                   m.type AS media_type, m.width, m.height
            FROM translation t
            JOIN revision r ON r.article = t.article AND r.language = t.language AND r.number = t.public_revision
            LEFT JOIN media m ON m.id = r.lead ->> 'media'
            """;

    /** Index translation_latest, which the first bound lets begin at the place, however far it is. */
    private static final String LATEST = STORY + """
            WHERE t.language = :language AND t.state = 'published' AND t.published <= :published
              AND (t.published < :published OR t.article > cast(:article AS uuid))
            ORDER BY t.published DESC, t.article
            LIMIT :count""";

    /**
     * Of each topic that counts as this one as many as are asked for, straight from the index topic_use_latest; an article
     * under two of them stands once.
     */
    static final String LATEST_OF_TOPIC = """
            WITH RECURSIVE family AS (
                SELECT slug FROM topic WHERE slug = :topic
                UNION SELECT t.slug FROM topic t JOIN family f ON t.merged_into = f.slug),
            latest AS (
                SELECT DISTINCT u.published, u.article
                FROM family f CROSS JOIN LATERAL (
                    SELECT published, article FROM topic_use
                    WHERE topic = f.slug AND language = :language AND published <= :published
                      AND (published < :published OR article > cast(:article AS uuid))
                    ORDER BY published DESC, article
                    LIMIT :count) u
                ORDER BY u.published DESC, u.article
                LIMIT :count)
            """ + STORY + """
            JOIN latest l ON l.article = t.article
            WHERE t.language = :language AND t.state = 'published'
            ORDER BY t.published DESC, t.article""";

    /** A name that is only held for a draft has no public_since and is nobody's. */
    private static final String ARTICLE = """
            SELECT t.article, t.language, t.published, t.updated, t.correction_at, t.correction_note,
                   t.withdrawn_at, t.withdrawn_reason,
                   r.slug, r.title, r.summary, r.html, r.origin, r.engine,
                   cast(to_jsonb(r.authors) AS text) AS authors, cast(to_jsonb(r.topics) AS text) AS topics,
                   r.lead ->> 'media' AS media, r.lead ->> 'alt' AS alt, r.lead ->> 'caption' AS caption,
                   m.type AS media_type, m.width, m.height, a.original,
                   coalesce(o.state = 'published' AND r.made_from < o.public_revision, false) AS outdated
            FROM slug s
            JOIN translation t ON t.article = s.article AND t.language = s.language
            JOIN revision r ON r.article = t.article AND r.language = t.language AND r.number = t.public_revision
            JOIN article a ON a.id = t.article
            LEFT JOIN translation o ON o.article = a.id AND o.language = a.original AND o.language <> t.language
            LEFT JOIN media m ON m.id = r.lead ->> 'media'
            WHERE s.language = :language AND s.slug = :slug AND s.public_since IS NOT NULL
              AND (t.state = 'published' OR t.withdrawn_at IS NOT NULL)""";

    private static final String SIBLINGS = STORY + """
            WHERE t.article = cast(:article AS uuid) AND t.state = 'published'
            ORDER BY t.language""";

    /** Follows merges to their end; UNION ends a circle, should there ever be one. */
    private static final String TOPICS = """
            WITH RECURSIVE chain AS (
                SELECT slug AS named, slug, merged_into FROM topic WHERE slug = ANY (:slugs)
                UNION SELECT c.named, t.slug, t.merged_into FROM chain c JOIN topic t ON t.slug = c.merged_into)
            SELECT c.named, t.slug, cast(t.names AS text) AS names
            FROM chain c JOIN topic t ON t.slug = c.slug
            WHERE c.merged_into IS NULL""";

    /** Hops from one language to the next in the index, so it costs by languages, not by articles. */
    private static final String LANGUAGES = """
            WITH RECURSIVE spoken AS (
                (SELECT language FROM translation WHERE state = 'published' ORDER BY language LIMIT 1)
                UNION ALL
                SELECT (SELECT language FROM translation
                        WHERE state = 'published' AND language > s.language ORDER BY language LIMIT 1)
                FROM spoken s WHERE s.language IS NOT NULL)
            SELECT language FROM spoken WHERE language IS NOT NULL""";

    private static final String EVER_SPOKEN =
            "SELECT EXISTS (SELECT FROM translation WHERE language = :language AND published IS NOT NULL) AS known";

    static final Keyset START = new Keyset(Instant.parse("9999-01-01T00:00:00Z"), new UUID(0, 0));

    private final DbClient db;

    SiteStore(DbClient db) {
        this.db = db;
    }

    List<Story> latest(String language, Optional<Keyset> before, int count) {
        Keyset from = before.orElse(START);
        return db.execute()
                .createNamedQuery("site.latest", LATEST)
                .addParam("language", language)
                .addParam("published", from.published().atOffset(ZoneOffset.UTC))
                .addParam("article", from.article().toString())
                .addParam("count", count)
                .execute()
                .map(SiteStore::toStory)
                .toList();
    }

    List<Story> latestOfTopic(String topic, String language, Optional<Keyset> before, int count) {
        Keyset from = before.orElse(START);
        return db.execute()
                .createNamedQuery("site.latest-of-topic", LATEST_OF_TOPIC)
                .addParam("topic", topic)
                .addParam("language", language)
                .addParam("published", from.published().atOffset(ZoneOffset.UTC))
                .addParam("article", from.article().toString())
                .addParam("count", count)
                .execute()
                .map(SiteStore::toStory)
                .toList();
    }

    /** What the name leads to: it may stand at another slug by now, or be withdrawn. */
    Optional<PublicArticle> article(String language, String slug) {
        return db.execute()
                .createNamedGet("site.article", ARTICLE)
                .addParam("language", language)
                .addParam("slug", slug)
                .execute()
                .map(SiteStore::toArticle);
    }

    /** Every public translation of an article, itself included. */
    List<Story> translations(UUID article) {
        return db.execute()
                .createNamedQuery("site.translations", SIBLINGS)
                .addParam("article", article.toString())
                .execute()
                .map(SiteStore::toStory)
                .toList();
    }

    /** The topics by the slugs under which they are named, merges followed. */
    Map<String, Topic> topics(Collection<String> slugs) {
        Map<String, Topic> topics = new TreeMap<>();
        if (!slugs.isEmpty()) {
            db.execute()
                    .createNamedQuery("site.topics", TOPICS)
                    .addParam("slugs", slugs.toArray(String[]::new))
                    .execute()
                    .forEach(row -> topics.put(
                            row.column("named").getString(),
                            new Topic(row.column("slug").getString(), names(row))));
        }
        return topics;
    }

    /** The languages in which something is public now. */
    List<String> languages() {
        return db.execute()
                .createNamedQuery("site.languages", LANGUAGES)
                .execute()
                .map(row -> row.column("language").getString())
                .toList();
    }

    /** Whether anything was ever public in this language. */
    boolean everSpoken(String language) {
        return db.execute()
                .createNamedGet("site.ever-spoken", EVER_SPOKEN)
                .addParam("language", language)
                .execute()
                .map(row -> row.column("known").getBoolean())
                .orElse(false);
    }

    private static Story toStory(DbRow row) {
        return new Story(
                UUID.fromString(row.column("article").get(Object.class).toString()),
                row.column("language").getString(),
                row.column("slug").getString(),
                row.column("title").getString(),
                row.column("summary").getString(),
                instant(row, "published").orElseThrow(),
                list(row, "topics"),
                picture(row));
    }

    private static PublicArticle toArticle(DbRow row) {
        return new PublicArticle(
                UUID.fromString(row.column("article").get(Object.class).toString()),
                row.column("language").getString(),
                row.column("slug").getString(),
                row.column("title").getString(),
                row.column("summary").getString(),
                row.column("html").getString(),
                list(row, "authors"),
                list(row, "topics"),
                picture(row),
                Origin.of(row.column("origin").getString()),
                value(row, "engine", String.class),
                row.column("original").getString(),
                row.column("outdated").getBoolean(),
                instant(row, "published").orElseThrow(),
                instant(row, "updated").orElseThrow(),
                instant(row, "correction_at")
                        .map(at -> new PublicArticle.Correction(
                                at, row.column("correction_note").getString())),
                instant(row, "withdrawn_at")
                        .map(at -> new PublicArticle.Withdrawal(
                                at, row.column("withdrawn_reason").getString())));
    }

    private static Optional<Picture> picture(DbRow row) {
        return value(row, "media_type", String.class)
                .map(type -> new Picture(
                        row.column("media").getString(),
                        MediaPaths.path(row.column("media").getString(), type),
                        row.column("width").getInt(),
                        row.column("height").getInt(),
                        row.column("alt").getString(),
                        value(row, "caption", String.class).filter(caption -> !caption.isBlank())));
    }

    private static <T> Optional<T> value(DbRow row, String column, Class<T> type) {
        return Optional.ofNullable(row.column(column).get(type));
    }

    private static Optional<Instant> instant(DbRow row, String column) {
        return value(row, column, Timestamp.class).map(Timestamp::toInstant);
    }

    private static List<String> list(DbRow row, String column) {
        return read(row.column(column).getString(), new TypeReference<>() {});
    }

    private static Map<String, String> names(DbRow row) {
        return read(row.column("names").getString(), new TypeReference<>() {});
    }

    private static <T> T read(String json, TypeReference<T> type) {
        try {
            return Json.MAPPER.readValue(json, type);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the database holds JSON of another shape", e);
        }
    }
}

package barid.article.listing;

import barid.article.content.State;
import barid.article.store.Rows;
import barid.kit.db.Database;
import io.helidon.dbclient.DbStatementQuery;

import java.time.Instant;
import java.util.List;
import java.util.UUID;

/** Reads a page of a list, at most {@code count} of each language from its index, merged. */
final class ArticleListStore {
    /** Later than anything is published. */
    static final Instant NEWEST = Instant.parse("9999-12-31T00:00:00Z");

    private static final UUID FIRST = new UUID(0, 0);
    private static final UUID LAST = new UUID(-1, -1);

    /** Index translation_latest; the first bound lets the index begin at the place, the second is for equal instants. */
    private static final String PUBLISHED = """
            SELECT t.published AS at, t.article, t.language
            FROM translation t
            WHERE t.state = 'published' AND t.language = spoken.language AND t.published <= :at
                AND (t.published < :at OR t.article > cast(:article AS uuid)
                    OR (t.article = cast(:article AS uuid) AND t.language > :language))
            ORDER BY t.published DESC, t.article ASC LIMIT :count""";

    /** Index translation_updated, which ends at {@code since}. */
    private static final String UPDATED = """
            SELECT t.updated AS at, t.article, t.language
            FROM translation t
            WHERE t.state = 'published' AND t.language = spoken.language AND t.updated <= :at
                AND (t.updated < :at OR t.article > cast(:article AS uuid)
                    OR (t.article = cast(:article AS uuid) AND t.language > :language))
            ORDER BY t.updated DESC, t.article ASC LIMIT :count""";

    private static final String SINCE = "SELECT recent.* FROM (" + UPDATED + ") recent WHERE recent.at >= :since";

    /** Index topic_use_latest. */
    private static final String OF_TOPIC = """
            SELECT t.published AS at, t.article, t.language
            FROM topic_use t
            WHERE t.topic = spoken.topic AND t.language = spoken.language AND t.published <= :at
                AND (t.published < :at OR t.article > cast(:article AS uuid)
                    OR (t.article = cast(:article AS uuid) AND t.language > :language))
            ORDER BY t.published DESC, t.article ASC LIMIT :count""";

    /** Index translation_unpublished, whose condition stands here in its own words. */
    private static final String UNPUBLISHED = """
            SELECT cast(:at AS timestamptz) AS at, t.article, t.language
            FROM translation t
            WHERE t.state != 'published' AND t.state = :state AND t.language = spoken.language
                AND t.article <= cast(:article AS uuid)
                AND (t.article < cast(:article AS uuid) OR t.language > :language)
            ORDER BY t.article DESC LIMIT :count""";

    /** An article under two topics that count as one stands once. */
    private static final String PAGE = """
            SELECT cast(row_to_json(line) AS text) AS doc FROM (
                SELECT page.at, t.article, t.language, t.entry_id, t.state, r.number AS revision, r.origin, r.engine,
                       %s AS stale, r.title, r.summary, r.slug, r.authors, r.topics, r.lead, t.published, t.updated,
                       t.correction_at, t.correction_note, t.scheduled_at
                FROM (SELECT DISTINCT picked.at, picked.article, picked.language
                      FROM %s CROSS JOIN LATERAL (%s) picked
                      ORDER BY %s LIMIT :count) page
                JOIN translation t ON t.article = page.article AND t.language = page.language
                JOIN revision r ON r.article = t.article AND r.language = t.language AND r.number = t.%s
                JOIN article a ON a.id = t.article
                LEFT JOIN translation o ON o.article = a.id AND o.language = a.original AND o.language <> t.language
                ORDER BY %s) line""";

    private static final String BY_INSTANT = "at DESC, article ASC, language ASC";
    private static final String BY_ARTICLE = "article DESC, language ASC";
    private static final String LANGUAGES = "unnest(:languages) AS spoken (language)";
    private static final String TOPICS = """
            (SELECT topic, language FROM unnest(:topics) AS topic CROSS JOIN unnest(:languages) AS language) spoken""";

    /** As readers are told, by public texts; and as writers are, by the newest where nothing is public. */
    private static final String STALE = "CASE WHEN o.state = 'published' THEN r.made_from < o.public_revision END";

    private static final String WRITERS_STALE = "r.made_from < coalesce(o.public_revision, o.newest_revision)";

    /** Hops from one language to the next in the index, so it costs by languages, not by articles. */
    private static final String SPOKEN = """
            WITH RECURSIVE spoken AS (
                (SELECT language FROM translation WHERE state = 'published' ORDER BY language LIMIT 1)
                UNION ALL
                SELECT (SELECT language FROM translation
                        WHERE state = 'published' AND language > s.language ORDER BY language LIMIT 1)
                FROM spoken s WHERE s.language IS NOT NULL)
            SELECT language FROM spoken WHERE language IS NOT NULL""";

    private static final String SPOKEN_UNPUBLISHED = """
            WITH RECURSIVE spoken AS (
                (SELECT language FROM translation WHERE state <> 'published' AND state = :state
                    ORDER BY language LIMIT 1)
                UNION ALL
                SELECT (SELECT language FROM translation
                        WHERE state <> 'published' AND state = :state AND language > s.language
                        ORDER BY language LIMIT 1)
                FROM spoken s WHERE s.language IS NOT NULL)
            SELECT language FROM spoken WHERE language IS NOT NULL""";

    private static final Walk BY_PUBLISHED = walk("list.published", STALE, LANGUAGES, PUBLISHED, BY_INSTANT, "public");
    private static final Walk BY_UPDATED = walk("list.updated", STALE, LANGUAGES, SINCE, BY_INSTANT, "public");
    private static final Walk BY_TOPIC = walk("list.topic", STALE, TOPICS, OF_TOPIC, BY_INSTANT, "public");
    private static final Walk BY_STATE =
            walk("list.state", WRITERS_STALE, LANGUAGES, UNPUBLISHED, BY_ARTICLE, "newest");

    private final Database database;

    ArticleListStore(Database database) {
        this.database = database;
    }

    /** The same list read from its newest end, and from a place back towards it. */
    private record Walk(String name, Place start, String onwards, String back) {}

    private static Walk walk(String name, String stale, String each, String pick, String order, String revision) {
        return new Walk(
                name,
                new Place(NEWEST, order.equals(BY_ARTICLE) ? LAST : FIRST, ""),
                PAGE.formatted(stale, each, pick, order, revision + "_revision", order),
                PAGE.formatted(stale, each, reverse(pick), reverse(order), revision + "_revision", reverse(order)));
    }

    /** Every bound and every direction the other way round; {@code since} stays the bound that it is. */
    private static String reverse(String sql) {
        StringBuilder reversed = new StringBuilder();
        for (String part : sql.split("(?=DESC|ASC)|(?<=DESC|ASC)|(?= [<>])|(?<= [<>])", -1)) {
            reversed.append(
                    switch (part) {
                        case "DESC" -> "ASC";
                        case "ASC" -> "DESC";
                        case " <" -> " >";
                        case " >" -> " <";
                        default -> part;
                    });
        }
        return reversed.toString().replace("recent.at <= :since", "recent.at >= :since");
    }

    List<String> languages() {
        return database.client()
                .execute()
                .createNamedQuery("list.languages", SPOKEN)
                .execute()
                .map(row -> row.column("language").getString())
                .toList();
    }

    List<String> languages(State state) {
        return database.client()
                .execute()
                .createNamedQuery("list.languages-of-state", SPOKEN_UNPUBLISHED)
                .addParam("state", state.word())
                .execute()
                .map(row -> row.column("language").getString())
                .toList();
    }

    List<Item.Row> published(ListQuery query, List<String> languages) {
        return read(statement(BY_PUBLISHED, query, languages));
    }

    List<Item.Row> updated(ListQuery query, Instant since, List<String> languages) {
        return read(statement(BY_UPDATED, query, languages).addParam("since", Rows.time(since)));
    }

    List<Item.Row> ofTopics(ListQuery query, List<String> topics, List<String> languages) {
        return read(statement(BY_TOPIC, query, languages).addParam("topics", topics.toArray(String[]::new)));
    }

    List<Item.Row> inState(ListQuery query, State state, List<String> languages) {
        return read(statement(BY_STATE, query, languages).addParam("state", state.word()));
    }

    private DbStatementQuery statement(Walk walk, ListQuery query, List<String> languages) {
        boolean back = query.from().map(ListQuery.From::backwards).orElse(false);
        Place place = query.from().map(ListQuery.From::place).orElse(walk.start());
        return database.client()
                .execute()
                .createNamedQuery(walk.name() + (back ? "-back" : ""), back ? walk.back() : walk.onwards())
                .addParam("at", Rows.time(place.at()))
                .addParam("article", place.article().toString())
                .addParam("language", place.language())
                .addParam("languages", languages.toArray(String[]::new))
                // one more than is shown tells whether there is another page
                .addParam("count", query.limit() + 1);
    }

    private static List<Item.Row> read(DbStatementQuery query) {
        return query.execute().map(row -> Rows.read(row, Item.Row.class)).toList();
    }
}

package barid.newsletter.evidence;

import barid.kit.db.Database;
import barid.newsletter.editions.CorrectionKey;
import barid.newsletter.editions.Sources;
import barid.newsletter.rows.JsonRows;
import barid.newsletter.stories.StoryKey;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All that stands in the tables about one delivery. */
final class EvidenceStore {
    /** A delivery, its edition and variant, and its reader as far as she is still known. */
    record Facts(
            String cadence,
            String period,
            String control,
            UUID variant,
            String language,
            String viewId,
            List<StoryKey> items,
            List<CorrectionKey> corrections,
            List<StoryKey> omitted,
            String state,
            @Nullable String code,
            @Nullable String reason,
            int attempts,
            boolean everUncertain,
            @Nullable Instant changedAt,
            String lane,
            Instant dueAt,
            @Nullable Instant claimedAt,
            @Nullable Instant doneAt,
            @Nullable UUID pinned,
            @Nullable String email,
            @Nullable String mailbox,
            @Nullable Chosen chosen) {}

    /** What she chose, as it stands now. */
    record Chosen(List<String> languages, List<String> topics, long confirmedPosition) {}

    /** A translation as it stands now. */
    record StoryRow(
            UUID article,
            String language,
            @Nullable Long firstNumber,
            boolean withdrawn,
            List<String> topics,
            String title,
            String url) {
        StoryKey key() {
            return new StoryKey(article, language);
        }
    }

    /** An earlier delivery of hers that holds an article; {@code brought} is false if it did not bring it. */
    record Earlier(UUID edition, UUID article, String state, boolean brought) {}

    /** A form in which the variant was compiled for sending, for those from whose mails the same was left out. */
    record Form(String hash, Sources sources, Instant compiledAt) {}

    private static final String FACTS = """
            SELECT cast(jsonb_build_object(
                'cadence', e.cadence, 'period', e.period, 'control', e.control, 'variant', v.id, 'language', v.language,
                'viewId', v.view_id, 'items', v.items, 'corrections', v.corrections,
                'omitted', (SELECT coalesce(jsonb_agg(jsonb_build_object('article', o.article, 'language', o.language)), '[]')
                            FROM omission o WHERE o.edition = d.edition AND o.subscriber = d.subscriber),
                'state', s.state, 'code', x.code, 'reason', x.reason, 'attempts', coalesce(x.attempts, 0),
                'everUncertain', coalesce(x.ever_uncertain, false), 'changedAt', x.changed_at, 'lane', c.lane,
                'dueAt', c.due_at, 'claimedAt', c.claimed_at, 'doneAt', c.done_at,
                'pinned', (SELECT p.article FROM edition_pin p WHERE p.cadence = e.cadence AND p.period = e.period),
                'email', r.email, 'mailbox', r.mailbox,
                'chosen', CASE WHEN n.subscriber IS NULL THEN NULL ELSE jsonb_build_object(
                    'languages', n.languages, 'topics', n.topics, 'confirmedPosition', n.confirmed_position) END
                ) AS text) AS facts
            FROM delivery d
            JOIN edition e ON e.id = d.edition
            JOIN variant v ON v.id = d.variant
            JOIN chunk c ON c.id = d.chunk
            JOIN delivery_state s ON s.edition = d.edition AND s.subscriber = d.subscriber
            LEFT JOIN delivery_exception x ON x.edition = d.edition AND x.subscriber = d.subscriber
            LEFT JOIN subscriber r ON r.id = d.subscriber
            LEFT JOIN subscription n ON n.subscriber = d.subscriber
            WHERE d.edition = cast(:edition AS uuid) AND d.subscriber = cast(:subscriber AS uuid)""";

    private static final String STORIES = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'article', s.article, 'language', s.language, 'firstNumber', s.first_number,
                'withdrawn', s.withdrawn_at IS NOT NULL, 'topics', s.topics, 'title', s.snapshot ->> 'title',
                'url', s.snapshot ->> 'url')), '[]') AS text) AS stories
            FROM story s WHERE s.article = any(cast(:articles AS uuid[]))""";

    private static final String EARLIER = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'edition', d.edition, 'article', a.article, 'state', s.state,
                'brought', s.state IN ('sent', 'uncertain') AND NOT EXISTS (
                    SELECT FROM omission o WHERE o.edition = d.edition AND o.subscriber = d.subscriber
                        AND o.article = a.article)) ORDER BY e.created_at), '[]') AS text) AS earlier
            FROM delivery d
            JOIN edition e ON e.id = d.edition
            JOIN variant v ON v.id = d.variant
            JOIN delivery_state s ON s.edition = d.edition AND s.subscriber = d.subscriber
            CROSS JOIN LATERAL unnest(v.articles) AS a (article)
            WHERE d.subscriber = cast(:subscriber AS uuid) AND d.edition <> cast(:edition AS uuid)
              AND a.article = any(cast(:articles AS uuid[]))
              AND e.created_at <= (SELECT created_at FROM edition WHERE id = cast(:edition AS uuid))""";

    private static final String FORMS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'hash', encode(hash, 'hex'), 'sources', sources, 'compiledAt', compiled_at) ORDER BY compiled_at), '[]')
                AS text) AS forms
            FROM mail_evidence WHERE variant = cast(:variant AS uuid) AND omitted = decode(:omitted, 'hex')""";

    private static final String EDITIONS = "SELECT id FROM edition ORDER BY created_at DESC, id DESC LIMIT :limit";

    private static final String READERS = """
            SELECT subscriber FROM delivery
            WHERE edition = cast(:edition AS uuid) AND subscriber > cast(:after AS uuid)
            ORDER BY subscriber LIMIT :limit""";

    private final Database database;

    EvidenceStore(Database database) {
        this.database = database;
    }

    Optional<Facts> facts(UUID edition, UUID subscriber) {
        return database.client()
                .execute()
                .createNamedGet("evidence.facts", FACTS)
                .addParam("edition", edition.toString())
                .addParam("subscriber", subscriber.toString())
                .execute()
                .map(row -> JsonRows.read(row.column("facts").getString(), Facts.class));
    }

    /** Every translation of these articles. */
    List<StoryRow> stories(Collection<UUID> articles) {
        return database.client()
                .execute()
                .createNamedGet("evidence.stories", STORIES)
                .addParam("articles", texts(articles))
                .execute()
                .map(row -> JsonRows.list(row.column("stories").getString(), StoryRow.class))
                .orElseThrow();
    }

    /** Her deliveries of editions before this one that hold one of these articles, the oldest first. */
    List<Earlier> earlier(UUID edition, UUID subscriber, Collection<UUID> articles) {
        return database.client()
                .execute()
                .createNamedGet("evidence.earlier", EARLIER)
                .addParam("edition", edition.toString())
                .addParam("subscriber", subscriber.toString())
                .addParam("articles", texts(articles))
                .execute()
                .map(row -> JsonRows.list(row.column("earlier").getString(), Earlier.class))
                .orElseThrow();
    }

    /** The forms of a variant, the oldest first; {@code omitted} names what was left out. */
    List<Form> forms(UUID variant, String omitted) {
        return database.client()
                .execute()
                .createNamedGet("evidence.forms", FORMS)
                .addParam("variant", variant.toString())
                .addParam("omitted", omitted)
                .execute()
                .map(row -> JsonRows.list(row.column("forms").getString(), Form.class))
                .orElseThrow();
    }

    /** The newest editions, the newest first. */
    List<UUID> editions(int limit) {
        return database.client()
                .execute()
                .createNamedQuery("evidence.editions", EDITIONS)
                .addParam("limit", limit)
                .execute()
                .map(row -> row.column("id").get(UUID.class))
                .toList();
    }

    /** Who has a delivery of this edition, in the order of ids, behind {@code after}. */
    List<UUID> readers(UUID edition, UUID after, int limit) {
        return database.client()
                .execute()
                .createNamedQuery("evidence.readers", READERS)
                .addParam("edition", edition.toString())
                .addParam("after", after.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> row.column("subscriber").get(UUID.class))
                .toList();
    }

    private static String[] texts(Collection<UUID> ids) {
        return ids.stream().map(UUID::toString).toArray(String[]::new);
    }
}

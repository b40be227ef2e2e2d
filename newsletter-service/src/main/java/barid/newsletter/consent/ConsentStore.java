package barid.newsletter.consent;

import barid.newsletter.rows.JsonRows;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** Chains of acts, their keys and the texts; bytes are in hexadecimal. */
final class ConsentStore {
    /** A key for who has none yet. */
    record NewKey(UUID subscriber, String key) {}

    /** Where a chain ends; without a key once its reader is erased. */
    record Head(
            UUID subscriber,
            @Nullable String key,
            int steps,
            String head,
            @Nullable Instant lastAt) {}

    /** An act as it stands. */
    record Row(
            UUID subscriber,
            int step,
            String act,
            Instant at,
            String form,
            String language,
            @Nullable String textVersion,
            String sealed,
            String previous,
            String hash) {}

    record Text(String version, String language, String text) {}

    /** A chain with its acts in order, seen in one snapshot. */
    record Chain(UUID subscriber, int steps, String head, List<Row> acts) {}

    /** An act with the text that was shown. */
    record Shown(Row row, @Nullable String text, @Nullable String key) {}

    private static final String ADD_TEXTS = """
            INSERT INTO consent_text (version, language, text)
            SELECT decode(t.version, 'hex'), t.language, t.text
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS t (version text, language text, text text)
            ORDER BY t.version
            ON CONFLICT (version) DO NOTHING""";

    /** The empty update locks a chain that is there, and returns it as it is then. */
    private static final String LOCK = """
            WITH locked AS (
                INSERT INTO consent_key AS k (subscriber, key)
                SELECT n.subscriber, decode(n.key, 'hex')
                FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS n (subscriber uuid, key text)
                ORDER BY n.subscriber
                ON CONFLICT (subscriber) DO UPDATE SET key = k.key
                RETURNING *
            )
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'subscriber', subscriber, 'key', encode(key, 'hex'), 'steps', steps, 'head', encode(head, 'hex'),
                'lastAt', CASE WHEN isfinite(last_at) THEN last_at END)), '[]') AS text) AS heads
            FROM locked""";

    private static final String ADD = """
            INSERT INTO consent (subscriber, step, act, at, form, language, text_version, sealed, previous, hash)
            SELECT c.subscriber, c.step, c.act, c.at, c.form, c.language, decode(c."textVersion", 'hex'),
                   decode(c.sealed, 'hex'), decode(c.previous, 'hex'), decode(c.hash, 'hex')
            FROM jsonb_to_recordset(cast(:rows AS jsonb)) AS c
                (subscriber uuid, step integer, act text, at timestamptz, form text, language text, "textVersion" text,
                 sealed text, previous text, hash text)""";

    private static final String DESTROY_KEYS = """
            UPDATE consent_key SET key = NULL WHERE subscriber = any(cast(:ids AS uuid[]))""";

    private static final String ROW = """
            jsonb_build_object(
                'subscriber', c.subscriber, 'step', c.step, 'act', c.act, 'at', c.at, 'form', c.form,
                'language', c.language, 'textVersion', encode(c.text_version, 'hex'), 'sealed', encode(c.sealed, 'hex'),
                'previous', encode(c.previous, 'hex'), 'hash', encode(c.hash, 'hex'))""";

    private static final String HISTORY = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'row', %s, 'text', t.text, 'key', encode(k.key, 'hex')) ORDER BY c.step), '[]') AS text) AS acts
            FROM consent c
            JOIN consent_key k ON k.subscriber = c.subscriber
            LEFT JOIN consent_text t ON t.version = c.text_version
            WHERE c.subscriber = cast(:id AS uuid)""".formatted(ROW);

    private static final String CHAINS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'subscriber', k.subscriber, 'steps', k.steps, 'head', encode(k.head, 'hex'), 'acts', coalesce(
                    (SELECT jsonb_agg(%s ORDER BY c.step) FROM consent c WHERE c.subscriber = k.subscriber), '[]'))
                ORDER BY k.subscriber), '[]') AS text) AS chains
            FROM (SELECT * FROM consent_key WHERE %s) AS k""";

    private static final String NEXT_CHAINS =
            CHAINS.formatted(ROW, "subscriber > cast(:after AS uuid) ORDER BY subscriber LIMIT :limit");

    private static final String CHAIN = CHAINS.formatted(ROW, "subscriber = cast(:id AS uuid)");

    private static final String TEXTS = """
            SELECT cast(coalesce(jsonb_agg(jsonb_build_object(
                'version', encode(version, 'hex'), 'language', language, 'text', text)), '[]') AS text) AS texts
            FROM consent_text""";

    void addTexts(DbExecute tx, Collection<Text> texts) {
        tx.createNamedInsert("consent.add-texts", ADD_TEXTS)
                .addParam("rows", JsonRows.write(texts))
                .execute();
    }

    /** The ends of these readers' chains, begun where there is none; nobody else adds to them before the commit. */
    List<Head> lock(DbExecute tx, List<NewKey> keys) {
        return tx.createNamedQuery("consent.lock", LOCK)
                .addParam("rows", JsonRows.write(keys))
                .execute()
                .map(row -> JsonRows.list(row.column("heads").getString(), Head.class))
                .findFirst()
                .orElseThrow();
    }

    void add(DbExecute tx, List<Row> rows) {
        tx.createNamedInsert("consent.add", ADD)
                .addParam("rows", JsonRows.write(rows))
                .execute();
    }

    void destroyKeys(DbExecute tx, Collection<UUID> subscribers) {
        tx.createNamedUpdate("consent.destroy-keys", DESTROY_KEYS)
                .addParam("ids", subscribers.stream().map(UUID::toString).toArray(String[]::new))
                .execute();
    }

    List<Shown> history(DbExecute db, UUID subscriber) {
        return db.createNamedGet("consent.history", HISTORY)
                .addParam("id", subscriber.toString())
                .execute()
                .map(row -> JsonRows.list(row.column("acts").getString(), Shown.class))
                .orElseThrow();
    }

    /** At most {@code limit} chains whose subscribers come after {@code after}. */
    List<Chain> chains(DbExecute db, UUID after, int limit) {
        return db.createNamedGet("consent.chains", NEXT_CHAINS)
                .addParam("after", after.toString())
                .addParam("limit", limit)
                .execute()
                .map(row -> JsonRows.list(row.column("chains").getString(), Chain.class))
                .orElseThrow();
    }

    /** None or one. */
    List<Chain> chain(DbExecute db, UUID subscriber) {
        return db.createNamedGet("consent.chain", CHAIN)
                .addParam("id", subscriber.toString())
                .execute()
                .map(row -> JsonRows.list(row.column("chains").getString(), Chain.class))
                .orElseThrow();
    }

    List<Text> texts(DbExecute db) {
        return db.createNamedGet("consent.texts", TEXTS)
                .execute()
                .map(row -> JsonRows.list(row.column("texts").getString(), Text.class))
                .orElseThrow();
    }
}

package barid.feed.publishing;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import io.helidon.dbclient.DbExecute;

import java.sql.Timestamp;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Entries that are left out of the documents, with the rules that they break. */
public final class BreachStore {
    private static final String VERSIONS = "SELECT DISTINCT article, language, version FROM breach";

    private static final String RECORD = """
            INSERT INTO breach (article, language, version, rule, detail, found_at)
            SELECT DISTINCT ON (given.rule) cast(:article AS uuid), :language, :version, given.rule, given.detail,
                cast(:now AS timestamptz)
            FROM unnest(:rules, :details) AS given (rule, detail)
            ON CONFLICT (article, language, rule) DO UPDATE SET
                version = excluded.version, detail = excluded.detail, found_at = excluded.found_at""";

    private static final String FORGET = """
            DELETE FROM breach WHERE article = cast(:article AS uuid) AND language = :language AND version = :version""";

    private static final String FORGET_OLDER = """
            DELETE FROM breach WHERE article = cast(:article AS uuid) AND language = :language AND version < :version""";

    private static final String FORGET_OLD = """
            DELETE FROM breach b WHERE NOT EXISTS (
                SELECT 1 FROM entry e WHERE e.article = b.article AND e.language = b.language AND e.version = b.version)""";

    private static final String LIST = """
            SELECT b.article, b.language, b.rule, b.detail, b.found_at, e.entry_id
            FROM breach b JOIN entry e USING (article, language) ORDER BY b.found_at DESC, b.article, b.language, b.rule
            LIMIT :most""";

    private final Database database;

    /** One rule that an entry breaks, as operators read it. */
    record Found(String entryId, UUID article, String language, String rule, String detail, Instant foundAt) {}

    public BreachStore(Database database) {
        this.database = database;
    }

    /** The version of each entry in breach, by {@link Change#key()}. */
    Map<String, Long> versions() {
        Map<String, Long> versions = new HashMap<>();
        database.client()
                .execute()
                .createNamedQuery("breach.versions", VERSIONS)
                .execute()
                .forEach(row -> versions.put(
                        Change.key(
                                row.column("article").get(UUID.class),
                                row.column("language").getString()),
                        row.column("version").getLong()));
        return versions;
    }

    void record(Breach breach, Instant now) {
        database.transactions().run(tx -> {
            tx.createNamedDelete("breach.forget-older", FORGET_OLDER)
                    .addParam("article", breach.article().toString())
                    .addParam("language", breach.language())
                    .addParam("version", breach.version())
                    .execute();
            tx.createNamedInsert("breach.record", RECORD)
                    .addParam("article", breach.article().toString())
                    .addParam("language", breach.language())
                    .addParam("version", breach.version())
                    .addParam(
                            "rules",
                            breach.flaws().stream().map(Fragment.Flaw::rule).toArray(String[]::new))
                    .addParam(
                            "details",
                            breach.flaws().stream().map(Fragment.Flaw::detail).toArray(String[]::new))
                    .addParam("now", now.atOffset(ZoneOffset.UTC))
                    .execute();
        });
    }

    /** Forgets the breach of exactly this version; whether there was one. */
    static boolean forget(DbExecute tx, Standing.Live entry) {
        return tx.createNamedDelete("breach.forget", FORGET)
                        .addParam("article", entry.article().toString())
                        .addParam("language", entry.language())
                        .addParam("version", entry.version())
                        .execute()
                > 0;
    }

    /** Forgets what was of another version, or is withdrawn. */
    void forgetOld() {
        database.client()
                .execute()
                .createNamedDelete("breach.forget-old", FORGET_OLD)
                .execute();
    }

    List<Found> list(int most) {
        return database.client()
                .execute()
                .createNamedQuery("breach.list", LIST)
                .addParam("most", most)
                .execute()
                .map(row -> new Found(
                        row.column("entry_id").getString(),
                        row.column("article").get(UUID.class),
                        row.column("language").getString(),
                        row.column("rule").getString(),
                        row.column("detail").getString(),
                        row.column("found_at").get(Timestamp.class).toInstant()))
                .toList();
    }
}

package barid.article.audit;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbStatementQuery;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The audit log; the service's role can neither change nor delete what stands there, nor say when it was. */
public final class AuditStore {
    private static final String APPEND = """
            INSERT INTO audit (who, act, article, language, detail)
            VALUES (:who, :act, cast(:article AS uuid), :language, cast(:detail AS jsonb))""";

    private static final String SELECT = """
            SELECT cast(json_build_object('id', id, 'at', at, 'who', who, 'act', act, 'article', article,
                'language', language, 'detail', detail, 'archived', archived) AS text) AS doc
            FROM audit WHERE true""";

    private static final String NEWEST_FIRST = " ORDER BY at DESC, id DESC LIMIT :count";

    /** Notes an act on a translation; {@code detail} holds no text of it, only numbers, instants and reasons. */
    public void append(DbExecute tx, Actor actor, String act, UUID article, String language, Map<String, ?> detail) {
        tx.createNamedInsert("audit.append", APPEND)
                .addParam("who", actor.name())
                .addParam("act", act)
                .addParam("article", article.toString())
                .addParam("language", language)
                .addParam("detail", Rows.json(detail))
                .execute();
    }

    /** Notes an act on anything else, which {@code detail} names. */
    public void append(DbExecute tx, Actor actor, String act, Map<String, ?> detail) {
        tx.createNamedInsert("audit.append", APPEND)
                .addParam("who", actor.name())
                .addParam("act", act)
                .addParam("article", (String) null)
                .addParam("language", (String) null)
                .addParam("detail", Rows.json(detail))
                .execute();
    }

    /** The newest lines of those asked for; each filter, and none, has an index in the order of the list. */
    List<AuditLine> newest(DbExecute db, AuditQuery query, int count) {
        StringBuilder sql = new StringBuilder(SELECT);
        query.article().ifPresent(article -> sql.append(" AND article = cast(:article AS uuid)"));
        query.who().ifPresent(who -> sql.append(" AND who = :who"));
        query.act().ifPresent(act -> sql.append(" AND act = :act"));
        query.since().ifPresent(since -> sql.append(" AND at >= :since"));
        query.before().ifPresent(mark -> sql.append(" AND (at, id) < (:beforeAt, :beforeId)"));
        DbStatementQuery statement = db.createNamedQuery(
                        "audit.newest", sql.append(NEWEST_FIRST).toString())
                .addParam("count", count);
        query.article().ifPresent(article -> statement.addParam("article", article.toString()));
        query.who().ifPresent(who -> statement.addParam("who", who));
        query.act().ifPresent(act -> statement.addParam("act", act));
        query.since().ifPresent(since -> statement.addParam("since", Rows.time(since)));
        query.before()
                .ifPresent(mark ->
                        statement.addParam("beforeAt", Rows.time(mark.at())).addParam("beforeId", mark.id()));
        return statement.execute().map(row -> Rows.read(row, AuditLine.class)).toList();
    }
}

package barid.article.audit;

import barid.article.store.Rows;
import io.helidon.dbclient.DbExecute;

import java.util.Map;
import java.util.UUID;

/** Appends to the audit log; the service's role can neither change nor delete what stands there. */
public final class AuditStore {
    private static final String APPEND = """
            INSERT INTO audit (who, act, article, language, detail)
            VALUES (:who, :act, cast(:article AS uuid), :language, cast(:detail AS jsonb))""";

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
}

package barid.article;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class SchemaIT {
    @Test
    void theServiceCannotCreateTablesNorRewriteTheAuditLog() {
        DatabaseSettings settings = TestPostgres.create("article", false);
        try (Database database = Database.open(settings)) {
            var db = database.client().execute();
            db.createNamedInsert("test.audit", "INSERT INTO audit (who, act) VALUES ('test', 'try')")
                    .execute();

            assertThatThrownBy(() -> db.createNamedDmlStatement("test.ddl", "CREATE TABLE x (y int)")
                            .execute())
                    .hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> db.createNamedUpdate("test.rewrite", "UPDATE audit SET who = 'nobody'")
                            .execute())
                    .hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> db.createNamedDelete("test.erase", "DELETE FROM audit")
                            .execute())
                    .hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> db.createNamedDmlStatement("test.empty", "TRUNCATE audit")
                            .execute())
                    .hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> db.createNamedInsert(
                                    "test.backdate",
                                    "INSERT INTO audit (who, act, at) VALUES ('test', 'try', '2001-01-01Z')")
                            .execute())
                    .hasStackTraceContaining("permission denied");
            assertThatThrownBy(() -> db.createNamedInsert(
                                    "test.mark", "INSERT INTO audit (who, act, archived) VALUES ('test', 'try', true)")
                            .execute())
                    .hasStackTraceContaining("permission denied");
            assertThat(db.createNamedGet("test.count", "SELECT count(*) AS n FROM audit")
                            .execute()
                            .orElseThrow()
                            .column("n")
                            .get(Long.class))
                    .isEqualTo(1);
        }
    }
}

package barid.standalone.manifests;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** What both installations do to an empty PostgreSQL gives each service its own database, and no more. */
class DatabasesIT {
    private static final List<String> WORDS = List.of("article", "feed", "newsletter");

    @TempDir
    Path folder;

    @Test
    void aTrialsServicesHaveTheirOwnDatabaseAlone() throws Exception {
        Assumptions.assumeTrue(
                Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "psql"))),
                "psql is not on the PATH");
        for (String word : WORDS) {
            Files.writeString(folder.resolve(word + "_migrator"), "trial-only-" + word + "-migrator");
            Files.writeString(folder.resolve(word + "_app"), "trial-only-" + word + "-app");
        }
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            Path component = Rendering.K8S.resolve("components/postgres-trial");
            ProcessBuilder script =
                    new ProcessBuilder("sh", component.resolve("databases.sh").toString()).redirectErrorStream(true);
            script.environment().put("BARID_SQL", component.toString());
            script.environment().put("BARID_PASSWORDS", folder.toString());
            script.environment().put("PGHOST", "127.0.0.1");
            script.environment().put("PGPORT", Integer.toString(postgres.getPort()));
            Process process = script.start();
            String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(said).isZero();

            assertRights(postgres);
            assertThatThrownBy(() -> connect(postgres, "feed_app", "article"))
                    .hasMessageContaining("permission denied for database");
        }
    }

    @Test
    void productionsRolesMayDoInTheirDatabaseWhatTheyMust() throws Exception {
        Node cluster = Rendering.of("production").find("Cluster", "postgres");
        Node statements = cluster.at("spec", "bootstrap", "initdb");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder().start()) {
            run(postgres, "postgres", statements.at("postInitSQL"));
            run(postgres, "template1", statements.at("postInitTemplateSQL"));
            for (String word : WORDS) {
                run(
                        postgres,
                        "postgres",
                        new Node(List.of("CREATE DATABASE " + word + " OWNER " + word + "_migrator")));
            }
            assertRights(postgres);
        }
    }

    @Test
    void productionLetsNobodyIntoAnothersDatabase() {
        List<String> rules =
                Rendering.of("production")
                        .find("Cluster", "postgres")
                        .at("spec", "postgresql", "pg_hba")
                        .each()
                        .stream()
                        .map(Node::text)
                        .toList();
        assertThat(rules)
                .containsExactly(
                        "hostssl article article_app,article_migrator all scram-sha-256",
                        "hostssl feed feed_app,feed_migrator all scram-sha-256",
                        "hostssl newsletter newsletter_app,newsletter_migrator all scram-sha-256",
                        "host all article_app,article_migrator,feed_app,feed_migrator,newsletter_app,newsletter_migrator"
                                + " all reject");
    }

    @Test
    void theTrialsSqlIsTheServicesOwn() {
        for (String file : List.of("roles.sql", "grants.sql")) {
            assertThat(Rendering.K8S.resolve("components/postgres-trial").resolve(file))
                    .hasSameTextualContentAs(Rendering.ROOT
                            .resolve("service-kit/src/main/resources/db")
                            .resolve(file));
        }
    }

    /** The owner makes tables, the application reads and writes them and makes none. */
    private static void assertRights(EmbeddedPostgres postgres) throws SQLException {
        for (String word : WORDS) {
            try (Connection owner = connect(postgres, word + "_migrator", word);
                    Statement statement = owner.createStatement()) {
                statement.execute("CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, name text)");
            }
            try (Connection app = connect(postgres, word + "_app", word);
                    Statement statement = app.createStatement()) {
                statement.execute("INSERT INTO thing (name) VALUES ('one')");
                assertThat(statement.executeQuery("SELECT name FROM thing").next())
                        .isTrue();
                assertThatThrownBy(() -> statement.execute("CREATE TABLE mine (id bigint)"))
                        .hasMessageContaining("permission denied for schema public");
                assertThatThrownBy(() -> statement.execute("DROP TABLE thing")).hasMessageContaining("must be owner");
            }
        }
    }

    private static Connection connect(EmbeddedPostgres postgres, String role, String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/" + database,
                role,
                "trial-only-" + role.replace('_', '-'));
    }

    private static void run(EmbeddedPostgres postgres, String database, Node statements) throws SQLException {
        try (Connection connection = postgres.getDatabase("postgres", database).getConnection();
                Statement statement = connection.createStatement()) {
            for (Node sql : statements.each()) {
                statement.execute(sql.text());
            }
        }
    }
}

package barid.standalone;

import barid.kit.db.DatabaseSettings;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An update from the last release: its services go on over the new schema, are replaced under load, and could come back. The new
 * ones over the old schema either work or say what they lack.
 */
@Tag("alone")
@EnabledIfSystemProperty(named = "barid.long", matches = "true")
class ReleaseIT {
    private static final String HISTORY =
            "SELECT script FROM flyway_schema_history WHERE success ORDER BY installed_rank";
    private static final Map<String, String> TABLES =
            Map.of("article", "translation", "feed", "entry", "newsletter", "story");

    private static Software release;
    private static final Software CURRENT = Software.current();

    @BeforeAll
    static void build() throws Exception {
        release = LastRelease.build();
    }

    @Test
    void theReleaseGoesOnOverANewerSchemaAndIsReplacedUnderLoadAndComesBack(@TempDir Path folder) throws Exception {
        try (Deployment deployment = new Deployment(folder)) {
            deployment.migrate(release);
            Map<String, List<String>> before = history(deployment);
            deployment.start(release, 2, "article", "feed", "newsletter");
            MainPath.walk(deployment, "before");

            deployment.migrate(CURRENT);
            for (String service : Deployment.SERVICES) {
                expandFurther(deployment, service, folder);
            }
            Map<String, List<String>> after = history(deployment);
            after.forEach((service, scripts) -> System.out.println("  " + service + ": "
                    + before.getOrDefault(service, List.of()).size() + " migrations of the release, then "
                    + scripts.subList(before.getOrDefault(service, List.of()).size(), scripts.size())));
            assertThat(after.values()).allSatisfy(scripts -> assertThat(scripts).contains("V1000__later.sql"));
            MainPath.walk(deployment, "older-over-newer");
            deployment.migrate(release);
            assertThat(history(deployment))
                    .as("an old pod's migration changes nothing")
                    .isEqualTo(after);

            replaceUnderLoad(deployment, CURRENT);
            MainPath.walk(deployment, "updated");
            replaceUnderLoad(deployment, release);
            MainPath.walk(deployment, "gone-back");
        }
    }

    /** Readers with a connection for each request: releases before this one close kept ones without a word. */
    private static void replaceUnderLoad(Deployment deployment, Software to) throws Exception {
        Load load = Load.start(deployment, false);
        try (load) {
            for (String service : Deployment.SERVICES) {
                deployment.roll(service, to);
            }
        }
        load.answered().forEach((who, count) -> System.out.println("  to " + to.name() + ", " + who + ": " + count));
        assertThat(load.failures()).isEmpty();
    }

    @Test
    void theNewServicesOverTheSchemaOfTheReleaseWorkOrSayWhatTheyLack(@TempDir Path folder) throws Exception {
        try (Deployment deployment = new Deployment(folder)) {
            deployment.migrate(release);
            for (String service : Deployment.SERVICES) {
                List<String> missing = missing(deployment, service);
                System.out.println("  " + service + " lacks " + missing);
                if (missing.isEmpty()) {
                    deployment.start(CURRENT, 1, service);
                } else {
                    assertRefused(deployment, service, missing.getFirst());
                    deployment.start(release, 1, service);
                }
            }
            MainPath.walk(deployment, "newer-over-older");
        }
    }

    @Test
    void aServiceWhoseLastMigrationIsMissingDoesNotBecomeReadyAndNamesIt(@TempDir Path folder) throws Exception {
        try (Deployment deployment = new Deployment(folder)) {
            for (String service : Deployment.SERVICES) {
                List<MigrationInfo> all =
                        List.of(flyway(deployment, service).load().info().all());
                flyway(deployment, service)
                        .target(all.get(all.size() - 2).getVersion())
                        .load()
                        .migrate();
                assertRefused(deployment, service, all.getLast().getScript());
            }
        }
    }

    private static void assertRefused(Deployment deployment, String service, String script) throws Exception {
        try (ServiceInstance instance = deployment.run(service, CURRENT)) {
            assertThat(instance.awaitExit()).as(service).isEqualTo(1);
            assertThat(instance.output())
                    .contains("is older than this software")
                    .contains(script)
                    .contains("Run the command `migrate`")
                    .doesNotContain("is ready on port");
        }
    }

    private static Map<String, List<String>> history(Deployment deployment) {
        Map<String, List<String>> history = new TreeMap<>();
        for (String service : Deployment.SERVICES) {
            history.put(service, deployment.strings(service, HISTORY));
        }
        return history;
    }

    private static List<String> missing(Deployment deployment, String service) {
        return Arrays.stream(flyway(deployment, service).load().info().pending())
                .map(MigrationInfo::getScript)
                .toList();
    }

    /** One more migration of the kind that may come: a column and a table that the release does not know. */
    private static void expandFurther(Deployment deployment, String service, Path folder) throws IOException {
        Path migrations = Files.createDirectories(folder.resolve("later-" + service));
        Files.writeString(
                migrations.resolve("V1000__later.sql"),
                "ALTER TABLE " + TABLES.get(service) + " ADD COLUMN later text; CREATE TABLE later (id bigint);");
        flyway(deployment, service, "filesystem:" + migrations).load().migrate();
    }

    /** What this build's {@code migrate} does, as the owner, with further migrations. */
    private static FluentConfiguration flyway(Deployment deployment, String service, String... more) {
        DatabaseSettings owner = deployment.owner(service);
        return Flyway.configure()
                .dataSource(owner.url(), owner.username(), owner.password())
                .locations(Stream.concat(owner.migrations().stream(), Stream.of(more))
                        .toArray(String[]::new))
                .outOfOrder(true);
    }
}

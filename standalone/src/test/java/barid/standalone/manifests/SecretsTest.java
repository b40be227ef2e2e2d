package barid.standalone.manifests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Who may read which secret. */
class SecretsTest {
    static final List<String> OVERLAYS = Rendering.OVERLAYS;

    private static final Pattern OWN_SUFFIX = Pattern.compile("-[a-z0-9]{10}$");

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void theOwnersPasswordIsSeenByTheMigrationAlone(String overlay) {
        Rendering.of(overlay)
                .services()
                .forEach(workload -> assertThat(Map.of(
                                "migrate", read(workload, "initContainers"), "run", read(workload, "containers")))
                        .isEqualTo(Map.of(
                                "migrate", Set.of(word(workload) + "-db-migrator"),
                                "run", Set.of(word(workload) + "-db-app", workload.name()))));
    }

    @Test
    void aMigrationsSecretInAServiceWouldBeSeen() {
        Node workload = Rendering.of("production").find("Deployment", "feed-service");
        Rendering.pod(workload).at("containers", 0, "volumeMounts", 0).put("name", "db-migrator");
        assertThat(read(workload, "containers")).contains("feed-db-migrator");
    }

    @Test
    void productionHoldsNoSecret() throws IOException {
        assertThat(Rendering.of("production").ofKind("Secret")).isEmpty();
        for (String folder : List.of("base", "components", "overlays/production")) {
            try (Stream<Path> files = Files.walk(Rendering.K8S.resolve(folder))) {
                assertThat(files.filter(Files::isRegularFile))
                        .isNotEmpty()
                        .allSatisfy(file ->
                                assertThat(Rendering.read(file)).doesNotContain("secretGenerator", "stringData"));
            }
        }
    }

    @Test
    void theChecklistNamesEverySecretThatProductionWaitsFor() {
        String list = Rendering.read(Rendering.K8S.resolve("README.md"));
        assertThat(InstallationRules.SECRETS_FROM_OUTSIDE)
                .allSatisfy(name -> assertThat(list).contains("   | `").contains("`" + name + "`"));
    }

    @Test
    void everySecretFileThatTheSettingsNameIsInTheChecklist() {
        String list = Rendering.read(Rendering.K8S.resolve("README.md"));
        Rendering.of("production")
                .ofKind("ConfigMap")
                .flatMap(map -> map.at("data").map().values().stream())
                .flatMap(text -> Pattern.compile("/run/secrets/service/(\\S+)")
                        .matcher(text.toString())
                        .results()
                        .map(result -> result.group(1)))
                .distinct()
                .forEach(key -> assertThat(list).contains("`" + key + "`"));
    }

    @Test
    void everySecretOfATrialSaysSo() {
        assertThat(Rendering.of("trial")
                        .ofKind("Secret")
                        .flatMap(secret -> secret.at("data").map().entrySet().stream()))
                .isNotEmpty()
                .filteredOn(entry -> !entry.getKey().equals("username"))
                .allSatisfy(entry -> assertThat(new String(
                                Base64.getMimeDecoder().decode(entry.getValue().toString()), StandardCharsets.UTF_8))
                        .contains("trial-only"));
    }

    @Test
    void productionHasThreeDatabasesAndSixRoles() {
        Rendering production = Rendering.of("production");
        assertThat(production
                        .ofKind("Database")
                        .map(database -> database.at("spec", "name").text() + " of "
                                + database.at("spec", "owner").text()))
                .containsExactlyInAnyOrder(
                        "article of article_migrator", "feed of feed_migrator", "newsletter of newsletter_migrator");
        assertThat(production
                        .find("Cluster", "postgres")
                        .at("spec", "managed", "roles")
                        .each())
                .hasSize(6)
                .allSatisfy(role -> assertThat(role.at("passwordSecret", "name").text())
                        .isEqualTo(role.at("name").text().replace("_", "-db-")));
    }

    @Test
    void noKustomizationReachesOverTheNetwork() throws IOException {
        try (Stream<Path> files = Files.walk(Rendering.K8S)) {
            assertThat(files.filter(file -> file.endsWith("kustomization.yaml")).toList())
                    .hasSizeGreaterThan(6)
                    .allSatisfy(file -> assertThat(Rendering.read(file).lines().filter(line -> !line.startsWith("#")))
                            .noneMatch(line -> line.contains("://") || line.contains("github.com")));
        }
    }

    private static String word(Node workload) {
        return workload.name().replace("-service", "");
    }

    /** The Secrets that the containers of one list see, without the suffix of generated names. */
    private static Set<String> read(Node workload, String list) {
        Set<String> mounted = Rendering.pod(workload).at(list).each().stream()
                .flatMap(container -> container.at("volumeMounts").each().stream())
                .map(mount -> mount.at("name").text())
                .collect(Collectors.toSet());
        return Rendering.pod(workload).at("volumes").each().stream()
                .filter(volume -> mounted.contains(volume.at("name").text()))
                .map(volume -> volume.at("secret", "secretName"))
                .filter(Node::exists)
                .map(name -> OWN_SUFFIX.matcher(name.text()).replaceFirst(""))
                .collect(Collectors.toCollection(TreeSet::new));
    }
}

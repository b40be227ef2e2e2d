package barid.standalone.manifests;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** What an organisation may choose for production: a gateway, secrets from a vault, more pods while an edition waits. */
class OptionsTest {
    private final Rendering options = Rendering.of("options");

    @Test
    void theGatewayRoutesAsTheIngressDoes() {
        Map<String, String> ingress = new TreeMap<>();
        Node rule = Rendering.of("production").find("Ingress", "barid").at("spec", "rules", 0);
        for (Node path : rule.at("http", "paths").each()) {
            ingress.put(
                    path.at("pathType").text() + " " + path.at("path").text(),
                    path.at("backend", "service", "name").text());
        }
        Node route = options.find("HTTPRoute", "barid");
        Map<String, String> gateway = new TreeMap<>();
        for (Node one : route.at("spec", "rules").each()) {
            for (Node match : one.at("matches").each()) {
                String type = match.at("path", "type").text().replace("PathPrefix", "Prefix");
                gateway.put(
                        type + " " + match.at("path", "value").text(),
                        one.at("backendRefs", 0, "name").text());
            }
        }
        assertThat(gateway).isEqualTo(ingress);
        assertThat(route.at("spec", "hostnames", 0)).isEqualTo(rule.at("host"));
        assertThat(options.ofKind("Ingress")).isEmpty();
    }

    @Test
    void aRouteToAnotherPortOrServiceIsSeen() {
        Node backend = options.find("HTTPRoute", "barid").at("spec", "rules", 0, "backendRefs", 0);
        assertThat(InstallationRules.routesLeadToServices(options)).isEmpty();
        backend.put("port", 9082);
        assertThat(InstallationRules.routesLeadToServices(options)).containsExactly("feed-service");
        backend.put("port", 8082);
        backend.put("name", "nobody");
        assertThat(InstallationRules.routesLeadToServices(options)).containsExactly("nobody");
    }

    @Test
    void everySecretThatProductionWaitsForIsFetched() {
        assertThat(options.ofKind("ExternalSecret"))
                .allSatisfy(secret -> {
                    assertThat(secret.at("spec", "target", "name").text()).isEqualTo(secret.name());
                    assertThat(secret.at("spec", "dataFrom", 0, "extract", "key")
                                    .text())
                            .isEqualTo("barid/" + secret.name());
                })
                .extracting(Node::name)
                .containsExactlyInAnyOrderElementsOf(InstallationRules.SECRETS_FROM_OUTSIDE);
    }

    @Test
    void theSecretsOfTheRolesAreOfTheirTypeAndReloaded() {
        List<Node> roles = options.ofKind("ExternalSecret")
                .filter(secret -> secret.name().contains("-db-"))
                .toList();
        assertThat(roles).hasSize(6).allSatisfy(secret -> {
            Node template = secret.at("spec", "target", "template");
            assertThat(template.at("type").text()).isEqualTo("kubernetes.io/basic-auth");
            assertThat(template.at("metadata", "labels", "cnpg.io/reload").text())
                    .isEqualTo("true");
        });
    }

    @Test
    void theNewsletterIsScaledByAFigureThatItTells() {
        String query = trigger(options).at("query").text();
        var metric =
                Pattern.compile("max\\((barid_[a-z_]+)\\{state=\"pending\"}\\)").matcher(query);
        assertThat(metric.matches()).as(query).isTrue();
        assertThat(Rendering.read(Path.of("..", "docs", "metrics.md")))
                .contains("| `" + metric.group(1) + "` | gauge |");
        assertThat(trigger(options).map().values())
                .allSatisfy(value -> assertThat(value).isInstanceOf(String.class));
    }

    @Test
    void aScalerThatLeavesOnePodOrIsContradictedIsSeen() {
        Node scaler = options.find("ScaledObject", "newsletter-service");
        scaler.at("spec").put("minReplicaCount", 1);
        assertThat(InstallationRules.productionOutlivesAPod(options)).containsExactly("Deployment newsletter-service");
        options.find("Deployment", "newsletter-service").at("spec").put("replicas", 2);
        assertThat(InstallationRules.scalersAreNotContradicted(options))
                .containsExactly("ScaledObject newsletter-service");
    }

    @Test
    void eachIsALineOfProductionAndOfTheReadme() {
        String production = Rendering.read(Rendering.K8S.resolve("overlays/production/kustomization.yaml"));
        String readme = Rendering.read(Rendering.K8S.resolve("README.md"));
        String chosen = Rendering.read(Rendering.K8S.resolve("overlays/options/kustomization.yaml"));
        List<String> components = chosen.lines()
                .filter(line -> line.startsWith("  - ../../components/"))
                .map(String::strip)
                .collect(Collectors.toList());
        assertThat(components).hasSize(3).allSatisfy(line -> {
            assertThat(production).contains("  # " + line);
            assertThat(readme).contains("`" + line.substring("- ../../".length()) + "`");
        });
    }

    private static Node trigger(Rendering rendering) {
        return rendering.find("ScaledObject", "newsletter-service").at("spec", "triggers", 0, "metadata");
    }
}

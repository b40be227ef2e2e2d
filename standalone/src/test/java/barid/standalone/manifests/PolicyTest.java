package barid.standalone.manifests;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** Each rule holds for both installations, and is seen to fail on damage done to a rendering. */
class PolicyTest {
    private record Rule(Function<Rendering, Stream<String>> breaches, List<Consumer<Rendering>> damages) {}

    private static final Map<String, Rule> RULES = new LinkedHashMap<>();

    static {
        rule(
                "pods run as a user without rights",
                PodRules::runsAsNobodySpecial,
                pod("securityContext", context -> context.put("runAsNonRoot", false)),
                pod("securityContext", context -> context.put("runAsUser", 0)),
                pod("securityContext", context -> context.remove("seccompProfile")));
        rule(
                "containers are hardened",
                PodRules::containersAreHardened,
                container("securityContext", context -> context.put("allowPrivilegeEscalation", true)),
                container("securityContext", context -> context.put("privileged", true)),
                container("securityContext", context -> context.remove("readOnlyRootFilesystem")),
                container("securityContext", context -> context.remove("capabilities")),
                container("securityContext", context -> context.put("runAsUser", 0)),
                pod("initContainers", containers -> containers.at(0).remove("securityContext")));
        rule(
                "pods hold no token",
                PodRules::podsHoldNoToken,
                pod(pod -> pod.put("automountServiceAccountToken", true)),
                damage("ServiceAccount", account -> account.remove("automountServiceAccountToken")));
        rule(
                "pods have accounts of their own",
                PodRules::podsHaveAccountsOfTheirOwn,
                pod(pod -> pod.put("serviceAccountName", "default")));
        rule(
                "pods know no neighbours by environment",
                PodRules::podsKnowNoNeighboursByEnvironment,
                pod(pod -> pod.remove("enableServiceLinks")));
        rule(
                "pods touch nothing of the node",
                PodRules::podsTouchNothingOfTheNode,
                pod(pod -> pod.put("hostNetwork", true)),
                pod("volumes", volumes -> volumes.at(0).put("hostPath", Map.of("path", "/var/run/docker.sock"))),
                container("ports", ports -> ports.at(0).put("hostPort", 80)));
        rule(
                "every container is probed",
                PodRules::everyContainerIsProbed,
                container(container -> container.remove("startupProbe")),
                container(container -> container.remove("livenessProbe")),
                container(container -> container.remove("readinessProbe")));
        rule(
                "services answer on three health paths",
                PodRules::servicesAnswerOnThreeHealthPaths,
                container("livenessProbe", probe -> probe.at("httpGet").put("path", "/observe/health/ready")));
        rule(
                "ports of probes are there",
                PodRules::portsOfProbesAreThere,
                container("readinessProbe", probe -> probe.at("httpGet").put("port", "web")));
        rule(
                "ports are the packaged ones",
                PodRules::portsAreThePackagedOnes,
                container("ports", ports -> ports.at(0).put("containerPort", 8080)));
        rule(
                "stops end before the kill",
                PodRules::stopsEndBeforeTheKill,
                pod(pod -> pod.put("terminationGracePeriodSeconds", 30)),
                container(container -> container.remove("lifecycle")));
        rule(
                "resources are bounded",
                PodRules::resourcesAreBounded,
                container("resources", resources -> resources.remove("limits")),
                container("resources", resources -> resources.at("limits").put("memory", "2Gi")),
                container("resources", resources -> resources.at("limits").put("cpu", "1")),
                container("resources", resources -> resources.at("requests").remove("cpu")));
        rule(
                "heaps fit their pods",
                PodRules::heapsFitTheirPods,
                container("env", variables -> variables.at(1).put("value", "-Xmx4g")));
        rule(
                "empty folders are bounded",
                PodRules::emptyFoldersAreBounded,
                pod("volumes", volumes -> volumes.at(4).put("emptyDir", new HashMap<>())));
        rule(
                "secrets come as files",
                PodRules::secretsComeAsFiles,
                container(
                        "env",
                        variables -> variables
                                .at(0)
                                .put("valueFrom", Map.of("secretKeyRef", Map.of("name", "x", "key", "y")))),
                container(container -> container.put("envFrom", List.of(Map.of("secretRef", Map.of("name", "x"))))));
        rule(
                "values have their types",
                PodRules::valuesHaveTheirTypes,
                container("env", variables -> variables.at(0).put("value", true)),
                pod(pod -> pod.put("terminationGracePeriodSeconds", "45")),
                container(container -> container.put("imagePullPolicy", "Sometimes")));
        rule(
                "images are pinned",
                PodRules::imagesArePinned,
                container(container -> container.put("image", "example.org/article-service:latest")),
                container(container -> container.put("image", "article-service")));
        rule(
                "each service is one container after its migration",
                PodRules::eachServiceIsOneContainerAfterItsMigration,
                container(container -> container.put("args", List.of("migrate"))),
                pod(pod -> pod.remove("initContainers")),
                pod("initContainers", containers -> containers.at(0).put("image", "x/feed-service:1")));
        rule(
                "selectors find their own pods",
                PodRules::selectorsFindTheirOwnPods,
                damage(
                        "Deployment",
                        deployment -> Rendering.labels(deployment).put("app.kubernetes.io/name", "other")));
        rule(
                "updates take nothing away",
                InstallationRules::updatesTakeNothingAway,
                damage(
                        "Deployment",
                        deployment -> deployment
                                .at("spec", "strategy", "rollingUpdate")
                                .put("maxUnavailable", 1)));
        rule(
                "production outlives a pod",
                InstallationRules::productionOutlivesAPod,
                damage("HorizontalPodAutoscaler", scaler -> scaler.at("spec").put("minReplicas", 1)));
        rule(
                "scalers are not contradicted",
                InstallationRules::scalersAreNotContradicted,
                damage("Deployment", deployment -> deployment.at("spec").put("replicas", 2)),
                damage(
                        "HorizontalPodAutoscaler",
                        scaler -> scaler.at("spec", "scaleTargetRef").put("name", "nobody")));
        rule(
                "drains take one pod at a time",
                InstallationRules::drainsTakeOnePodAtATime,
                damage("PodDisruptionBudget", budget -> budget.at("spec").put("maxUnavailable", 2)),
                damage(
                        "PodDisruptionBudget",
                        budget -> budget.at("spec", "selector").put("matchLabels", Map.of())));
        rule("pods are spread", InstallationRules::podsAreSpread, pod(pod -> pod.remove("topologySpreadConstraints")));
        rule(
                "services lead to one workload",
                InstallationRules::servicesLeadToOneWorkload,
                damage("Service", service -> service.at("spec", "selector").put("app.kubernetes.io/name", "nobody")),
                damage("Service", service -> service.at("spec", "ports", 0).put("targetPort", "web")));
        rule(
                "routes lead to services",
                InstallationRules::routesLeadToServices,
                damage(
                        "Ingress",
                        ingress -> ingress.at("spec", "rules", 0, "http", "paths", 0, "backend", "service")
                                .put("name", "nobody")),
                damage(
                        "Ingress",
                        ingress -> ingress.at("spec", "rules", 0, "http", "paths", 0, "backend", "service")
                                .put("port", Map.of("name", "admin"))));
        rule(
                "monitors find the services",
                InstallationRules::monitorsFindTheServices,
                damage(
                        "ServiceMonitor",
                        monitor -> monitor.at("spec", "endpoints", 0).put("port", "metrics")),
                damage("Service", service -> service.at("metadata", "labels").remove("app.kubernetes.io/name")));
        rule(
                "nothing is exposed",
                InstallationRules::nothingIsExposed,
                damage("Service", service -> service.at("spec").put("type", "NodePort")));
        rule(
                "what is named is there",
                InstallationRules::whatIsNamedIsThere,
                pod("volumes", volumes -> volumes.at(0).at("configMap").put("name", "nothing")),
                pod("volumes", volumes -> volumes.at(1).at("secret").put("secretName", "nothing")),
                pod("volumes", volumes -> volumes.at(4).put("name", "other")),
                pod(pod -> pod.put("serviceAccountName", "nobody")));
        rule(
                "all is denied first",
                InstallationRules::allIsDeniedFirst,
                rendering -> rendering
                        .find("NetworkPolicy", "default-deny")
                        .at("spec")
                        .put("egress", List.of(Map.of())));
        rule(
                "the namespace is restricted",
                InstallationRules::theNamespaceIsRestricted,
                damage(
                        "Namespace",
                        namespace -> namespace.at("metadata", "labels").remove("pod-security.kubernetes.io/enforce")),
                damage("Service", service -> service.at("metadata").put("namespace", "default")));
    }

    @SafeVarargs
    private static void rule(
            String name, Function<Rendering, Stream<String>> breaches, Consumer<Rendering>... damages) {
        RULES.put(name, new Rule(breaches, List.of(damages)));
    }

    /** Damage to the first object of a kind. */
    private static Consumer<Rendering> damage(String kind, Consumer<Node> damage) {
        return rendering -> damage.accept(rendering.ofKind(kind).findFirst().orElseThrow());
    }

    private static Consumer<Rendering> pod(Consumer<Node> damage) {
        return damage("Deployment", deployment -> damage.accept(Rendering.pod(deployment)));
    }

    private static Consumer<Rendering> pod(String key, Consumer<Node> damage) {
        return pod(pod -> damage.accept(pod.at(key)));
    }

    private static Consumer<Rendering> container(Consumer<Node> damage) {
        return pod(pod -> damage.accept(pod.at("containers", 0)));
    }

    private static Consumer<Rendering> container(String key, Consumer<Node> damage) {
        return container(container -> damage.accept(container.at(key)));
    }

    static Stream<Arguments> rules() {
        return RULES.keySet().stream()
                .flatMap(rule -> Rendering.OVERLAYS.stream().map(overlay -> Arguments.of(overlay, rule)));
    }

    static Stream<Arguments> damages() {
        List<Arguments> damages = new ArrayList<>();
        RULES.forEach((name, rule) -> {
            for (int i = 0; i < rule.damages().size(); i++) {
                damages.add(Arguments.of(name, i));
            }
        });
        return damages.stream();
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("rules")
    void theInstallationHoldsTo(String overlay, String rule) {
        assertThat(RULES.get(rule).breaches().apply(Rendering.of(overlay))).isEmpty();
    }

    @ParameterizedTest(name = "{0}, damage {1}")
    @MethodSource("damages")
    void damageIsSeenBy(String rule, int damage) {
        Rendering rendering = Rendering.of("production");
        RULES.get(rule).damages().get(damage).accept(rendering);
        assertThat(RULES.get(rule).breaches().apply(rendering)).isNotEmpty();
    }

    @Test
    void everyRuleIsProvedByDamage() {
        assertThat(RULES.values()).allSatisfy(rule -> assertThat(rule.damages()).isNotEmpty());
    }
}

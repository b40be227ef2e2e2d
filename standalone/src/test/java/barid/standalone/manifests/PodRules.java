package barid.standalone.manifests;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

import static barid.standalone.manifests.Rendering.containers;
import static barid.standalone.manifests.Rendering.labels;
import static barid.standalone.manifests.Rendering.pod;

/** What holds for each pod by itself; each function names the breaches that it finds. */
final class PodRules {
    private static final int MARGIN = 5;

    private PodRules() {}

    static Stream<String> runsAsNobodySpecial(Rendering rendering) {
        return pods(rendering, pod -> {
            Node context = pod.at("securityContext");
            return context.at("runAsNonRoot").is(true)
                    && context.at("runAsUser").number() > 0
                    && context.at("runAsGroup").number() > 0
                    && context.at("seccompProfile", "type").is("RuntimeDefault");
        });
    }

    static Stream<String> containersAreHardened(Rendering rendering) {
        return containersOf(rendering, container -> {
            Node context = container.at("securityContext");
            return context.at("allowPrivilegeEscalation").is(false)
                    && context.at("readOnlyRootFilesystem").is(true)
                    && context.at("capabilities", "drop").is(List.of("ALL"))
                    && !context.at("capabilities", "add").exists()
                    && !context.at("privileged").exists()
                    && !context.at("runAsUser").exists()
                    && !context.at("runAsNonRoot").exists()
                    && !context.at("seccompProfile").exists();
        });
    }

    static Stream<String> podsHoldNoToken(Rendering rendering) {
        return Stream.concat(
                pods(rendering, pod -> pod.at("automountServiceAccountToken").is(false)),
                rendering
                        .ofKind("ServiceAccount")
                        .filter(account ->
                                !account.at("automountServiceAccountToken").is(false))
                        .map(Node::toString));
    }

    static Stream<String> podsHaveAccountsOfTheirOwn(Rendering rendering) {
        return rendering
                .workloads()
                .filter(workload -> !pod(workload).at("serviceAccountName").is(workload.name()))
                .map(Node::toString);
    }

    static Stream<String> podsKnowNoNeighboursByEnvironment(Rendering rendering) {
        return pods(rendering, pod -> pod.at("enableServiceLinks").is(false));
    }

    static Stream<String> podsTouchNothingOfTheNode(Rendering rendering) {
        return pods(
                rendering,
                pod -> Stream.of("hostNetwork", "hostPID", "hostIPC")
                                .noneMatch(key -> pod.at(key).exists())
                        && pod.at("volumes").each().stream()
                                .noneMatch(volume -> volume.at("hostPath").exists())
                        && pod.at("containers").each().stream()
                                .flatMap(container -> container.at("ports").each().stream())
                                .noneMatch(port -> port.at("hostPort").exists()));
    }

    static Stream<String> everyContainerIsProbed(Rendering rendering) {
        return rendering
                .workloads()
                .flatMap(workload -> pod(workload).at("containers").each().stream()
                        .filter(container -> !Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                                .allMatch(probe -> container.at(probe).exists()))
                        .map(container -> workload + ": " + container.at("name").text()));
    }

    static Stream<String> servicesAnswerOnThreeHealthPaths(Rendering rendering) {
        return rendering
                .services()
                .filter(workload -> {
                    Node container = pod(workload).at("containers", 0);
                    return !path(container, "startupProbe").equals("/observe/health/started")
                            || !path(container, "livenessProbe").equals("/observe/health/live")
                            || !path(container, "readinessProbe").equals("/observe/health/ready");
                })
                .map(Node::toString);
    }

    private static String path(Node container, String probe) {
        return container.at(probe, "httpGet", "path").text();
    }

    static Stream<String> portsOfProbesAreThere(Rendering rendering) {
        return rendering
                .workloads()
                .flatMap(workload -> pod(workload).at("containers").each().stream()
                        .flatMap(container -> Stream.of("startupProbe", "livenessProbe", "readinessProbe")
                                .map(probe -> container.at(probe, "httpGet"))
                                .filter(Node::exists)
                                .map(get -> get.at("port").text())
                                .filter(port -> container.at("ports").each().stream()
                                        .noneMatch(known -> known.at("name").is(port)))
                                .map(port -> workload + ": " + port)));
    }

    static Stream<String> portsAreThePackagedOnes(Rendering rendering) {
        return rendering
                .services()
                .filter(workload -> {
                    Config packaged = packaged(workload.name());
                    Node ports = pod(workload).at("containers", 0, "ports");
                    return !Set.of(
                                    packaged.get("server.port").asInt().get(),
                                    packaged.get("admin.port").asInt().get())
                            .equals(Set.of(
                                    ports.at(0, "containerPort").number(),
                                    ports.at(1, "containerPort").number()));
                })
                .map(Node::toString);
    }

    static Stream<String> stopsEndBeforeTheKill(Rendering rendering) {
        return rendering
                .services()
                .filter(workload -> {
                    int sleep = pod(workload)
                            .at("containers", 0, "lifecycle", "preStop", "sleep", "seconds")
                            .number();
                    return sleep < 1
                            || sleep + untilStopped(workload.name()).toSeconds() + MARGIN
                                    > pod(workload)
                                            .at("terminationGracePeriodSeconds")
                                            .number();
                })
                .map(Node::toString);
    }

    /** The most that a stop may take of itself. */
    private static Duration untilStopped(String service) {
        Config server = packaged(service).get("server");
        return server.get("drain-period")
                .as(Duration.class)
                .get()
                .plus(server.get("shutdown-grace-period").as(Duration.class).get());
    }

    private static Config packaged(String service) {
        return Config.builder()
                .sources(ConfigSources.classpath(service + ".yaml"))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }

    static Stream<String> resourcesAreBounded(Rendering rendering) {
        return containersOf(rendering, container -> {
            Node requests = container.at("resources", "requests");
            Node limits = container.at("resources", "limits");
            return requests.at("memory").exists()
                    && requests.at("memory").equals(limits.at("memory"))
                    && requests.at("cpu").exists()
                    && !limits.at("cpu").exists();
        });
    }

    static Stream<String> heapsFitTheirPods(Rendering rendering) {
        return rendering
                .services()
                .flatMap(workload -> containers(workload).stream()
                        .filter(container -> container.at("env").each().stream()
                                .noneMatch(variable -> variable.at("name").is("JDK_JAVA_OPTIONS")
                                        && variable.at("value").text().contains("-XX:MaxRAMPercentage=")))
                        .map(container -> workload + ": " + container.at("name").text()));
    }

    static Stream<String> emptyFoldersAreBounded(Rendering rendering) {
        return pods(
                rendering,
                pod -> pod.at("volumes").each().stream()
                        .filter(volume -> volume.at("emptyDir").exists())
                        .allMatch(volume -> volume.at("emptyDir", "sizeLimit").exists()));
    }

    static Stream<String> secretsComeAsFiles(Rendering rendering) {
        return containersOf(
                rendering,
                container -> container.at("env").each().stream()
                                .noneMatch(variable ->
                                        variable.at("valueFrom", "secretKeyRef").exists())
                        && container.at("envFrom").each().stream()
                                .noneMatch(source -> source.at("secretRef").exists()));
    }

    static Stream<String> valuesHaveTheirTypes(Rendering rendering) {
        return rendering
                .workloads()
                .filter(workload -> containers(workload).stream()
                                .flatMap(container -> container.at("env").each().stream())
                                .anyMatch(variable -> !(variable.at("value").value() instanceof String))
                        || pod(workload).at("terminationGracePeriodSeconds").exists()
                                && pod(workload)
                                                .at("terminationGracePeriodSeconds")
                                                .number()
                                        < 0
                        || containers(workload).stream()
                                .map(container -> container.at("imagePullPolicy"))
                                .filter(Node::exists)
                                .anyMatch(policy -> !Set.of("Always", "IfNotPresent", "Never")
                                        .contains(policy.text())))
                .map(Node::toString);
    }

    static Stream<String> imagesArePinned(Rendering rendering) {
        String pinned = rendering.production() ? ".+@sha256:[0-9a-f]{64}" : ".+:(?!latest$)[^:/]+";
        return Stream.concat(
                containersOf(
                        rendering, container -> container.at("image").text().matches(pinned)),
                rendering
                        .ofKind("Cluster")
                        .filter(cluster ->
                                !cluster.at("spec", "imageName").text().matches(pinned))
                        .map(Node::toString));
    }

    static Stream<String> eachServiceIsOneContainerAfterItsMigration(Rendering rendering) {
        Set<String> missing = new HashSet<>(Rendering.SERVICES);
        List<String> wrong = rendering
                .services()
                .filter(workload -> {
                    missing.remove(workload.name());
                    List<Node> all = containers(workload);
                    return all.size() != 2
                            || !all.get(0).at("args").is(List.of("migrate"))
                            || !all.get(1).at("args").is(List.of("run"))
                            || all.stream()
                                    .anyMatch(container ->
                                            !container.at("image").text().matches(".*/" + workload.name() + "[@:].*"));
                })
                .map(Node::toString)
                .toList();
        return Stream.concat(wrong.stream(), missing.stream());
    }

    static Stream<String> selectorsFindTheirOwnPods(Rendering rendering) {
        return rendering
                .workloads()
                .filter(workload ->
                        !workload.at("spec", "selector", "matchLabels").exists()
                                || !labels(workload).hasLabels(workload.at("spec", "selector")))
                .map(Node::toString);
    }

    private static Stream<String> pods(Rendering rendering, Predicate<Node> holds) {
        return rendering
                .workloads()
                .filter(workload -> !holds.test(pod(workload)))
                .map(Node::toString);
    }

    private static Stream<String> containersOf(Rendering rendering, Predicate<Node> holds) {
        return rendering
                .workloads()
                .flatMap(workload -> containers(workload).stream()
                        .filter(container -> !holds.test(container))
                        .map(container -> workload + ": " + container.at("name").text()));
    }
}

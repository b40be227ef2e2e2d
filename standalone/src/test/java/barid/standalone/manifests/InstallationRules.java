package barid.standalone.manifests;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static barid.standalone.manifests.Rendering.containers;
import static barid.standalone.manifests.Rendering.labels;
import static barid.standalone.manifests.Rendering.pod;

/** What holds for the objects of an installation together; each function names the breaches that it finds. */
final class InstallationRules {
    /** Made by people or a vault, since a repository may not hold them. */
    static final Set<String> SECRETS_FROM_OUTSIDE = Set.of(
            "article-db-app",
            "article-db-migrator",
            "article-service",
            "feed-db-app",
            "feed-db-migrator",
            "feed-service",
            "newsletter-db-app",
            "newsletter-db-migrator",
            "newsletter-service",
            "postgres-backup");

    private InstallationRules() {}

    static Stream<String> updatesTakeNothingAway(Rendering rendering) {
        return rendering
                .services()
                .filter(workload -> {
                    Node update = workload.at("spec", "strategy", "rollingUpdate");
                    return !workload.at("spec", "strategy", "type").is("RollingUpdate")
                            || !update.at("maxUnavailable").is(0)
                            || update.at("maxSurge").number() < 1;
                })
                .map(Node::toString);
    }

    static Stream<String> productionOutlivesAPod(Rendering rendering) {
        if (!rendering.production()) {
            return Stream.empty();
        }
        return rendering
                .services()
                .filter(workload -> scalers(rendering, workload)
                                .mapToInt(InstallationRules::fewestPods)
                                .findFirst()
                                .orElse(workload.at("spec", "replicas").number())
                        < 2)
                .map(Node::toString);
    }

    static Stream<String> scalersAreNotContradicted(Rendering rendering) {
        return scalers(rendering)
                .filter(scaler -> rendering
                        .workloads()
                        .noneMatch(workload -> targets(scaler, workload)
                                && !workload.at("spec", "replicas").exists()))
                .map(Node::toString);
    }

    private static Stream<Node> scalers(Rendering rendering, Node workload) {
        return scalers(rendering).filter(scaler -> targets(scaler, workload));
    }

    private static Stream<Node> scalers(Rendering rendering) {
        return Stream.concat(rendering.ofKind("HorizontalPodAutoscaler"), rendering.ofKind("ScaledObject"));
    }

    private static int fewestPods(Node scaler) {
        return scaler.at("spec", scaler.kind().equals("ScaledObject") ? "minReplicaCount" : "minReplicas")
                .number();
    }

    private static boolean targets(Node scaler, Node workload) {
        Node target = scaler.at("spec", "scaleTargetRef");
        // KEDA takes a Deployment to be meant where no kind is named.
        boolean kind = scaler.kind().equals("ScaledObject")
                ? workload.kind().equals("Deployment")
                : target.at("kind").is(workload.kind());
        return kind && target.at("name").is(workload.name());
    }

    static Stream<String> drainsTakeOnePodAtATime(Rendering rendering) {
        List<String> breaches = new ArrayList<>();
        rendering.services().forEach(workload -> {
            List<Node> budgets = rendering
                    .ofKind("PodDisruptionBudget")
                    .filter(budget -> labels(workload).hasLabels(budget.at("spec", "selector")))
                    .toList();
            if (budgets.size() != 1
                    || !budgets.getFirst().at("spec", "maxUnavailable").is(1)
                    || budgets.getFirst().at("spec", "minAvailable").exists()) {
                breaches.add(workload.toString());
            }
        });
        rendering
                .ofKind("PodDisruptionBudget")
                .filter(budget -> selected(rendering, budget.at("spec", "selector")) != 1)
                .forEach(budget -> breaches.add(budget.toString()));
        return breaches.stream();
    }

    static Stream<String> podsAreSpread(Rendering rendering) {
        return rendering
                .services()
                .filter(workload -> {
                    List<Node> spread =
                            pod(workload).at("topologySpreadConstraints").each();
                    return spread.isEmpty()
                            || !spread.stream().allMatch(one -> labels(workload).hasLabels(one.at("labelSelector")));
                })
                .map(Node::toString);
    }

    static Stream<String> servicesLeadToOneWorkload(Rendering rendering) {
        return rendering
                .ofKind("Service")
                .filter(service -> {
                    Node selector = new Node(
                            Map.of("matchLabels", service.at("spec", "selector").map()));
                    return selected(rendering, selector) != 1
                            || service.at("spec", "ports").each().stream()
                                    .anyMatch(port -> rendering
                                            .workloads()
                                            .filter(workload -> labels(workload).hasLabels(selector))
                                            .flatMap(workload -> pod(workload).at("containers").each().stream())
                                            .flatMap(container -> container.at("ports").each().stream())
                                            .noneMatch(known -> known.at("name").equals(port.at("targetPort"))));
                })
                .map(Node::toString);
    }

    static Stream<String> routesLeadToServices(Rendering rendering) {
        return Stream.concat(ingressesLeadAstray(rendering), gatewaysLeadAstray(rendering));
    }

    private static Stream<String> gatewaysLeadAstray(Rendering rendering) {
        return rendering
                .ofKind("HTTPRoute")
                .flatMap(route -> route.at("spec", "rules").each().stream())
                .flatMap(rule -> rule.at("backendRefs").each().stream())
                .filter(backend -> rendering
                        .ofKind("Service")
                        .filter(service -> backend.at("name").is(service.name()))
                        .flatMap(service -> service.at("spec", "ports").each().stream())
                        .noneMatch(port ->
                                port.at("name").is("http") && port.at("port").equals(backend.at("port"))))
                .map(backend -> backend.at("name").text());
    }

    private static Stream<String> ingressesLeadAstray(Rendering rendering) {
        return rendering
                .ofKind("Ingress")
                .flatMap(ingress -> ingress.at("spec", "rules").each().stream())
                .flatMap(rule -> rule.at("http", "paths").each().stream())
                .filter(path -> rendering
                        .ofKind("Service")
                        .filter(service -> path.at("backend", "service", "name").is(service.name()))
                        .flatMap(service -> service.at("spec", "ports").each().stream())
                        .noneMatch(port -> port.at("name").is("http")
                                && path.at("backend", "service", "port", "name").is("http")))
                .map(path -> path.at("path").text());
    }

    static Stream<String> monitorsFindTheServices(Rendering rendering) {
        return rendering
                .ofKind("ServiceMonitor")
                .filter(monitor -> !monitor.at("spec", "selector", "matchExpressions", 0, "values")
                                .is(Rendering.SERVICES)
                        || !monitor.at("spec", "endpoints", 0, "path").is("/observe/metrics")
                        || !Rendering.SERVICES.stream()
                                .map(name -> rendering.find("Service", name))
                                .allMatch(service -> service.at("metadata", "labels", "app.kubernetes.io/name")
                                                .is(service.name())
                                        && service.at("spec", "ports").each().stream()
                                                .anyMatch(port -> port.at("name")
                                                        .equals(monitor.at("spec", "endpoints", 0, "port")))))
                .map(Node::toString);
    }

    static Stream<String> nothingIsExposed(Rendering rendering) {
        return rendering
                .ofKind("Service")
                .filter(service -> service.at("spec", "type").exists()
                        && !service.at("spec", "type").is("ClusterIP"))
                .map(Node::toString);
    }

    private static long selected(Rendering rendering, Node selector) {
        return rendering
                .workloads()
                .filter(workload -> labels(workload).hasLabels(selector))
                .count();
    }

    static Stream<String> whatIsNamedIsThere(Rendering rendering) {
        List<String> breaches = new ArrayList<>();
        rendering.workloads().forEach(workload -> {
            require(rendering, breaches, "ServiceAccount", pod(workload).at("serviceAccountName"));
            for (Node volume : pod(workload).at("volumes").each()) {
                require(rendering, breaches, "ConfigMap", volume.at("configMap", "name"));
                require(rendering, breaches, "Secret", volume.at("secret", "secretName"));
                require(rendering, breaches, "PersistentVolumeClaim", volume.at("persistentVolumeClaim", "claimName"));
                volume.at("projected", "sources")
                        .each()
                        .forEach(source -> require(rendering, breaches, "Secret", source.at("secret", "name")));
            }
            for (Node container : containers(workload)) {
                for (Node mount : container.at("volumeMounts").each()) {
                    boolean known = Stream.of(pod(workload).at("volumes"), workload.at("spec", "volumeClaimTemplates"))
                            .flatMap(list -> list.each().stream())
                            .anyMatch(volume -> volume.at("name").equals(mount.at("name"))
                                    || volume.at("metadata", "name").equals(mount.at("name")));
                    if (!known) {
                        breaches.add(workload + ": volume " + mount.at("name").text());
                    }
                }
            }
        });
        return breaches.stream();
    }

    private static void require(Rendering rendering, List<String> breaches, String kind, Node name) {
        boolean outside = kind.equals("Secret") && rendering.production() && SECRETS_FROM_OUTSIDE.contains(name.text());
        if (name.exists()
                && !outside
                && rendering.ofKind(kind).noneMatch(object -> object.name().equals(name.text()))) {
            breaches.add(kind + " " + name.text());
        }
    }

    static Stream<String> allIsDeniedFirst(Rendering rendering) {
        return rendering
                        .ofKind("NetworkPolicy")
                        .anyMatch(
                                policy -> policy.at("spec", "podSelector").map().isEmpty()
                                        && policy.at("spec", "policyTypes").is(List.of("Ingress", "Egress"))
                                        && !policy.at("spec", "ingress").exists()
                                        && !policy.at("spec", "egress").exists())
                ? Stream.empty()
                : Stream.of("no NetworkPolicy denies all");
    }

    static Stream<String> theNamespaceIsRestricted(Rendering rendering) {
        List<String> breaches = new ArrayList<>();
        Node labels = rendering.find("Namespace", "barid").at("metadata", "labels");
        for (String mode : List.of("enforce", "warn", "audit")) {
            if (!labels.at("pod-security.kubernetes.io/" + mode).is("restricted")
                    || !labels.at("pod-security.kubernetes.io/" + mode + "-version")
                            .text()
                            .matches("v1\\.\\d+")) {
                breaches.add(mode);
            }
        }
        rendering.objects().stream()
                .filter(object -> !object.kind().equals("Namespace"))
                .filter(object -> !object.at("metadata", "namespace").is("barid"))
                .forEach(object -> breaches.add(object.toString()));
        return breaches.stream();
    }
}

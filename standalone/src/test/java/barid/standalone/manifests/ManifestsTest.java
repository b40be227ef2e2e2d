package barid.standalone.manifests;

import com.google.gson.Gson;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V1StatefulSet;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** The committed renderings are what the overlays give, and each object is one that Kubernetes knows, field by field. */
class ManifestsTest {
    static final List<String> OVERLAYS = Rendering.OVERLAYS;

    private static final Map<String, Class<?>> KINDS = Map.ofEntries(
            Map.entry("v1 Namespace", V1Namespace.class),
            Map.entry("v1 ServiceAccount", V1ServiceAccount.class),
            Map.entry("v1 ConfigMap", V1ConfigMap.class),
            Map.entry("v1 Secret", V1Secret.class),
            Map.entry("v1 Service", V1Service.class),
            Map.entry("v1 PersistentVolumeClaim", V1PersistentVolumeClaim.class),
            Map.entry("apps/v1 Deployment", V1Deployment.class),
            Map.entry("apps/v1 StatefulSet", V1StatefulSet.class),
            Map.entry("autoscaling/v2 HorizontalPodAutoscaler", V2HorizontalPodAutoscaler.class),
            Map.entry("policy/v1 PodDisruptionBudget", V1PodDisruptionBudget.class),
            Map.entry("networking.k8s.io/v1 Ingress", V1Ingress.class),
            Map.entry("networking.k8s.io/v1 NetworkPolicy", V1NetworkPolicy.class));

    /** Kinds of operators, for which there is no model: the fields of {@code spec} that we use, by hand. */
    private static final Map<String, Set<String>> OTHERS = Map.of(
            "external-secrets.io/v1 ExternalSecret",
            Set.of("refreshInterval", "secretStoreRef", "target", "dataFrom"),
            "gateway.networking.k8s.io/v1 HTTPRoute",
            Set.of("parentRefs", "hostnames", "rules"),
            "keda.sh/v1alpha1 ScaledObject",
            Set.of("scaleTargetRef", "minReplicaCount", "maxReplicaCount", "triggers", "advanced"),
            "monitoring.coreos.com/v1 PodMonitor",
            Set.of("selector", "podMetricsEndpoints"),
            "monitoring.coreos.com/v1 PrometheusRule",
            Set.of("groups"),
            "postgresql.cnpg.io/v1 Cluster",
            Set.of(
                    "instances",
                    "imageName",
                    "primaryUpdateStrategy",
                    "postgresql",
                    "bootstrap",
                    "externalClusters",
                    "managed",
                    "storage",
                    "walStorage",
                    "resources",
                    "affinity",
                    "backup"),
            "postgresql.cnpg.io/v1 Database",
            Set.of("cluster", "name", "owner", "databaseReclaimPolicy"),
            "monitoring.coreos.com/v1 ServiceMonitor",
            Set.of("selector", "endpoints"),
            "postgresql.cnpg.io/v1 ScheduledBackup",
            Set.of("schedule", "backupOwnerReference", "cluster"));

    static {
        // Its constructor builds what getGson gives.
        JSON json = new JSON();
        assertThat(json).isNotNull();
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void everyObjectIsOneThatKubernetesKnows(String overlay) {
        Rendering rendering = Rendering.of(overlay);
        rendering.objects().forEach(object -> check(overlay, object));
        System.out.println(overlay + ": " + rendering.objects().size() + " objects validated");
    }

    @Test
    void theSampleOfARestoredClusterIsValidTooAndReadsTheBackupsOfProduction() {
        Rendering sample = new Rendering(
                "restored-cluster",
                Rendering.parse(Rendering.read(Rendering.K8S.resolve("samples/restored-cluster.yaml"))));
        sample.objects().forEach(object -> check("restored-cluster", object));
        Node production = Rendering.of("production").find("Cluster", "postgres");
        Node restored = sample.find("Cluster", "postgres-restored");
        Node source = restored.at("spec", "externalClusters").at(0);
        assertThat(source.at("name").text())
                .isEqualTo(production.name())
                .isEqualTo(
                        restored.at("spec", "bootstrap", "recovery", "source").text());
        for (String field : List.of("destinationPath", "endpointURL", "s3Credentials")) {
            assertThat(source.at("barmanObjectStore", field))
                    .isEqualTo(production.at("spec", "backup", "barmanObjectStore", field));
        }
        for (String field : List.of("imageName", "storage", "walStorage")) {
            assertThat(restored.at("spec", field)).isEqualTo(production.at("spec", field));
        }
    }

    @Test
    void aFieldMisspeltIsNamedWithItsFile() {
        Rendering rendering = damaged("readinessProbe", "redinessProbe");
        assertThatThrownBy(() -> rendering.objects().forEach(object -> check("trial", object)))
                .hasMessageContaining("rendered/trial.yaml")
                .hasMessageContaining("redinessProbe");
    }

    @Test
    void aWrongTypeAnUnknownKindAndAKeyGivenTwiceAreRefused() {
        assertThatThrownBy(
                        () -> damaged("replicas: 1", "replicas: one").objects().forEach(object -> check("", object)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() ->
                        damaged("memory: 768Mi", "memory: 768Mo").objects().forEach(object -> check("", object)))
                .isInstanceOf(AssertionError.class);
        assertThatThrownBy(() ->
                        damaged("kind: Service\n", "kind: Servise\n").objects().forEach(object -> check("", object)))
                .hasMessageContaining("Servise");
        assertThatThrownBy(() -> damaged("  replicas: 1\n", "  replicas: 1\n  replicas: 1\n"))
                .hasMessageContaining("duplicate key");
    }

    @ParameterizedTest
    @FieldSource("OVERLAYS")
    void theRenderingIsWhatTheOverlayGives(String overlay) throws Exception {
        boolean there = Stream.of(System.getenv("PATH").split(File.pathSeparator, -1))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "kubectl")));
        if (!Boolean.getBoolean("barid.requireKubectl")) {
            Assumptions.assumeTrue(there, "kubectl is not on the PATH");
        }
        assertThat(kustomize(overlay)).isEqualTo(Rendering.read(Rendering.file(overlay)));
    }

    private static String kustomize(String overlay) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("kubectl", "kustomize", "k8s/overlays/" + overlay)
                .directory(Rendering.ROOT.toFile())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).isZero();
        return output;
    }

    private static Rendering damaged(String from, String to) {
        String text = Rendering.read(Rendering.file("trial"));
        assertThat(text).contains(from);
        return new Rendering("trial", Rendering.parse(text.replace(from, to)));
    }

    private static void check(String overlay, Node object) {
        String kind = object.at("apiVersion").text() + " " + object.kind();
        Class<?> model = KINDS.get(kind);
        if (model == null) {
            assertThat(OTHERS).as("rendered/%s.yaml: %s", overlay, object).containsKey(kind);
            assertThat(OTHERS.get(kind)).containsAll(object.at("spec").map().keySet());
            return;
        }
        try {
            JSON.getGson().fromJson(new Gson().toJsonTree(object.value()), model);
        } catch (RuntimeException e) {
            throw new AssertionError("rendered/" + overlay + ".yaml: " + object + ": " + e.getMessage(), e);
        }
    }
}

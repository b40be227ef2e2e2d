package barid.standalone.manifests;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * What one overlay gives, as it is committed under {@code k8s/rendered}.
 *
 * @param overlay its name
 * @param objects its objects; a test may damage them, since each rendering is read anew
 */
record Rendering(String overlay, List<Node> objects) {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final Path K8S = ROOT.resolve("k8s");
    static final List<String> OVERLAYS = List.of("trial", "production", "options");
    static final List<String> SERVICES = List.of("article-service", "feed-service", "newsletter-service");

    static Path file(String overlay) {
        return K8S.resolve("rendered").resolve(overlay + ".yaml");
    }

    static Rendering of(String overlay) {
        return new Rendering(overlay, parse(read(file(overlay))));
    }

    static List<Node> parse(String text) {
        LoaderOptions options = new LoaderOptions();
        options.setAllowDuplicateKeys(false);
        List<Node> objects = new ArrayList<>();
        new Yaml(options).loadAll(text).forEach(object -> objects.add(new Node(object)));
        return objects;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether it is production, or production with all that one may choose. */
    boolean production() {
        return !overlay.equals("trial");
    }

    Stream<Node> ofKind(String kind) {
        return objects.stream().filter(object -> object.kind().equals(kind));
    }

    Node find(String kind, String name) {
        return ofKind(kind)
                .filter(object -> object.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind + " " + name + " in " + overlay));
    }

    Stream<Node> workloads() {
        return objects.stream()
                .filter(object -> List.of("Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob")
                        .contains(object.kind()));
    }

    /** The three services' deployments. */
    Stream<Node> services() {
        return ofKind("Deployment").filter(object -> SERVICES.contains(object.name()));
    }

    static Node pod(Node workload) {
        return workload.at("spec", "template", "spec");
    }

    static Node labels(Node workload) {
        return workload.at("spec", "template", "metadata", "labels");
    }

    /** All containers of a workload, those that run first included. */
    static List<Node> containers(Node workload) {
        return Stream.concat(
                        pod(workload).at("initContainers").each().stream(),
                        pod(workload).at("containers").each().stream())
                .toList();
    }
}

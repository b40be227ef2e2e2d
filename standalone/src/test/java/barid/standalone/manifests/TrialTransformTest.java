package barid.standalone.manifests;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What runs under podman is the trial, but for what a list names: so a change of the trial that podman cannot follow is seen here. */
class TrialTransformTest {
    private static final String TRIAL = Rendering.read(Rendering.file("trial"));

    private record Answer(int code, String output, String error) {}

    @BeforeAll
    static void pythonReadsYaml() throws Exception {
        Process process = new ProcessBuilder("/usr/bin/python3", "-c", "import yaml")
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        Assumptions.assumeTrue(process.waitFor() == 0, "python3-yaml is not there");
    }

    @Test
    void eachWorkloadOfTheTrialIsAPodWithItsSettingsAndItsLimits() throws Exception {
        Answer answer = transform(TRIAL);
        assertThat(answer.error()).isEmpty();
        Rendering podman = new Rendering("trial", Rendering.parse(answer.output()));
        Rendering trial = Rendering.of("trial");
        assertThat(podman.ofKind("Pod").map(Node::name))
                .containsExactlyInAnyOrderElementsOf(
                        trial.workloads().map(one -> "barid-" + one.name()).toList());
        trial.workloads().forEach(workload -> {
            Node pod = podman.find("Pod", "barid-" + workload.name()).at("spec");
            for (String key : List.of("env", "args", "resources", "securityContext", "volumeMounts")) {
                assertThat(pod.at("containers", 0, key))
                        .as("%s: %s", workload, key)
                        .isEqualTo(Rendering.pod(workload).at("containers", 0, key));
            }
            assertThat(pod.at("securityContext", "runAsUser"))
                    .isEqualTo(Rendering.pod(workload).at("securityContext", "runAsUser"));
        });
    }

    @Test
    void aFieldThatItDoesNotKnowIsRefused() throws Exception {
        assertThat(transform(damaged("      enableServiceLinks: false\n", "      hostPID: true\n"))
                        .error())
                .contains("pod: hostPID is neither kept nor named");
    }

    @Test
    void aFieldThatItIsSaidToLeaveOutAndIsNotThereIsRefused() throws Exception {
        assertThat(transform(damaged("  minReadySeconds: 5\n", "")).error())
                .contains("workload: ['minReadySeconds'] stand in LEFT_OUT");
    }

    @Test
    void aServiceWithAnotherPortThanItsContainerIsRefused() throws Exception {
        assertThat(transform(damaged("    port: 8082\n    targetPort", "    port: 80\n    targetPort"))
                        .error())
                .contains("Service feed-service has another port than its container");
    }

    private static String damaged(String from, String to) {
        assertThat(TRIAL).contains(from);
        return TRIAL.replace(from, to);
    }

    private static Answer transform(String rendered) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("/usr/bin/python3", "k8s/podman/transform.py")
                .directory(Rendering.ROOT.toFile())
                .start();
        try (var in = process.outputWriter(StandardCharsets.UTF_8)) {
            in.write(rendered);
        }
        String output = text(process.inputReader(StandardCharsets.UTF_8).lines());
        String error = text(process.errorReader(StandardCharsets.UTF_8).lines());
        return new Answer(process.waitFor(), output, error);
    }

    private static String text(Stream<String> lines) {
        return lines.reduce("", (whole, line) -> whole + line + "\n");
    }
}

package barid.kit.service;

import barid.kit.TestJvm;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;

import static org.assertj.core.api.Assertions.assertThat;

class ServiceCommandIT {
    /** A service that has nothing to serve. */
    public static final class Idle {
        private Idle() {}

        public static void main(String[] args) {
            Logs.configure(Logs.Format.PLAIN, Level.INFO);
            Config config = Config.just(ConfigSources.create(Map.of("server.host", "127.0.0.1")));
            ServiceCommand.run(
                    args,
                    config,
                    () -> {
                        throw new IllegalStateException("nothing is migrated");
                    },
                    given -> RunningService.begin("idle", given).serve(routing -> {}));
            System.out.println("serves");
        }
    }

    @Test
    void aServiceThatIsToldToStopSaysSoAndEndsWithoutAnError(@TempDir Path folder) throws Exception {
        Path log = folder.resolve("log");
        List<String> command = new ArrayList<>(TestJvm.command(List.of("-Xmx64m")));
        command.addAll(List.of(Idle.class.getName(), "run"));
        Process process =
                new ProcessBuilder(command).redirectError(log.toFile()).start();
        try {
            try (var lines = process.inputReader(StandardCharsets.UTF_8)) {
                assertThat(lines.readLine()).isEqualTo("serves");
                process.destroy();
                assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
            }
            assertThat(process.exitValue()).isZero();
            assertThat(Files.readString(log)).contains("idle is ready", "idle stops", "idle has stopped");
        } finally {
            process.destroyForcibly();
        }
    }
}

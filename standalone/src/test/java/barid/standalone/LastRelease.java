package barid.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Builds the last release in a worktree of its own that goes again; what it made is kept in {@code target}. */
final class LastRelease {
    private static final List<String> SERVICES = Deployment.SERVICES;

    private final Path root;
    private final String name;
    private final String commit;

    private LastRelease(Path root, String name, String commit) {
        this.root = root;
        this.name = name;
        this.commit = commit;
    }

    /** The last release that the file RELEASES names, or the commit that the system property {@code barid.release} does. */
    static Software build() throws IOException, InterruptedException {
        Path root = Path.of(run(Path.of("").toAbsolutePath(), "git", "rev-parse", "--show-toplevel"));
        String given = System.getProperty("barid.release", "");
        String[] last = given.isEmpty()
                ? Files.readAllLines(root.resolve("RELEASES")).getLast().split(" ")
                : new String[] {given, given};
        return new LastRelease(root, last[0], run(root, "git", "rev-parse", last[1] + "^{commit}")).software();
    }

    private Software software() throws IOException, InterruptedException {
        Path kept = root.resolve("standalone/target/releases").resolve(commit);
        if (!Files.exists(kept)) {
            Path worktree = root.resolve("standalone/target/release-worktree");
            run(root, "git", "worktree", "prune");
            run(root, "git", "worktree", "add", "--force", "--detach", worktree.toString(), commit);
            try {
                pack(worktree);
                keep(worktree, kept);
            } finally {
                run(root, "git", "worktree", "remove", "--force", worktree.toString());
            }
        }
        System.out.println("  the last release: " + name + ", " + commit);
        return Software.packaged(name, kept);
    }

    private static void pack(Path worktree) throws IOException, InterruptedException {
        List<String> modules =
                SERVICES.stream().map(service -> service + "-service").toList();
        run(worktree, "mvn", "-q", "-B", "-ntp", "-DskipTests", "-pl", String.join(",", modules), "-am", "package");
    }

    /** Jars and libraries, under the name at the end only when they are whole. */
    private static void keep(Path worktree, Path kept) throws IOException, InterruptedException {
        Path fresh = Files.createDirectories(kept.resolveSibling(kept.getFileName() + ".part"));
        for (String service : SERVICES) {
            Path target = worktree.resolve(service + "-service/target");
            Path into = Files.createDirectories(fresh.resolve(service + "-service/target"));
            run(
                    worktree,
                    "cp",
                    "-a",
                    Software.jar(worktree, service).toString(),
                    target.resolve("libs").toString(),
                    into.toString());
        }
        Files.move(fresh, kept);
    }

    private static String run(Path folder, String... command) throws IOException, InterruptedException {
        Path output = Files.createTempFile("release", ".log");
        try {
            ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(List.of(command)))
                    .directory(folder.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
            int code = builder.start().waitFor();
            String said = Files.readString(output).strip();
            if (code != 0) {
                throw new IOException(String.join(" ", command) + " ended with " + code + ":\n" + said);
            }
            return said;
        } finally {
            Files.delete(output);
        }
    }
}

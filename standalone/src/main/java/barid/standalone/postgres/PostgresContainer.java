package barid.standalone.postgres;

import barid.kit.db.Roles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;

/**
 * PostgreSQL as the one server of a container, for a trial where no registry can be reached. It takes the folders of the
 * public image: data in {@code /var/lib/postgresql}, and the passwords where the trial's StatefulSet mounts them.
 */
public final class PostgresContainer {
    private static final Path BINARIES = Path.of("/opt/postgresql");
    private static final Path FOLDER = Path.of("/var/lib/postgresql");
    private static final Path PASSWORDS = Path.of("/run/secrets/databases");
    private static final int PORT = 5432;

    private PostgresContainer() {}

    /** {@code unpack} puts the binaries into the image; without a word the server runs until SIGTERM. */
    public static void main(String[] args) throws IOException, InterruptedException {
        if (args.length == 1 && args[0].equals("unpack")) {
            // Unpacked for its own user, but another one runs the server.
            Path unpacked = PostgresBinaries.unpacked(BINARIES);
            Files.setPosixFilePermissions(unpacked, PosixFilePermissions.fromString("rwxr-xr-x"));
            return;
        }
        // No server runs in a container that has just begun, but another process may have the number that is noted.
        Files.deleteIfExists(FOLDER.resolve("data/postmaster.pid"));
        String superuser = read(Path.of(System.getenv("POSTGRES_PASSWORD_FILE")));
        LocalPostgres postgres = LocalPostgres.start(BINARIES, FOLDER, superuser);
        Roles roles = new Roles(postgres.url(), "postgres", superuser);
        for (String service : List.of("article", "feed", "newsletter")) {
            roles.create(
                    service, read(PASSWORDS.resolve(service + "_migrator")), read(PASSWORDS.resolve(service + "_app")));
        }
        // Nobody from outside sees a database half made.
        postgres.stop();
        Process server = postgres.serve(PORT);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(postgres), "stop"));
        System.exit(server.waitFor());
    }

    private static void stop(LocalPostgres postgres) {
        try {
            postgres.stop();
            Runtime.getRuntime().halt(0);
        } catch (IOException e) {
            System.err.println(e.getMessage());
        }
    }

    private static String read(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}

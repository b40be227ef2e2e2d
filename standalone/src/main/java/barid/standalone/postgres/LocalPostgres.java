package barid.standalone.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A PostgreSQL server that keeps its data in one folder, durable (fsync and synchronous_commit stay on) and closed to all
 * but password holders on 127.0.0.1.
 *
 * <p>The server leaves our process group (pg_ctl sees to it), so Ctrl-C reaches the JVM alone and the services can finish
 * before their database goes.
 */
public final class LocalPostgres {
    private static final int LAST_LINES = 10;
    private static final String EVERY_HOST = "host all all all scram-sha-256\n";

    private final Path bin;
    private final Path data;
    private final Path log;
    private final int port;

    private LocalPostgres(Path bin, Path data, Path log, int port) {
        this.bin = bin;
        this.data = data;
        this.log = log;
        this.port = port;
    }

    /**
     * Starts the server on a free port, making the data folder at the first start; a server that an earlier, killed process
     * left running on the folder is stopped first.
     *
     * @param cache where the binaries are unpacked, once
     * @param folder holds {@code data} and the server's log
     */
    public static LocalPostgres start(Path cache, Path folder, String password) throws IOException {
        Path bin = PostgresBinaries.unpacked(cache).resolve("bin");
        Path data = folder.resolve("data");
        LocalPostgres postgres = new LocalPostgres(bin, data, folder.resolve("postgresql.log"), freePort());
        if (!Files.exists(data.resolve("PG_VERSION"))) {
            PostgresBinaries.delete(data);
            postgres.initialise(password);
        }
        postgres.stopOrphan();
        try {
            postgres.begin();
        } catch (IOException e) {
            throw postgres.otherVersion().map(IOException::new).orElse(e);
        }
        return postgres;
    }

    private void begin() throws IOException {
        run(
                "pg_ctl",
                "start",
                "-w",
                "-t",
                "120",
                "-D",
                data.toString(),
                "-l",
                log.toString(),
                "-o",
                "-p " + port + " -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
                        + " -c max_connections=120 -c shared_buffers=64MB"
                        // else its log holds the values of rows that are refused
                        + " -c log_error_verbosity=terse");
    }

    /** Why the files cannot be read, if another major version wrote them. */
    private Optional<String> otherVersion() throws IOException {
        List<String> said = Files.exists(log) ? Files.readAllLines(log) : List.of();
        boolean other = said.reversed().stream()
                .limit(LAST_LINES)
                .anyMatch(line -> line.contains("database files are incompatible with server"));
        return other
                ? Optional.of(data + " was written by PostgreSQL "
                        + Files.readString(data.resolve("PG_VERSION")).strip()
                        + ", which this Barid does not have. Back it up with the Barid that wrote it, and restore that"
                        + " with this one.")
                : Optional.empty();
    }

    private void initialise(String password) throws IOException {
        Files.createDirectories(data);
        Path file = Files.createTempFile(
                "barid", "", PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        try {
            Files.writeString(file, password);
            run(
                    "initdb",
                    "-D",
                    data.toString(),
                    "-U",
                    "postgres",
                    "-E",
                    "UTF8",
                    "--locale=C.UTF-8",
                    "--auth=scram-sha-256",
                    "--pwfile=" + file);
        } finally {
            Files.delete(file);
        }
    }

    private void stopOrphan() throws IOException {
        if (Files.exists(data.resolve("postmaster.pid")) && exitCode("pg_ctl", "status", "-D", data.toString()) == 0) {
            stop();
        }
    }

    /**
     * Runs the server, which must be stopped, in the foreground for every host that knows a password; its log goes to standard
     * error.
     */
    Process serve(int port) throws IOException {
        Path hosts = data.resolve("pg_hba.conf");
        if (!Files.readString(hosts).contains(EVERY_HOST)) {
            Files.writeString(hosts, EVERY_HOST, StandardOpenOption.APPEND);
        }
        return new ProcessBuilder(
                        bin.resolve("postgres").toString(),
                        "-D",
                        data.toString(),
                        "-p",
                        Integer.toString(port),
                        "-c",
                        "listen_addresses=*",
                        "-c",
                        "unix_socket_directories=",
                        "-c",
                        "max_connections=120",
                        "-c",
                        "shared_buffers=64MB")
                .inheritIO()
                .start();
    }

    /** The server's JDBC URL up to the database's name. */
    public String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/";
    }

    /** Stops the server, ending what connections there still are. */
    public void stop() throws IOException {
        run("pg_ctl", "stop", "-w", "-m", "fast", "-t", "60", "-D", data.toString());
    }

    private void run(String program, String... arguments) throws IOException {
        int code = exitCode(program, arguments);
        if (code != 0) {
            throw new IOException("PostgreSQL's " + program + " ended with " + code + "; see " + log);
        }
    }

    private int exitCode(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>();
        if ("root".equals(System.getProperty("user.name"))) {
            // PostgreSQL refuses to run as root; in a user namespace of its own it has no rights of root.
            command.addAll(List.of("unshare", "-U"));
        }
        command.add(bin.resolve(program).toString());
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile("barid-" + program, ".log");
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
            if (!process.waitFor(150, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IOException("PostgreSQL's " + program + " did not end");
            }
            if (process.exitValue() != 0) {
                Files.createDirectories(data);
                Files.write(log, Files.readAllBytes(output), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while PostgreSQL's " + program + " ran", e);
        } finally {
            Files.delete(output);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

package barid.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/**
 * An installation with the samples, beside which a further instance of a service is started as its container does: from the
 * service's own jar, in a process of its own, against a migrated database.
 */
public final class Rehearsal implements AutoCloseable {
    /** The names of the services, as they stand in front of {@code -service}. */
    public static final List<String> SERVICES = InstallationConfig.SERVICES;

    private final Installation installation;
    private final Path folder;

    private Rehearsal(Installation installation, Path folder) {
        this.installation = installation;
        this.folder = folder;
    }

    /** Starts the installation on free ports; its steps are told on standard output. */
    public static Rehearsal open() throws IOException, InterruptedException {
        try {
            Path folder = Files.createTempDirectory(
                    "barid-rehearsal",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Installation installation = Installation.prepare(
                    new Installation.Options(null, Ports.free(), true, null, null), new Progress(System.out));
            Rehearsal rehearsal = new Rehearsal(installation, folder);
            try {
                installation.start();
                return rehearsal;
            } catch (IOException | InterruptedException | RuntimeException e) {
                rehearsal.close();
                throw e;
            }
        } catch (Refusal e) {
            throw new IOException(e.getMessage(), e);
        }
    }

    /**
     * Starts the service and returns when it says that it is ready.
     *
     * @param java the command up to the options of the JVM, which may begin with another program that runs it
     */
    public ServiceProcess start(String service, Path jar, List<String> java) throws IOException, InterruptedException {
        Ports ports = Ports.free();
        Map<String, String> settings = new TreeMap<>(installation.settings(service));
        settings.put("server.port", Integer.toString(ports.articles()));
        settings.put("admin.port", Integer.toString(ports.articlesAdmin()));
        Path file = folder.resolve(service + ".properties");
        Properties properties = new Properties();
        properties.putAll(settings);
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        return ServiceProcess.start(
                service, jar, java, file, ports.articles(), ports.articlesAdmin(), folder.resolve(service + ".log"));
    }

    /**
     * Runs the service once, has it answer what its readers ask most, and writes the classes that it then has, loaded and linked,
     * and its profiles, to {@code cache} (JEP 483, 514, 515). Only the same JVM with the same jars can use that.
     */
    public void train(String service, Path jar, Path cache, List<String> java)
            throws IOException, InterruptedException {
        Files.deleteIfExists(cache);
        List<String> training = new ArrayList<>(java);
        training.add("-XX:AOTCacheOutput=" + cache);
        try (ServiceProcess process = start(service, jar, training)) {
            process.beRead(20, 1);
        }
        if (!Files.exists(cache)) {
            throw new IOException(
                    service + "-service left no cache:\n" + Files.readString(folder.resolve(service + ".log")));
        }
    }

    @Override
    public void close() throws IOException {
        try {
            installation.close();
        } finally {
            for (String service : SERVICES) {
                Files.deleteIfExists(folder.resolve(service + ".properties"));
                Files.deleteIfExists(folder.resolve(service + ".log"));
            }
            Files.deleteIfExists(folder);
        }
    }
}

package barid.standalone;

import barid.kit.service.Logs;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.logging.Level;

/** The command {@code ./barid}: runs all of Barid on this machine. */
@Command(
        name = "barid",
        description = "Runs the whole of Barid on this machine: articles, feeds, newsletter, PostgreSQL and a mailbox.",
        mixinStandardHelpOptions = true,
        version = "barid 0.1.0")
public final class Main implements Runnable {
    @Option(names = "--data", paramLabel = "DIR", description = "keeps the data there (else a temporary folder)")
    private @Nullable Path data;

    @Option(names = "--port", paramLabel = "N", description = "moves the ports to N, N+1, N+2 ... (else 8081 ...)")
    private int port;

    @Option(names = "--empty", description = "starts without samples")
    private boolean empty;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "an organisation's own settings, its mail relay included; no samples, no mailbox")
    private @Nullable Path config;

    private int exitCode;

    public static void main(String[] args) {
        if (System.getenv("BARID_LOG_LEVEL") == null) {
            Logs.configure(Logs.Format.PLAIN, Level.WARNING);
        } else {
            Logs.configure();
        }
        Main main = new Main();
        int code = new CommandLine(main).execute(args);
        System.exit(code == 0 ? main.exitCode : code);
    }

    /** Starts, says where to look, and runs until it is stopped. */
    @Override
    public void run() {
        exitCode = running(new Progress(System.out), ports(), installation -> {
            Progress progress = new Progress(System.out);
            progress.line("");
            progress.line("  Site         " + installation.articles());
            progress.line("  Feeds        " + installation.feeds() + "/feeds");
            progress.line("  Newsletter   " + installation.newsletter() + "/newsletter");
            if (config == null) {
                progress.line("  Mailbox      " + installation.mailboxPage());
            }
            if (System.getenv("BARID_TOKEN") == null) {
                progress.line(
                        "  Token        " + installation.token() + "  (writes articles; set BARID_TOKEN to choose it)");
            }
            progress.line("");
            System.out.println("Ready. Ctrl-C stops all.");
            // The shutdown hook ends the process; there is nothing to come back from.
            new CountDownLatch(1).await();
            return 0;
        });
    }

    @Command(description = "Starts the same on free ports, runs the main path once and prints what it saw.")
    void check() {
        exitCode = running(new Progress(System.out), Ports.free(), installation -> new Check(installation).run());
    }

    @Command(name = "import", description = "Reads a file or URL into the running installation.")
    void importFeed(
            @Parameters(paramLabel = "FILE-or-URL") String source,
            @Option(names = "--language", paramLabel = "TAG", description = "the language, whatever the file says")
                    @Nullable
                    String language) {
        exitCode = new ImportCommand(
                        Installation.local(ports().articles()), System.getenv("BARID_TOKEN"), System.out, System.err)
                .run(source, language);
    }

    @Command(description = "Writes all content of the running installation into one file.")
    void export(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--force", description = "replaces a file that is there") boolean force) {
        exitCode = new ExportCommand(
                        Installation.local(ports().articles()), System.getenv("BARID_TOKEN"), System.out, System.err)
                .run(file, force);
    }

    @Command(
            description =
                    "Writes the installation of --data, running or not, into one file: databases, secrets, journal.")
    void backup(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--force", description = "replaces a file that is there") boolean force) {
        exitCode = new BackupCommand(System.out, System.err, InstantSource.system()).run(file, data, force);
    }

    @Command(description = "Puts a backup back into the folder of --data, while nothing runs there.")
    void restore(
            @Parameters(paramLabel = "FILE") Path file,
            @Option(names = "--journal", paramLabel = "DIR", description = "a newer journal than the one in --data")
                    @Nullable
                    Path journal,
            @Option(names = "--replace", description = "puts an installation that is there aside") boolean replace) {
        exitCode = new RestoreCommand(System.out, System.err, InstantSource.system()).run(file, data, journal, replace);
    }

    private Ports ports() {
        return port == 0 ? Ports.standard() : Ports.from(port);
    }

    private interface Work {
        int with(Installation installation) throws IOException, InterruptedException;
    }

    private int running(Progress progress, Ports ports, Work work) {
        Installation installation;
        try {
            installation = Installation.prepare(
                    new Installation.Options(
                            data,
                            ports,
                            !empty && config == null,
                            config,
                            System.getenv("BARID_TOKEN"),
                            System.getenv("BARID_TRACES")),
                    progress);
        } catch (Refusal e) {
            System.err.println(e.line());
            return 1;
        } catch (IOException e) {
            System.err.println("The data folder cannot be used: " + e.getMessage());
            return 1;
        }
        // One hook of ours replaces the libraries' own, which would all run at once.
        Thread hook = new Thread(() -> close(installation), "stop");
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            progress.line("Starting Barid");
            installation.start();
            return work.with(installation);
        } catch (IOException e) {
            progress.complain("Barid cannot start: " + e.getMessage());
            return 1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return 1;
        } finally {
            close(installation);
        }
    }

    private static void close(Installation installation) {
        try {
            installation.close();
        } catch (IOException e) {
            System.err.println("Barid did not stop cleanly: " + e.getMessage());
        }
    }
}

package barid.standalone;

import barid.kit.db.Database;
import barid.kit.db.Roles;
import barid.kit.service.RunningService;
import barid.kit.site.Organisation;
import barid.standalone.backup.DatabaseServer;
import barid.standalone.mailbox.Mailbox;
import barid.standalone.mailbox.MailboxPage;
import barid.standalone.postgres.LocalPostgres;
import io.helidon.config.Config;
import io.helidon.webserver.WebServer;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.function.Function;

/** A whole Barid on this machine: PostgreSQL, the mailbox, the three services, the samples; started and stopped in order. */
final class Installation implements AutoCloseable {
    private final Options options;
    private final Progress progress;
    private final DataFolder folder;
    private final InstallationConfig config;
    private final Deque<Step> started = new ArrayDeque<>();
    private String databases = "";
    private boolean closed;

    /**
     * What to start.
     *
     * @param data where the data stays, or null for a folder that goes at the end
     * @param samples whether an empty installation is filled
     * @param file the organisation's own settings, its mail relay included; then there is no mailbox
     * @param token the writer's token, or null to make one
     * @param traces a collector's address for traces, or null
     */
    record Options(
            @Nullable Path data,
            Ports ports,
            boolean samples,
            @Nullable Path file,
            @Nullable String token,
            @Nullable String traces) {
        /** Untraced. */
        Options(@Nullable Path data, Ports ports, boolean samples, @Nullable Path file, @Nullable String token) {
            this(data, ports, samples, file, token, null);
        }

        boolean mailbox() {
            return file == null;
        }
    }

    private record Step(String name, Closing closing) {}

    private interface Closing {
        void close() throws IOException;
    }

    private Installation(Options options, Progress progress, DataFolder folder) {
        this.options = options;
        this.progress = progress;
        this.folder = folder;
        this.config = new InstallationConfig(options, folder);
    }

    /** Takes the folder and checks the ports; nothing runs before {@link #start()}. */
    static Installation prepare(Options options, Progress progress) throws IOException, Refusal {
        var taken = options.ports().taken(options.mailbox());
        if (taken.isPresent()) {
            throw new Refusal(taken.get());
        }
        Path data = options.data();
        if (data != null && RestoreCommand.wasCutShort(data)) {
            throw new Refusal("A restore into " + data + " was cut short; run it again before Barid starts there.");
        }
        return new Installation(options, progress, data == null ? DataFolder.temporary() : DataFolder.kept(data));
    }

    /** Starts all, the database first; what has started is stopped by {@link #close()} even if a later part fails. */
    void start() throws IOException, InterruptedException {
        progress.step("PostgreSQL");
        LocalPostgres postgres = LocalPostgres.start(cache(), folder.path(), folder.secret("postgres"));
        hold("PostgreSQL", postgres::stop);
        databases = postgres.url();
        Roles roles = new Roles(postgres.url(), "postgres", folder.secret("postgres"));
        for (String service : InstallationConfig.SERVICES) {
            roles.create(service, folder.secret(service + "_migrator"), folder.secret(service + "_app"));
        }
        if (!folder.isTemporary()) {
            new SafetyCopy(folder, config, new DatabaseServer(postgres.url(), folder.secret("postgres")), progress)
                    .beforeMigration();
        }
        if (options.mailbox()) {
            progress.step("Mailbox");
            startMailbox();
        }
        startService("article", postgres, barid.article.Main::start);
        startService("feed", postgres, barid.feed.Main::start);
        startService("newsletter", postgres, barid.newsletter.Main::start);
        if (options.samples() && !folder.filled()) {
            progress.step("Sample content");
            try (Api api = new Api(token())) {
                new SampleContent(api, articles(), newsletter(), Instant.now()).load();
            }
            folder.markFilled();
        }
        progress.done();
    }

    /** Remembers what to stop; a stop that came meanwhile stops it at once. */
    private synchronized void hold(String name, Closing closing) throws IOException {
        if (closed) {
            closing.close();
            throw new IOException("it was stopped");
        }
        started.push(new Step(name, closing));
    }

    private void startService(String name, LocalPostgres postgres, Function<Config, RunningService> start)
            throws IOException {
        progress.step(name + "-service");
        Config service = config.of(name, postgres.url());
        Database.migrate(config.owner(name, postgres.url()));
        RunningService running = start.apply(service);
        hold(name + "-service", running::stop);
    }

    private void startMailbox() throws IOException {
        Organisation organisation = Organisation.from(config.organisation());
        Mailbox mailbox = Mailbox.start(
                "127.0.0.1",
                options.ports().smtp(),
                options.ports().imap(),
                organisation.bounceDomain(),
                Duration.ZERO);
        hold("mailbox", mailbox::stop);
        WebServer page = MailboxPage.start("127.0.0.1", options.ports().mailboxPage(), mailbox, organisation);
        hold("mailbox page", page::stop);
    }

    /** The named cache of unpacked binaries, which stays. */
    static Path cache() {
        String xdg = System.getenv("XDG_CACHE_HOME");
        return (xdg == null || xdg.isBlank() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(xdg))
                .resolve("barid");
    }

    /** The writer's token, with every scope. */
    String token() {
        return config.token();
    }

    /** The settings by which {@code service} runs here. */
    Map<String, String> settings(String service) {
        return config.of(service, databases).asMap().get();
    }

    URI articles() {
        return local(options.ports().articles());
    }

    URI feeds() {
        return local(options.ports().feeds());
    }

    URI newsletter() {
        return local(options.ports().newsletter());
    }

    URI mailboxPage() {
        return local(options.ports().mailboxPage());
    }

    static URI local(int port) {
        return URI.create("http://localhost:" + port);
    }

    /** Stops what was started, the latest first, and gives the folder free. */
    @Override
    public synchronized void close() throws IOException {
        if (closed) {
            return;
        }
        closed = true;
        for (Step step : started) {
            try {
                step.closing().close();
            } catch (IOException | RuntimeException e) {
                progress.complain(step.name() + " did not stop cleanly: " + e.getMessage());
            }
        }
        folder.close();
    }
}

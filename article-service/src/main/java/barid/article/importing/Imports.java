package barid.article.importing;

import barid.article.audit.Actor;
import barid.kit.db.Database;
import barid.kit.service.Stoppable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

/** Runs imports, one after the other; each entry is taken in its own transaction, so a run that was cut off is begun again. */
public final class Imports implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
    private static final Duration CUT_OFF = Duration.ofMinutes(10);

    private final ImportStore store;
    private final List<ImportFormat> formats;
    private final InstantSource clock;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("import").factory());
    private volatile boolean stopped;

    /** The first of {@code formats} that knows a file takes it. */
    public Imports(Database database, List<ImportFormat> formats, InstantSource clock) {
        this.store = new ImportStore(database);
        this.formats = List.copyOf(formats);
        this.clock = clock;
    }

    ImportStore store() {
        return store;
    }

    /** Reads the file to its end without taking anything. */
    ImportFile check(Path file) throws ImportRefused, IOException {
        for (ImportFormat format : formats) {
            Optional<ImportFile> known = format.recognise(file);
            if (known.isPresent()) {
                return known.get();
            }
        }
        throw new ImportRefused("The file is of no kind that can be imported.");
    }

    /** Queues a file that passed the check; it is deleted at the end. */
    UUID begin(Path file, ImportFile checked, Optional<String> language, String source, Actor actor) {
        UUID id = UUID.randomUUID();
        store.begin(id, checked, language, source, actor.name(), clock.instant());
        worker.execute(() -> run(file, checked, new Run(id, language, actor)));
        return id;
    }

    /** Ends what a stopped process left behind; entries of a running import come far more often. */
    void endCutOff() {
        store.endCutOff(clock.instant().minus(CUT_OFF));
    }

    private void run(Path file, ImportFile checked, Run run) {
        try {
            checked.takeAll(run);
            store.end(run.id, "done", null, clock.instant());
        } catch (InterruptedException e) {
            fail(run.id, "The service was stopped. Send the file again: what is here is skipped.");
        } catch (IOException | RuntimeException e) {
            LOG.error("The import {} failed", run.id, e);
            fail(run.id, "The file could not be taken to its end. Send it again: what is here is skipped.");
        } finally {
            delete(file);
        }
    }

    private void fail(UUID id, String reason) {
        try {
            store.end(id, "failed", reason, clock.instant());
        } catch (RuntimeException e) {
            LOG.warn("The end of the import {} could not be noted: {}", id, e.toString());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("An imported file could not be deleted: {}", e.toString());
        }
    }

    private final class Run implements ImportRun {
        private final UUID id;
        private final Optional<String> language;
        private final Actor actor;

        Run(UUID id, Optional<String> language, Actor actor) {
            this.id = id;
            this.language = language;
            this.actor = actor;
        }

        @Override
        public Optional<String> language() {
            return language;
        }

        @Override
        public Actor actor() {
            return actor;
        }

        @Override
        public void taking(String taken, int total) {
            store.taking(id, taken, total, clock.instant());
        }

        @Override
        public void report(ImportLine line) throws InterruptedException {
            store.report(id, line, clock.instant());
            goOn();
        }

        @Override
        public void goOn() throws InterruptedException {
            if (stopped) {
                throw new InterruptedException();
            }
        }
    }

    @Override
    public void stop() {
        stopped = true;
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

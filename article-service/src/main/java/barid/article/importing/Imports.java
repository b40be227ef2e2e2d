package barid.article.importing;

import barid.article.audit.Actor;
import barid.article.content.Articles;
import barid.article.content.ImportResult;
import barid.article.content.Installation;
import barid.article.html.Sanitiser;
import barid.article.topics.Topics;
import barid.kit.db.Database;
import barid.kit.service.Stoppable;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import com.rometools.rome.io.FeedException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Runs imports, one after the other; each entry is taken in its own transaction, so a run that was cut off is begun again. */
public final class Imports implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(Imports.class);
    private static final Duration CUT_OFF = Duration.ofMinutes(10);

    private final ImportStore store;
    private final Articles articles;
    private final Topics topics;
    private final Installation installation;
    private final Organisation organisation;
    private final EntryConversion conversion;
    private final InstantSource clock;
    private final ExecutorService worker =
            Executors.newSingleThreadExecutor(Thread.ofVirtual().name("import").factory());
    private volatile boolean stopped;

    public Imports(
            Database database,
            Articles articles,
            Topics topics,
            Installation installation,
            Organisation organisation,
            Sanitiser sanitiser,
            InstantSource clock) {
        this.store = new ImportStore(database);
        this.articles = articles;
        this.topics = topics;
        this.installation = installation;
        this.organisation = organisation;
        this.conversion = new EntryConversion(sanitiser);
        this.clock = clock;
    }

    ImportStore store() {
        return store;
    }

    /** Queues a file that passed the check; it is deleted at the end. */
    UUID begin(Path file, FeedCheck check, Optional<String> language, Actor actor) {
        UUID id = UUID.randomUUID();
        store.begin(id, check, language, actor.name(), clock.instant());
        worker.execute(() -> run(id, file, check, language, actor));
        return id;
    }

    /** Ends what a stopped process left behind; entries of a running import come far more often. */
    void endCutOff() {
        store.endCutOff(clock.instant().minus(CUT_OFF));
    }

    private void run(UUID id, Path file, FeedCheck check, Optional<String> language, Actor actor) {
        try {
            takeAll(id, FeedReader.read(file), check, language, actor);
            store.end(id, "done", null, clock.instant());
        } catch (InterruptedException e) {
            fail(id, "The service was stopped. Send the file again: what is here is skipped.");
        } catch (FeedException | IOException | RuntimeException e) {
            LOG.error("The import {} failed", id, e);
            fail(id, "The feed could not be read to its end. Send the file again: what is here is skipped.");
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

    private void takeAll(UUID id, FeedReader feed, FeedCheck check, Optional<String> option, Actor actor)
            throws InterruptedException {
        List<String> general = new ArrayList<>();
        String language = language(option, feed.language().or(check::language), general);
        store.taking(id, language, feed.entries().size(), clock.instant());
        Instant otherwise = feed.date().orElse(clock.instant());
        Map<String, Integer> used = new HashMap<>();
        Map<String, Optional<String>> known = new HashMap<>();
        int ordinal = 0;
        for (FeedEntry entry : feed.entries()) {
            if (stopped) {
                throw new InterruptedException();
            }
            List<String> notes = new ArrayList<>(general);
            Optional<String> entryId = entryId(entry, language, used, notes);
            ImportStore.Line line = entryId.isEmpty()
                    ? ImportStore.Line.of(
                            ++ordinal,
                            null,
                            PlainWords.cut(PlainWords.clean(entry.title()), 300),
                            new ImportResult.Skipped("has neither an id nor a link to be known by"),
                            notes)
                    : take(++ordinal, entry, entryId.get(), language, known, otherwise, notes, actor);
            store.report(id, line, clock.instant());
        }
    }

    private ImportStore.Line take(
            int ordinal,
            FeedEntry entry,
            String entryId,
            String language,
            Map<String, Optional<String>> known,
            Instant otherwise,
            List<String> notes,
            Actor actor) {
        EntryConversion.Converted converted = conversion.convert(
                entry,
                entryId,
                language,
                name -> known.computeIfAbsent(name, text -> topics.take(text, language, actor)),
                otherwise);
        notes.addAll(converted.notes());
        ImportResult result = articles.take(converted.article(), actor);
        return ImportStore.Line.of(ordinal, entryId, converted.article().title(), result, notes);
    }

    /**
     * The entry's own id. A second entry of the same id in one file gets one in the form of ours, made from what tells the two
     * apart, so that the next import knows it again.
     */
    private Optional<String> entryId(FeedEntry entry, String language, Map<String, Integer> used, List<String> notes) {
        return entry.id().map(PlainWords::clean).map(id -> {
            if (used.merge(id, 1, Integer::sum) == 1) {
                return id;
            }
            String what = id + "\n" + entry.link().orElse("") + "\n" + entry.title();
            int again = used.merge(what, 1, Integer::sum);
            UUID name = UUID.nameUUIDFromBytes((what + "\n" + again).getBytes(StandardCharsets.UTF_8));
            notes.add("its id is used before in this file, so it got one of our own; it was " + id);
            return "tag:" + installation.tagAuthority() + ":" + name + ":" + language;
        });
    }

    private String language(Optional<String> option, Optional<String> feed, List<String> notes) {
        if (option.isPresent()) {
            return option.get();
        }
        Optional<String> own = feed.flatMap(Languages::canonical);
        if (own.isEmpty()) {
            notes.add(
                    "language: the feed names none that is known, so " + organisation.defaultLanguage() + " was taken");
        }
        return own.orElse(organisation.defaultLanguage());
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warn("An imported file could not be deleted: {}", e.toString());
        }
    }

    @Override
    public void stop() {
        stopped = true;
        worker.shutdown();
        try {
            if (!worker.awaitTermination(10, java.util.concurrent.TimeUnit.SECONDS)) {
                worker.shutdownNow();
            }
        } catch (InterruptedException e) {
            worker.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}

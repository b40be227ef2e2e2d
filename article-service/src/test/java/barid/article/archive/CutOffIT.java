package barid.article.archive;

import barid.article.TestArticles;
import barid.article.audit.Actor;
import barid.article.content.Installation;
import barid.article.importing.ImportFile;
import barid.article.importing.ImportLine;
import barid.article.importing.ImportRun;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.site.Organisation;
import io.helidon.config.Config;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

/** A run that ends at any moment and is begun again ends like one that was never cut off. */
@Timeout(120)
class CutOffIT {
    @TempDir
    private static Path folder;

    private static DatabaseSettings source;
    private static Path archive;
    private static Map<String, String> whole;

    @BeforeAll
    static void export() throws IOException, InterruptedException {
        try (TestArticles articles = TestArticles.start()) {
            new Newsroom(articles);
            source = articles.settings();
        }
        archive = export(source, folder.resolve("whole.zip"));
        try (Database database = Database.open(TestPostgres.create("article", false))) {
            take(database, new Run(Integer.MAX_VALUE));
            whole = Rooms.dump(database);
        }
    }

    @AfterAll
    static void delete() throws IOException {
        Files.deleteIfExists(archive);
    }

    private static Path export(DatabaseSettings from, Path file) throws IOException {
        try (Database database = Database.open(from);
                OutputStream out = Files.newOutputStream(file)) {
            new Export(
                            database,
                            Rooms.uploads(database),
                            new Installation("news.example.org,2026"),
                            Organisation.from(Config.empty().get("organisation")),
                            InstantSource.system())
                    .writeTo(counts -> out);
        }
        return file;
    }

    /** Goes on for some steps, then ends as when the service stops. */
    private static final class Run implements ImportRun {
        private final List<ImportLine> lines = new ArrayList<>();
        private int left;

        Run(int steps) {
            this.left = steps;
        }

        @Override
        public Optional<String> language() {
            return Optional.empty();
        }

        @Override
        public Actor actor() {
            return new Actor("tester", Optional.empty());
        }

        @Override
        public void taking(String language, int total) {}

        @Override
        public void report(ImportLine line) throws InterruptedException {
            lines.add(line);
            goOn();
        }

        @Override
        public void goOn() throws InterruptedException {
            if (--left < 0) {
                throw new InterruptedException();
            }
        }
    }

    private static void take(Database database, Run run) throws IOException, InterruptedException {
        take(database, run, archive);
    }

    private static void take(Database database, Run run, Path file) throws IOException, InterruptedException {
        try {
            ImportFile checked = Rooms.format(database, 2).recognise(file).orElseThrow();
            checked.takeAll(run);
        } catch (barid.article.importing.ImportRefused e) {
            throw new AssertionError(e);
        }
    }

    private static boolean takeSome(Database database, int steps) throws IOException {
        try {
            take(database, new Run(steps));
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    @Test
    void cutOffAfterEachStepInTurnAndBegunAgain() throws IOException {
        try (Database database = Database.open(TestPostgres.create("article", false))) {
            int steps = 1;
            while (!takeSome(database, steps)) {
                everythingPublicIsAnnounced(database);
                steps++;
            }
            assertThat(steps).isGreaterThan(20);
            assertThat(Rooms.dump(database)).isEqualTo(whole);
        }
    }

    @Test
    void cutOffOnceAtManyStepsAndRepeated() throws IOException, InterruptedException {
        int every = Boolean.getBoolean("barid.long") ? 1 : 13;
        for (int steps = 1; ; steps += every) {
            try (Database database = Database.open(TestPostgres.create("article", false))) {
                boolean ended = takeSome(database, steps);
                take(database, new Run(Integer.MAX_VALUE));
                assertThat(Rooms.dump(database)).as("cut off after " + steps).isEqualTo(whole);
                if (ended) {
                    return;
                }
            }
        }
    }

    private static void everythingPublicIsAnnounced(Database database) {
        long missing = database.client()
                .execute()
                .createNamedGet(
                        "test.missing",
                        "SELECT count(*) AS n FROM translation t WHERE published IS NOT NULL AND NOT EXISTS"
                                + " (SELECT FROM change WHERE key = t.article || ':' || t.language)")
                .execute()
                .orElseThrow()
                .column("n")
                .getLong();
        assertThat(missing).isZero();
    }

    /** The order and the rows are the source's own, too: not only those of another import. */
    @Test
    void theOrderIsTheSources() {
        assertThat(whole.get("change")).isEqualTo(Rooms.dump(source).get("change"));
        for (String table : List.of("revision", "slug", "topic", "media", "media_use", "topic_use")) {
            assertThat(whole.get(table)).as(table).isEqualTo(Rooms.dump(source).get(table));
        }
    }

    /** What the archive had scheduled goes public by the import itself, as no news, though the schedule would be faster. */
    @Test
    void whatFellDueMeanwhileIsPublicAtOnceAndHistorical() throws IOException, InterruptedException {
        String name = TestPostgres.nameOf(source);
        TestPostgres.execute(
                name,
                "UPDATE translation SET scheduled_at = scheduled_at - INTERVAL '61 days' WHERE state = 'scheduled'");
        Path due = export(source, folder.resolve("due.zip"));
        TestPostgres.execute(
                name,
                "UPDATE translation SET scheduled_at = scheduled_at + INTERVAL '61 days' WHERE state = 'scheduled'");
        try (Database database = Database.open(TestPostgres.create("article", false))) {
            Run run = new Run(Integer.MAX_VALUE);
            take(database, run, due);
            assertThat(run.lines).anyMatch(line -> line.reasons().toString().contains("public now, as historical"));
            assertThat(database.client()
                            .execute()
                            .createNamedQuery(
                                    "test.due",
                                    "SELECT t.historical AND t.quiet AND EXISTS (SELECT FROM change c WHERE c.article = t.article)"
                                            + " AS right FROM translation t JOIN revision r ON r.article = t.article"
                                            + " AND r.language = t.language WHERE r.title = 'Under embargo'"
                                            + " AND t.state = 'published'")
                            .execute()
                            .map(row -> row.column("right").getBoolean())
                            .toList())
                    .containsExactly(true);
            // the one that returns in spring is not due yet
            assertThat(count(database, "state = 'scheduled'")).isEqualTo(1);
            everythingPublicIsAnnounced(database);
            Map<String, String> before = Rooms.dump(database);
            Run again = new Run(Integer.MAX_VALUE);
            take(database, again, due);
            assertThat(again.lines).allMatch(line -> line.outcome().equals("skipped"));
            assertThat(Rooms.dump(database)).isEqualTo(before);
        }
    }

    private static long count(Database database, String condition) {
        return database.client()
                .execute()
                .createNamedGet("test.count", "SELECT count(*) AS n FROM translation WHERE " + condition)
                .execute()
                .orElseThrow()
                .column("n")
                .getLong();
    }
}

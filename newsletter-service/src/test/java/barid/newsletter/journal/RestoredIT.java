package barid.newsletter.journal;

import barid.kit.Await;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.NewsletterProcess;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import barid.newsletter.keys.Keys;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.robothy.s3.rest.LocalS3;
import com.robothy.s3.rest.bootstrap.LocalS3Mode;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A newsletter database is put back to before an edition was sent and before a reader left: nothing goes until the operator
 * decides, who left stays out, and nobody gets an article twice unless it is asked for.
 */
class RestoredIT {
    private static final int READERS = 20;

    @TempDir
    Path folder;

    private final TestFeed feed = new TestFeed();
    private final SmtpSink sink = new SmtpSink();
    private Map<String, String> journal = Map.of();

    @BeforeEach
    void keepJournal() {
        journal = Map.of("journal.folder", folder.resolve("journal").toString());
    }

    @AfterEach
    void stop() {
        sink.close();
        feed.close();
    }

    private RunningNewsletter start(DatabaseSettings database) {
        return new RunningNewsletter(database, feed.url(), sink.port(), Clock.systemUTC(), journal);
    }

    /** Puts a database back to a copy of it. */
    private interface Server {
        DatabaseSettings settings();

        void backUp();

        void restore();
    }

    /** The readers' ids by what becomes of them. */
    private record Cast(UUID leaver, UUID erased, UUID late) {}

    @Test
    void afterSkipNobodyGetsAnArticleTwiceAndWhoWasNotMailedYetGetsItOnce() {
        Server server = byTemplate();
        Cast cast = untilRestored(server);
        try (RunningNewsletter newsletter = start(server.settings())) {
            Rows rows = new Rows(server.settings());
            assertNothingIsSentUntilDecided(newsletter, rows, cast, "skip");
            Await.until("the third article is here", () -> mailsWith("Third headline") == READERS - 2 + 1);
            assertThat(mailsWith("Second headline"))
                    .as("but for who had not got it")
                    .isEqualTo(1);
            assertThat(sink.mailsTo("late@example.net")).hasSize(1);
            assertNobodyTwice();
            assertWhoLeftStaysOut();
            assertThat(rows.number("SELECT count(*) FROM delivery_state WHERE state = 'uncertain'"))
                    .as("all that had it, and are known here")
                    .isEqualTo(READERS - 1);
            assertBalanced(newsletter);
        }
        assertNothingIsAskedAgain(server);
        // The answer itself is lost, and is asked for anew.
        server.restore();
        sink.forget();
        try (RunningNewsletter newsletter = start(server.settings())) {
            awaitHold(new Rows(server.settings()));
            assertThat(sink.mails()).isEmpty();
            assertThat(answer(newsletter, "skip")).contains("\"changed\":true");
            Await.until("nothing is held", () -> holds(new Rows(server.settings())) == 0);
        }
    }

    @Test
    void afterAgainWhatWasSentGoesTwiceAsItWasSaidWithTheJournalInS3() throws Exception {
        LocalS3 s3 = LocalS3.builder().port(-1).mode(LocalS3Mode.IN_MEMORY).build();
        s3.start();
        try {
            keepJournalIn(s3);
            Server server = byTemplate();
            Cast cast = untilRestored(server);
            try (RunningNewsletter newsletter = start(server.settings())) {
                Rows rows = new Rows(server.settings());
                String said = assertNothingIsSentUntilDecided(newsletter, rows, cast, "again");
                assertThat(new ObjectMapper()
                                .readTree(said)
                                .at("/restored/twice")
                                .asInt())
                        .isEqualTo(READERS - 2);
                Await.until("all came again", () -> mailsWith("Second headline") == READERS - 2 + 1);
                assertNobodyTwice();
                assertWhoLeftStaysOut();
            }
            assertNothingIsAskedAgain(server);
        } finally {
            s3.shutdown();
        }
    }

    @Test
    void filesOfAStoppedServerThatAreCopiedBackAreKnownToo() throws Exception {
        try (CopiedServer server = new CopiedServer(folder.resolve("server"))) {
            Cast cast = untilRestored(server);
            try (RunningNewsletter newsletter = start(server.settings())) {
                assertNothingIsSentUntilDecided(newsletter, new Rows(server.settings()), cast, "skip");
                Await.until("the third article is here", () -> mailsWith("Third headline") == READERS - 2 + 1);
                assertThat(mailsWith("Second headline")).isEqualTo(1);
                assertNobodyTwice();
                assertWhoLeftStaysOut();
            }
        }
    }

    @Test
    void aDatabaseFromTheMiddleOfAnEditionSendsNothingOfItAgain() {
        Server server = byTemplate();
        Rows rows = new Rows(server.settings());
        try (RunningNewsletter newsletter = start(server.settings())) {
            feed.announce(Articles.published(1, "en", "First headline"));
            Await.until("the story is here", () -> rows.number("SELECT count(*) FROM story") == 1);
            assertThat(newsletter
                            .operate("/newsletter/api/sending/hold", "{\"reason\":\"not yet\"}")
                            .statusCode())
                    .isEqualTo(200);
            rows.readers("reader", "example.net", READERS);
            Await.until("it is planned", () -> rows.number("SELECT count(*) FROM delivery") == READERS);
        }
        server.backUp();
        try (RunningNewsletter newsletter = start(server.settings())) {
            newsletter.operate("/newsletter/api/sending/resume", "{}");
            Await.until("it is sent", () -> settled(rows) == READERS);
        }
        server.restore();
        sink.forget();
        try (RunningNewsletter newsletter = start(server.settings())) {
            awaitHold(rows);
            newsletter.operate("/newsletter/api/sending/resume", "{}");
            assertThat(sending(newsletter)).contains("\"twice\":" + READERS);
            assertThat(answer(newsletter, "skip")).contains("\"changed\":true");
            assertThat(rows.number("SELECT count(*) FROM delivery_state WHERE state = 'uncertain'"))
                    .isEqualTo(READERS);
            assertBalanced(newsletter);
            feed.announce(Articles.published(2, "en", "Second headline"));
            Await.until("the next one is here", () -> mailsWith("Second headline") == READERS);
            assertThat(mailsWith("First headline")).isZero();
        }
    }

    @Test
    void aProcessKilledBetweenItsNoteAndTheCommitHoldsNothing() throws Exception {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        Rows rows = new Rows(database);
        Path notes = folder.resolve("journal-" + TestPostgres.nameOf(database));
        new Rows(TestPostgres.owner(database)).execute("""
                CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS
                    $$ BEGIN PERFORM pg_advisory_xact_lock(4711); RETURN NULL; END $$;
                CREATE CONSTRAINT TRIGGER late AFTER INSERT ON chunk DEFERRABLE INITIALLY DEFERRED
                    FOR EACH ROW EXECUTE FUNCTION wait()""");
        try (RunningNewsletter newsletter = start(database)) {
            feed.announce(Articles.published(1, "en", "First headline"));
            Await.until("the story is here", () -> rows.number("SELECT count(*) FROM story") == 1);
        }
        try (Connection lock = DriverManager.getConnection(database.url(), database.username(), database.password());
                NewsletterProcess process = NewsletterProcess.start(
                        database, sink.port(), folder, Map.of("editions.collecting-window", "PT1S"))) {
            lock.createStatement().execute("SELECT pg_advisory_lock(4711)");
            rows.readers("reader", "example.net", READERS);
            Await.until(
                    "it is about to commit",
                    () -> rows.number(
                                    "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 4711 AND NOT granted")
                            == 1);
            assertThat(text(notes)).contains("\"kind\":\"begun\"");
            process.kill();
            TestPostgres.execute(
                    TestPostgres.nameOf(database),
                    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
        }
        journal = Map.of("journal.folder", notes.toString());
        try (RunningNewsletter newsletter = start(database)) {
            Await.until("all are mailed", () -> settled(rows) == READERS);
            assertThat(holds(rows)).isZero();
            assertNobodyTwice();
            assertThat(newsletter
                            .operate("/newsletter/api/sending/restored", "{\"answer\":\"skip\"}")
                            .body())
                    .contains("\"changed\":false");
        }
        assertThat(text(notes)).contains("\"kind\":\"struck\"").contains("\"kind\":\"done\"");
    }

    @Test
    void whileTheJournalCannotBeWrittenNothingIsSentAndWhoLeavesIsHeardAllTheSame() throws IOException {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        Rows rows = new Rows(database);
        Path notes = folder.resolve("journal");
        Files.writeString(notes, "a file where the folder should be");
        try (RunningNewsletter newsletter = start(database)) {
            feed.announce(Articles.published(1, "en", "First headline"));
            rows.readers("reader", "example.net", READERS);
            UUID leaver = id(rows, "reader1@example.net");
            Await.until("it is known", () -> newsletter.metrics().contains("barid_journal_away 1.0"));
            assertThat(leave(newsletter, leaver)).isEqualTo(200);
            assertThat(rows.number("SELECT count(*) FROM journal_note WHERE unwritten IS NOT NULL"))
                    .isEqualTo(1);
            assertThat(rows.number("SELECT count(*) FROM delivery")).isZero();
            Files.delete(notes);
            Await.until("it goes on", () -> settled(rows) == READERS - 1);
            Await.until(
                    "the note is made up for",
                    () -> rows.number("SELECT count(*) FROM journal_note WHERE unwritten IS NOT NULL") == 0);
            assertThat(text(notes)).contains("\"reason\":\"unsubscribed\"");
        }
    }

    @Test
    void aDamagedJournalHoldsSendingAndSaysWhere() throws IOException {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        Rows rows = new Rows(database);
        Path notes = Files.createDirectories(folder.resolve("journal"));
        Path segment = notes.resolve("sending-20261129T000000.000000000Z-0.jsonl");
        Files.writeString(segment, "{\"kind\":\"struck\"}\n");
        try (RunningNewsletter newsletter = start(database)) {
            Await.until("it is held", () -> holds(rows) == 1);
            assertThat(sending(newsletter)).contains("line 1 of " + segment.getFileName() + " is damaged");
            Files.delete(segment);
            Await.until("it goes on", () -> holds(rows) == 0);
        }
    }

    /** Backed up after the first article; then the second one was sent, one reader left, and one was erased. */
    private Cast untilRestored(Server server) {
        Rows rows = new Rows(server.settings());
        Cast cast;
        try (RunningNewsletter newsletter = start(server.settings())) {
            rows.readers("reader", "example.net", READERS);
            UUID late = rows.restingReader("late@example.net", "en");
            cast = new Cast(id(rows, "reader1@example.net"), id(rows, "reader2@example.net"), late);
            feed.announce(Articles.published(1, "en", "First headline"));
            Await.until("the first article is sent", () -> settled(rows) == READERS);
        }
        server.backUp();
        sink.forget();
        try (RunningNewsletter newsletter = start(server.settings())) {
            feed.announce(Articles.published(2, "en", "Second headline"));
            Await.until("the second article is sent", () -> settled(rows) == 2 * READERS);
            assertThat(leave(newsletter, cast.leaver())).isEqualTo(200);
            assertThat(newsletter
                            .send(HttpRequest.newBuilder(newsletter.url("/newsletter/api/subscribers/" + cast.erased()))
                                    .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR)
                                    .DELETE())
                            .statusCode())
                    .isEqualTo(204);
        }
        server.restore();
        sink.forget();
        feed.announce(Articles.published(3, "en", "Third headline"));
        return cast;
    }

    /** What was said to the operator before she answered. */
    private String assertNothingIsSentUntilDecided(RunningNewsletter newsletter, Rows rows, Cast cast, String answer) {
        awaitHold(rows);
        rows.execute("UPDATE subscription SET next_due = '2000-01-01', position = 1, looked_to = 1 WHERE subscriber = '"
                + cast.late() + "'");
        Await.until("the third story is here", () -> rows.number("SELECT count(*) FROM story") == 3);
        assertThat(rows.strings("SELECT state FROM subscriber WHERE id = '" + cast.leaver() + "'"))
                .containsExactly("unsubscribed");
        assertThat(rows.strings("SELECT email FROM subscriber WHERE id = '" + cast.erased() + "'"))
                .isEmpty();
        String said = sending(newsletter);
        assertThat(said).contains("\"cause\":\"restored\"").contains("\"claimed\":" + READERS);
        assertThat(newsletter.operate("/newsletter/api/sending/resume", "{}").body())
                .as("an operator's word does not end it")
                .contains("\"changed\":false");
        assertThat(rows.number("SELECT count(*) FROM delivery"))
                .as("nothing is planned")
                .isEqualTo(READERS);
        assertThat(sink.mails()).isEmpty();
        assertThat(answer(newsletter, answer)).contains("\"changed\":true");
        assertThat(rows.strings("SELECT act FROM console_audit ORDER BY id DESC LIMIT 1"))
                .containsExactly("restored-" + answer);
        return said;
    }

    private void assertNothingIsAskedAgain(Server server) {
        Rows rows = new Rows(server.settings());
        try (RunningNewsletter newsletter = start(server.settings())) {
            feed.announce(Articles.published(4, "en", "Fourth headline"));
            Await.until("sending goes on", () -> mailsWith("Fourth headline") > 0);
            assertThat(holds(rows)).isZero();
        }
    }

    private void assertNobodyTwice() {
        sink.mails().stream().map(SmtpSink.Mail::to).distinct().forEach(reader -> {
            for (String headline : List.of("First headline", "Second headline", "Third headline")) {
                assertThat(sink.mailsTo(reader).stream()
                                .filter(mail -> mail.content().contains(headline))
                                .count())
                        .as(reader + ": " + headline)
                        .isLessThanOrEqualTo(1);
            }
        });
        assertThat(sink.mails()).isNotEmpty();
    }

    private void assertWhoLeftStaysOut() {
        assertThat(sink.mails())
                .extracting(SmtpSink.Mail::to)
                .doesNotContain("reader1@example.net", "reader2@example.net");
    }

    private static void assertBalanced(RunningNewsletter newsletter) {
        Await.until("the books balance", () -> newsletter.metrics().contains("barid_deliveries_imbalance 0.0"));
    }

    private long mailsWith(String headline) {
        return sink.mails().stream()
                .filter(mail -> mail.content().contains(headline))
                .count();
    }

    private static long settled(Rows rows) {
        return rows.number("SELECT count(*) FROM delivery_state WHERE state = 'sent'")
                - rows.number("SELECT count(*) FROM chunk WHERE owner IS NOT NULL");
    }

    private static long holds(Rows rows) {
        return rows.number("SELECT count(*) FROM sending_hold WHERE cause <> 'operator'");
    }

    private static void awaitHold(Rows rows) {
        Await.until("it is held", () -> holds(rows) == 1);
    }

    private static UUID id(Rows rows, String email) {
        return UUID.fromString(rows.strings("SELECT id FROM subscriber WHERE email = '" + email + "'")
                .getFirst());
    }

    private static int leave(RunningNewsletter newsletter, UUID reader) {
        String token = new Keys(RunningNewsletter.SECRET).unsubscribeToken(reader);
        return newsletter
                .post(
                        "/newsletter/unsubscribe/" + token,
                        "application/x-www-form-urlencoded",
                        "List-Unsubscribe=One-Click")
                .statusCode();
    }

    private static String sending(RunningNewsletter newsletter) {
        return newsletter
                .send(HttpRequest.newBuilder(newsletter.url("/newsletter/api/sending"))
                        .header("Authorization", "Bearer " + RunningNewsletter.OPERATOR))
                .body();
    }

    private static String answer(RunningNewsletter newsletter, String answer) {
        return newsletter
                .operate(
                        "/newsletter/api/sending/restored",
                        "{\"answer\":\"" + answer + "\",\"reason\":\"put back after a broken disk\"}")
                .body();
    }

    private static String text(Path notes) throws IOException {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(notes)) {
            for (Path file : files.toList()) {
                all.append(Files.readString(file));
            }
        }
        return all.toString();
    }

    private void keepJournalIn(LocalS3 s3) {
        URI endpoint = URI.create("http://127.0.0.1:" + s3.getPort());
        try (S3Client client = S3Client.builder()
                .endpointOverride(endpoint)
                .region(Region.EU_WEST_1)
                .forcePathStyle(true)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
                .build()) {
            client.createBucket(request -> request.bucket("notes"));
        }
        journal = Map.of(
                "journal.storage", "s3",
                "journal.s3.endpoint", endpoint.toString(),
                "journal.s3.region", "eu-west-1",
                "journal.s3.bucket", "notes",
                "journal.s3.path-style", "true",
                "journal.s3.access-key", "key",
                "journal.s3.secret-key", "secret");
    }

    private static Server byTemplate() {
        DatabaseSettings settings = TestPostgres.create("newsletter", true);
        String name = TestPostgres.nameOf(settings);
        return new Server() {
            @Override
            public DatabaseSettings settings() {
                return settings;
            }

            @Override
            public void backUp() {
                TestPostgres.copy(name, name + "_backup");
            }

            @Override
            public void restore() {
                TestPostgres.copy(name + "_backup", name);
            }
        };
    }

    /** A server of its own, whose files are copied while it is stopped. */
    private static final class CopiedServer implements Server, AutoCloseable {
        private final Path data;
        private final Path backup;
        private final int port;
        private EmbeddedPostgres running;

        CopiedServer(Path folder) throws IOException {
            data = folder.resolve("data");
            backup = folder.resolve("backup");
            running = EmbeddedPostgres.builder()
                    .setDataDirectory(data)
                    .setCleanDataDirectory(false)
                    .start();
            port = running.getPort();
            new Roles(url(), "postgres", "postgres").create("newsletter", "trial", "trial");
            Database.migrate(as("newsletter_migrator"));
        }

        private String url() {
            return "jdbc:postgresql://127.0.0.1:" + port + "/";
        }

        private DatabaseSettings as(String role) {
            return new DatabaseSettings(
                            "newsletter", url() + "newsletter", role, "trial", 8, List.of("classpath:db/newsletter"))
                    .withFollower();
        }

        @Override
        public DatabaseSettings settings() {
            return as("newsletter_app");
        }

        @Override
        public void backUp() {
            replace(data, backup);
        }

        @Override
        public void restore() {
            replace(backup, data);
        }

        private void replace(Path from, Path to) {
            try {
                running.close();
                if (Files.exists(to)) {
                    try (Stream<Path> files = Files.walk(to)) {
                        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                            Files.delete(file);
                        }
                    }
                }
                Process copy = new ProcessBuilder("cp", "-a", from.toString(), to.toString()).start();
                assertThat(copy.waitFor()).isZero();
                running = EmbeddedPostgres.builder()
                        .setDataDirectory(data)
                        .setCleanDataDirectory(false)
                        .setPort(port)
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() throws IOException {
            running.close();
        }
    }
}

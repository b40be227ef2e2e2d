package barid.standalone;

import barid.kit.Await;
import barid.kit.TestSmtpServer;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestRows;
import barid.kit.http.Json;
import barid.newsletter.journal.JournalFolder;
import barid.standalone.postgres.LocalPostgres;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

import static org.assertj.core.api.Assertions.assertThat;

/** One installation is backed up while it publishes and sends; each test puts that backup back elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BackupIT {
    private static final String TOKEN = "a-token-for-tests";
    private static final int READERS = 5;
    private static final Pattern TITLE = Pattern.compile("News-[0-9]{4}");

    private Path folder;

    private final ByteArrayOutputStream said = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
    private final AtomicInteger written = new AtomicInteger();
    private TestSmtpServer relay;
    private Path first;
    private int lastInTheFirst;
    private List<TestSmtpServer.Accepted> mailsOfTheFirst;
    private Path file;

    @BeforeAll
    void backedUpUnderLoad(@TempDir Path temporary) throws Exception {
        folder = temporary;
        relay = new TestSmtpServer();
        first = folder.resolve("first");
        file = folder.resolve("barid.zip");
        try (Running barid = start(first)) {
            for (int reader = 0; reader < READERS; reader++) {
                barid.subscribe(reader);
            }
            barid.publish();
            awaitMails(everybody(), written.get());
            Thread writer = new Thread(() -> {
                while (!Thread.interrupted()) {
                    barid.publish();
                }
            });
            writer.start();
            Await.until("it is busy", () -> written.get() > 10);
            assertThat(backup(first, file)).as(said::toString).isZero();
            int upToNow = written.get();
            writer.interrupt();
            writer.join();
            assertThat(written.get()).isGreaterThanOrEqualTo(upToNow);
            awaitMails(everybody(), written.get());
            barid.unsubscribe(0);
            barid.publish();
            lastInTheFirst = written.get();
            awaitMails(withoutTheFirst(), lastInTheFirst);
        }
        mailsOfTheFirst = relay.accepted();
    }

    @AfterAll
    void stop() {
        relay.close();
    }

    @Test
    void besideTheNewerJournalNobodyIsMailedTwiceAndNobodyWhoLeft() throws Exception {
        Path second = folder.resolve("second");
        new JournalFolder(second.resolve("journal")).join(first.resolve("journal"));
        assertThat(restore(second, null)).as(said::toString).isZero();
        Path again = folder.resolve("again.zip");
        assertThat(backup(second, again)).isZero();
        // The generation is new, and what was rendered under the old one is gone.
        assertThat(rows(again)).containsAllEntriesOf(rows(file, "generation", "render", "archive_page"));

        int mailsBefore = relay.accepted().size();
        try (Running barid = start(second)) {
            Await.until(
                    "the question what becomes of mails since the backup",
                    () -> barid.sending("restored").isObject());
            assertThat(barid.published()).isNotEmpty().doesNotContain(title(lastInTheFirst));
            assertThat(barid.feed()).containsAll(barid.published()).doesNotContain(title(lastInTheFirst));
            barid.publish();
            int news = written.get();
            barid.post(
                    barid.newsletter().resolve("/newsletter/api/sending/restored"),
                    Json.MAPPER.createObjectNode().put("answer", "skip").put("reason", "the disk was replaced"));
            awaitMails(withoutTheFirst(), news);
            // Whatever would go once more goes before what is published now.
            barid.publish();
            awaitMails(withoutTheFirst(), written.get());
        }
        List<TestSmtpServer.Accepted> mails =
                relay.accepted().subList(mailsBefore, relay.accepted().size());
        assertThat(twice(mails)).isEmpty();
        assertThat(mails).extracting(TestSmtpServer.Accepted::recipient).doesNotContain(address(0));
    }

    @Test
    void withoutTheNewerJournalSendingIsHeldUntilAnOperatorLetsItGoOn() throws Exception {
        Path third = folder.resolve("third");
        assertThat(restore(third, null)).as(said::toString).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8))
                .contains("No journal here goes on after that, so sending is held");
        assertThat(holds(third)).singleElement().asString().contains("Put back from a backup of");
        if (Boolean.getBoolean("barid.long")) {
            int before = relay.accepted().size();
            try (Running barid = start(third)) {
                barid.publish();
                Await.until("the article is in the feed", () -> barid.feed().contains(title(written.get())));
                assertThat(relay.accepted()).hasSize(before);
                barid.post(
                        barid.newsletter().resolve("/newsletter/api/sending/resume"),
                        Json.MAPPER.createObjectNode().put("reason", "looked at"));
                awaitMails(everybody(), written.get());
            }
        }
    }

    /** Why sending is held in an installation that is not running. */
    private static List<String> holds(Path data) throws Exception {
        try (DataFolder folder = DataFolder.kept(data)) {
            String password = folder.secret("postgres");
            LocalPostgres postgres = LocalPostgres.start(Installation.cache(), data, password);
            try {
                return new TestRows(new DatabaseSettings(
                                "newsletter", postgres.url() + "newsletter", "postgres", password, 1, List.of()))
                        .strings("SELECT reason FROM sending_hold");
            } finally {
                postgres.stop();
            }
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "barid.long", matches = "true")
    void aJournalFromElsewhereCounts() throws Exception {
        Path fourth = folder.resolve("fourth");
        said.reset();
        assertThat(restore(fourth, first.resolve("journal"))).as(said::toString).isZero();
        assertThat(said.toString(StandardCharsets.UTF_8)).doesNotContain("held");
        assertThat(new JournalFolder(fourth.resolve("journal")).segments())
                .extracting(segment -> segment.getFileName().toString())
                .containsAll(new JournalFolder(first.resolve("journal"))
                        .segments().stream()
                                .map(segment -> segment.getFileName().toString())
                                .toList());
    }

    @Test
    void whatIsCutShortDamagedOrNewerIsRefusedWhole() throws Exception {
        Path target = folder.resolve("refused");
        byte[] whole = Files.readAllBytes(file);
        Path bad = folder.resolve("bad.zip");
        Files.write(bad, java.util.Arrays.copyOf(whole, whole.length / 2));
        refused(bad, target, "cut short");

        Files.write(bad, whole);
        change(bad, "article/article.rows", content -> content + " ");
        refused(bad, target, "damaged");

        Files.write(bad, whole);
        change(bad, "barid-backup.json", content -> content.replace("\"format\":1", "\"format\":2"));
        refused(bad, target, "newer");

        Files.write(bad, whole);
        change(bad, "barid-backup.json", content -> content.replace("V12__journal.sql", "V999__later.sql"));
        refused(bad, target, "newer");

        Files.write(bad, whole);
        change(bad, "barid-backup.json", content -> content.replace("\"filled\"", "\"../filled\""));
        change(bad, "barid-backup.json", content -> content.replace("\"secrets.properties\"", "\"../secrets\""));
        refused(bad, target, "damaged");
    }

    private void refused(Path bad, Path target, String why) throws Exception {
        said.reset();
        assertThat(new RestoreCommand(out, out, InstantSource.system()).run(bad, target, null, false))
                .isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8).strip().lines())
                .last()
                .asString()
                .contains(why);
        assertThat(target.resolve("data")).doesNotExist();
        assertThat(RestoreCommand.wasCutShort(target)).isFalse();
    }

    @Test
    void anInstallationThatRunsOrIsThereStaysAsItIs() throws Exception {
        said.reset();
        assertThat(restore(first, null)).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("holds an installation already; --replace");
        try (DataFolder running = DataFolder.kept(first)) {
            said.reset();
            assertThat(new RestoreCommand(out, out, InstantSource.system()).run(file, running.path(), null, true))
                    .isEqualTo(1);
            assertThat(said.toString(StandardCharsets.UTF_8).strip().lines())
                    .singleElement()
                    .asString()
                    .contains("Another Barid is running");
        }
        said.reset();
        assertThat(backup(first, file)).isEqualTo(1);
        assertThat(said.toString(StandardCharsets.UTF_8)).contains("is there already; --force");
    }

    private interface Change {
        String of(String content);
    }

    private static void change(Path zip, String entry, Change change) throws Exception {
        try (FileSystem files = FileSystems.newFileSystem(zip)) {
            Path inside = files.getPath(entry);
            Files.writeString(inside, change.of(Files.readString(inside)));
        }
    }

    /** The hash of each table's rows, by database and table. */
    private static Map<String, String> rows(Path backup, String... but) throws Exception {
        Map<String, String> rows = new TreeMap<>();
        try (ZipFile zip = new ZipFile(backup.toFile());
                var in = zip.getInputStream(zip.getEntry("barid-backup.json"))) {
            for (JsonNode database : Json.MAPPER.readTree(in).path("databases")) {
                for (JsonNode table : database.path("tables")) {
                    if (!Set.of(but).contains(table.path("name").asText())) {
                        rows.put(
                                table.path("rows").path("name").asText(),
                                table.path("rows").path("sha256").asText());
                    }
                }
            }
        }
        return rows;
    }

    private int backup(Path data, Path to) {
        return new BackupCommand(out, out, InstantSource.system()).run(to, data, false);
    }

    private int restore(Path data, @Nullable Path journal) {
        return new RestoreCommand(out, out, InstantSource.system()).run(file, data, journal, false);
    }

    private static String address(int reader) {
        return "reader" + reader + "@example.org";
    }

    private static List<Integer> everybody() {
        return IntStream.range(0, READERS).boxed().toList();
    }

    private static List<Integer> withoutTheFirst() {
        return IntStream.range(1, READERS).boxed().toList();
    }

    /** Until each of these readers has a mail with this article. */
    private void awaitMails(List<Integer> readers, int article) {
        String title = title(article);
        Await.until(
                title + " has arrived",
                java.time.Duration.ofSeconds(60),
                () -> relay.accepted().stream()
                        .filter(mail -> mail.raw().contains(title))
                        .map(TestSmtpServer.Accepted::recipient)
                        .collect(Collectors.toSet())
                        .containsAll(readers.stream().map(BackupIT::address).toList()));
    }

    private static String title(int article) {
        return "News-%04d".formatted(article);
    }

    /** Which reader got which article in more than one mail of the first installation and of these. */
    private Set<String> twice(List<TestSmtpServer.Accepted> mails) {
        Set<String> seen = new TreeSet<>();
        Set<String> twice = new TreeSet<>();
        Stream.concat(mailsOfTheFirst.stream(), mails.stream())
                .forEach(mail -> TITLE.matcher(mail.raw())
                        .results()
                        .map(found -> mail.recipient() + " " + found.group())
                        .distinct()
                        .filter(pair -> !seen.add(pair))
                        .forEach(twice::add));
        return twice;
    }

    private Running start(Path data) throws Exception {
        Ports ports = Ports.free();
        Path config = TestOrganisation.write(
                folder.resolve(data.getFileName() + ".yaml"),
                ports,
                relay.port(),
                "editions: {collecting-window: PT1S}");
        Installation installation = Installation.prepare(
                new Installation.Options(data, ports, false, config, TOKEN),
                new Progress(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)));
        try {
            installation.start();
        } catch (Exception e) {
            installation.close();
            throw e;
        }
        return new Running(installation, new Api(TOKEN));
    }

    /** An installation, and what people do with it. */
    private final class Running implements AutoCloseable {
        private final Installation installation;
        private final Api api;

        Running(Installation installation, Api api) {
            this.installation = installation;
            this.api = api;
        }

        URI newsletter() {
            return installation.newsletter();
        }

        Api.Answer post(URI uri, ObjectNode body) throws Exception {
            Api.Answer answer = api.postJson(uri, body);
            assertThat(answer.status()).as(answer.text()).isBetween(200, 299);
            return answer;
        }

        void subscribe(int reader) throws Exception {
            ObjectNode body = Json.MAPPER.createObjectNode();
            body.put("email", address(reader)).put("cadence", "immediate");
            body.putArray("languages").add("en");
            body.put("consent", "test").put("position", 0);
            post(newsletter().resolve("/newsletter/api/subscribers"), body);
        }

        void publish() {
            try {
                ObjectNode body = Json.MAPPER
                        .createObjectNode()
                        .put("language", "en")
                        .put("title", title(written.get() + 1))
                        .put("summary", "One.")
                        .put("html", "<p>Text.</p>");
                String article = post(installation.articles().resolve("/api/articles"), body)
                        .location();
                post(
                        installation.articles().resolve(article + "/translations/en/publish"),
                        Json.MAPPER.createObjectNode());
                written.incrementAndGet();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        void unsubscribe(int reader) throws Exception {
            String header = relay.accepted().stream()
                    .filter(mail -> mail.recipient().equals(address(reader)))
                    .toList()
                    .getLast()
                    .header("List-Unsubscribe");
            Matcher link = Pattern.compile("<(http[^>]+)>").matcher(header);
            assertThat(link.find()).as(header).isTrue();
            assertThat(api.post(
                                    URI.create(link.group(1)),
                                    HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click"),
                                    "application/x-www-form-urlencoded")
                            .status())
                    .isEqualTo(200);
        }

        JsonNode sending(String member) throws Exception {
            return api.get(newsletter().resolve("/newsletter/api/sending"))
                    .json()
                    .path(member);
        }

        /** The titles in the feed. */
        Set<String> feed() throws Exception {
            return titles(api.get(installation.feeds().resolve("/feeds/en/articles.atom"))
                    .text());
        }

        /** The titles on the first page of the site. */
        Set<String> published() throws Exception {
            return titles(api.get(installation.articles().resolve("/en")).text());
        }

        private static Set<String> titles(String text) {
            return TITLE.matcher(text)
                    .results()
                    .map(java.util.regex.MatchResult::group)
                    .collect(Collectors.toCollection(TreeSet::new));
        }

        @Override
        public void close() throws Exception {
            api.close();
            installation.close();
        }
    }
}

package barid.article.archive;

import barid.article.TestArticles;
import barid.article.importing.ImportFile;
import barid.article.importing.ImportRefused;
import barid.kit.db.Database;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;

/** What is not whole, or was tampered with, is refused whole with its place, or made safe. */
@Timeout(120)
class RefusedArchiveIT {
    @TempDir
    private static Path folder;

    private static TestArticles target;
    private static Database database;
    private static byte[] archive;
    private static Map<String, String> before;

    @BeforeAll
    static void start() throws IOException {
        try (TestArticles source = TestArticles.start()) {
            new Newsroom(source);
            archive = source.read("/api/export").expect(200).response().body();
        }
        target = TestArticles.start();
        target.publish("What stands");
        database = Database.open(target.settings());
        before = Rooms.dump(database);
    }

    @AfterAll
    static void stop() {
        database.close();
        target.close();
    }

    private static TestArticles.Answer send(byte[] file) {
        return target.send(target.writer("/api/imports").POST(HttpRequest.BodyPublishers.ofByteArray(file)));
    }

    private static Optional<ImportFile> recognise(byte[] file) throws ImportRefused, IOException {
        Path path = Files.write(folder.resolve("file.zip"), file);
        return Rooms.format(database, 100).recognise(path);
    }

    /** Replaces the first place of {@code what} in a part. */
    private static Consumer<Map<String, byte[]>> replace(String part, String what, String by) {
        return parts -> {
            String text = new String(parts.get(part), StandardCharsets.UTF_8);
            assertThat(text).contains(what);
            int at = text.indexOf(what);
            parts.put(
                    part,
                    (text.substring(0, at) + by + text.substring(at + what.length())).getBytes(StandardCharsets.UTF_8));
        };
    }

    private static Consumer<Map<String, byte[]>> append(String part, String line) {
        return parts -> parts.put(
                part, (new String(parts.get(part), StandardCharsets.UTF_8) + line).getBytes(StandardCharsets.UTF_8));
    }

    private static String firstPicture(Map<String, byte[]> parts) {
        return parts.keySet().stream()
                .filter(name -> name.startsWith("media/"))
                .findFirst()
                .orElseThrow();
    }

    private static Arguments of(String reason, Consumer<Map<String, byte[]>> tampering) {
        return Arguments.of(reason, tampering);
    }

    static Stream<Arguments> tampered() {
        return Stream.of(
                of("version 2", replace(Parts.MANIFEST, "\"version\":1", "\"version\":2,\"new\":true")),
                of("barid.json", replace(Parts.MANIFEST, "\"tagAuthority\"", "\"authority\"")),
                of("lacks its part articles.ndjson", parts -> parts.remove(Parts.ARTICLES)),
                of("lacks its part barid.json", parts -> parts.remove(Parts.MANIFEST)),
                of("none of an archive's: ../evil", parts -> parts.put("../evil", new byte[3])),
                of("none of an archive's", parts -> parts.put("media/x.html", new byte[3])),
                of("lacks its part media/", parts -> parts.remove(firstPicture(parts))),
                of("not named here", parts -> parts.put("media/" + "0".repeat(64) + ".png", new byte[3])),
                of("its bytes are others", parts -> parts.put(firstPicture(parts), new byte[] {1, 2})),
                of("digest is another", append(Parts.CHANGES, "")),
                of("no such JSON object", replace(Parts.TOPICS, "{", "")),
                of("names is not what belongs there", replace(Parts.TOPICS, "\"names\":{", "\"names\":{{")),
                of("not well-formed JSON", append(Parts.TOPICS, "}\n")),
                of("colour is not what belongs there", replace(Parts.TOPICS, "{", "{\"colour\":1,")),
                of("names is missing", append(Parts.TOPICS, "{\"slug\":\"extra\"}\n")),
                of("slug is none", replace(Parts.TOPICS, "\"slug\":\"", "\"slug\":\"../")),
                of(
                        "missing, or in a circle",
                        replace(Parts.TOPICS, "\"mergedInto\":\"water\"", "\"mergedInto\":\"none\"")),
                of(
                        "missing, or in a circle",
                        replace(Parts.TOPICS, "\"mergedInto\":\"environment\"", "\"mergedInto\":\"rivers\"")),
                of(
                        "language is no language",
                        replace(Parts.ARTICLES, "\"language\":\"en\"", "\"language\":\"xx-nothing\"")),
                of("state", replace(Parts.ARTICLES, "\"state\":\"published\"", "\"state\":\"draft\"")),
                of("title is longer", replace(Parts.ARTICLES, "\"title\":\"", "\"title\":\"" + "x".repeat(301))),
                of("title holds a control", replace(Parts.ARTICLES, "\"title\":\"", "\"title\":\"\\u0000")),
                of("html holds a control", replace(Parts.ARTICLES, "\"html\":\"", "\"html\":\"\\ufffe")),
                of("html is longer", replace(Parts.ARTICLES, "\"html\":\"", "\"html\":\"" + "x".repeat((1 << 20) + 1))),
                of("longer than 8388608", replace(Parts.ARTICLES, "\"html\":\"", "\"html\":\"" + "x".repeat(9 << 20))),
                of("topics name one", replace(Parts.ARTICLES, "\"topics\":[\"", "\"topics\":[\"unknown-")),
                of("lead.media", replace(Parts.ARTICLES, "\"lead\":{\"media\":\"", "\"lead\":{\"media\":\"0")),
                of("slug is none", replace(Parts.ARTICLES, "\"slug\":\"", "\"slug\":\"feed/../")),
                of("engine", replace(Parts.ARTICLES, ",\"engine\":\"Example MT 2\"", "")),
                of("revision", replace(Parts.ARTICLES, "\"revisions\":1", "\"revisions\":2")),
                of("publicRevision", replace(Parts.ARTICLES, "\"publicRevision\":1", "\"publicRevision\":7")),
                of(
                        "not the article that comes next",
                        append(
                                Parts.CHANGES,
                                "{\"article\":\"0199f000-0000-7000-8000-000000000000\",\"language\":\"en\"}\n")),
                of("is public but missing", parts -> {
                    String text = new String(parts.get(Parts.CHANGES), StandardCharsets.UTF_8);
                    String kept = text.substring(0, text.lastIndexOf('\n', text.length() - 2) + 1);
                    parts.put(Parts.CHANGES, kept.getBytes(StandardCharsets.UTF_8));
                }),
                of("unknown or named twice", append(Parts.CHANGES, "{\"topic\":\"health\"}\n")),
                of("a topic is expected", append(Parts.CHANGES, "{}\n")),
                of(
                        "url needs its media alone",
                        append(Parts.ORIGINS, "{\"place\":\"/x\",\"language\":\"en\",\"url\":\"https://x\"}\n")),
                of(
                        "topic is one",
                        append(Parts.ORIGINS, "{\"place\":\"/x\",\"language\":\"en\",\"topic\":\"none\"}\n")),
                of(
                        "detail holds",
                        append(
                                Parts.HISTORY,
                                "{\"event\":\"0199f000-0000-7000-8000-000000000000\",\"at\":\"2026-01-01T00:00:00Z\","
                                        + "\"who\":\"x\",\"act\":\"x\",\"detail\":{\"a\":\"\\u0000\"}}\n")));
    }

    @ParameterizedTest(name = "{index}: {0}")
    @MethodSource("tampered")
    void whatIsTamperedWithIsRefusedWithItsReason(String reason, Consumer<Map<String, byte[]>> tampering)
            throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>(Zips.read(archive));
        tampering.accept(parts);
        boolean own = reason.contains("version")
                || reason.contains("barid.json")
                || reason.contains("lacks its part a")
                || reason.contains("digest");
        byte[] file =
                reason.contains("digest") ? Zips.write(parts(parts)) : own ? Zips.write(parts) : Zips.signed(parts);
        JsonNode problem = send(file).expect(422).json();
        assertThat(problem.get("title").asText()).contains(reason).doesNotContain("Exception");
        assertThat(problem.get("detail").asText()).contains("Nothing was taken");
        assertThat(Rooms.dump(database)).isEqualTo(before);
    }

    /** One letter of a title, without a word to the manifest. */
    private static Map<String, byte[]> parts(Map<String, byte[]> parts) {
        byte[] articles = parts.get(Parts.ARTICLES).clone();
        int at = new String(articles, StandardCharsets.ISO_8859_1).indexOf("\"title\":\"The river\"") + 10;
        articles[at] = 'S';
        parts.put(Parts.ARTICLES, articles);
        return parts;
    }

    @Test
    void whatIsCutOffAnywhereIsRefusedAndSaysWhere() throws Exception {
        int step = archive.length / (Boolean.getBoolean("barid.long") ? 2000 : 60);
        for (int length = 100; length < archive.length; length += step) {
            byte[] cut = Arrays.copyOf(archive, length);
            try {
                recognise(cut);
            } catch (ImportRefused e) {
                assertThat(e).hasMessageContaining("cut off or broken in").hasMessageContaining("at byte " + length);
                continue;
            }
            throw new AssertionError("taken although cut off at " + length);
        }
        JsonNode problem =
                send(Arrays.copyOf(archive, archive.length / 2)).expect(422).json();
        assertThat(problem.get("title").asText()).contains("cut off");
        send(Arrays.copyOf(archive, 60)).expect(422);
        send(Arrays.copyOf(archive, 3)).expect(422);
        assertThat(Rooms.dump(database)).isEqualTo(before);
    }

    @Test
    void aBrokenByteIsFoundWhereverItMatters() throws Exception {
        Random random = new Random(7);
        Map<String, byte[]> whole = Zips.read(archive);
        int refused = 0;
        int flips = Boolean.getBoolean("barid.long") ? 3000 : 150;
        for (int i = 0; i < flips; i++) {
            byte[] broken = archive.clone();
            broken[100 + random.nextInt(broken.length - 100)] ^= (byte) (1 << random.nextInt(8));
            try {
                assertThat(recognise(broken)).isPresent();
            } catch (ImportRefused e) {
                refused++;
                continue;
            }
            // A date or an attribute of the ZIP itself: what is read is what was written.
            try (ArchiveFile file = ArchiveFile.open(folder.resolve("file.zip"))) {
                Manifest manifest = Parts.read(whole.get(Parts.MANIFEST), Manifest.class);
                assertThat(file.manifest().parts()).isEqualTo(manifest.parts());
            }
        }
        assertThat(refused).isGreaterThan(flips / 2);
    }

    @Test
    void anotherZipIsNoArchive() {
        assertThat(send(Zips.write(Map.of("a.txt", new byte[10])))
                        .expect(422)
                        .json()
                        .get("title")
                        .asText())
                .contains("no archive of Barid");
        send(new byte[] {'P', 'K', 3, 4}).expect(422);
    }

    @Test
    void hostileHtmlInAnArchiveIsMadeSafeAndTold() throws IOException {
        Map<String, byte[]> parts = new LinkedHashMap<>(Zips.read(archive));
        replace(
                        Parts.ARTICLES,
                        "\"html\":\"<p>Corrected",
                        "\"html\":\"<script>alert(1)</script><p onclick='x()'>Corrected")
                .accept(parts);
        try (TestArticles other = TestArticles.startAt("https://press.example.net")) {
            JsonNode report = Newsroom.take(other, Zips.signed(parts));
            assertThat(report.get("report").toString()).contains("was made safe", "script", "onclick");
            assertThat(other.changes("?limit=1000").text())
                    .contains("<p>Corrected")
                    .doesNotContain("alert(1)", "x()");
            assertThat(Newsroom.take(other, Zips.signed(parts)).get("taken").asInt())
                    .isZero();
        }
    }
}

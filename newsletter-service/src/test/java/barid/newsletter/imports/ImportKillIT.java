package barid.newsletter.imports;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.NewsletterProcess;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.BufferedWriter;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A large file, whose process of 256 MiB is killed half-way and taken over by another: each row ends exactly once. */
@Timeout(1800)
class ImportKillIT {
    private static final boolean LONG = Boolean.getBoolean("barid.long");
    private static final int ROWS = LONG ? 1_000_000 : 20_000;
    private static final int BAD = 100;
    private static final Duration LIMIT = Duration.ofMinutes(25);

    @TempDir
    private Path folder;

    private final HttpClient http = HttpClient.newHttpClient();

    /** Every hundredth row is no address, and the last row says the first again. */
    private static Path file(Path folder) throws IOException {
        Path file = folder.resolve("readers.csv");
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("Email Address;First Name;LANGUAGE;OPTIN_TIME\r\n");
            for (int i = 1; i < ROWS; i++) {
                out.write(i % BAD == 0 ? "nobody" + i : "reader" + i + "@example.net");
                out.write(";\"Name; " + i + "\";" + (i % 3 == 0 ? "ar" : "en") + ";2024-05-02 10:11:12\r\n");
            }
            out.write("READER1@example.net;;;\r\n");
        }
        return file;
    }

    @Test
    void eachRowEndsOnceWhenItsProcessIsKilledHalfWay() throws Exception {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        Rows rows = new Rows(database);
        Path file = file(folder);
        long killAt = ROWS / 10 + new Random().nextInt(ROWS / 2);
        try (SmtpSink sink = new SmtpSink()) {
            String path;
            long before;
            String said;
            long began = System.nanoTime();
            try (NewsletterProcess first = NewsletterProcess.start(database, sink.port(), folder)) {
                path = begin(first, file);
                before = progress(first, path, killAt).get("line").asLong();
                first.kill();
                said = first.output();
            }
            long taken = rows.number("SELECT count(*) FROM subscription");
            assertThat(taken).isPositive().isLessThan(ROWS - ROWS / BAD);

            try (NewsletterProcess second = NewsletterProcess.start(database, sink.port(), folder)) {
                assertThat(show(second, path).get("line").asLong()).isGreaterThanOrEqualTo(before);
                JsonNode done = progress(second, path, Long.MAX_VALUE);
                System.out.printf(
                        "%,d rows in %d s, killed at line %,d, used heap of the second %s%n",
                        ROWS, (System.nanoTime() - began) / 1_000_000_000, before, heap(second));
                int bad = (ROWS - 1) / BAD;
                assertThat(ImportFiles.counts(done))
                        .isEqualTo("taken=%d doubled=1 bad=%d".formatted(ROWS - 1 - bad, bad));
                assertThat(rows.number("SELECT count(*) FROM subscription")).isEqualTo(ROWS - 1 - bad);
                assertThat(rows.number("SELECT count(*) FROM consent WHERE act = 'imported'"))
                        .isEqualTo(ROWS - 1 - bad);
                assertThat(rows.number("SELECT count(*) FROM import_chunk")).isZero();
                String report = get(second.url(path + "/report.csv")).body();
                assertThat(report.lines()).hasSize(bad + 2);
                assertThat(report).contains("\r\n101,email,").doesNotContain("@", "nobody");
                assertThat(said + second.output()).doesNotContain("@example.net", "nobody");
            }
            assertThat(sink.mails()).isEmpty();
        }
    }

    /** What the process holds in its heap now, as its metrics tell. */
    private String heap(NewsletterProcess process) throws IOException, InterruptedException {
        Matcher used = Pattern.compile("jvm_memory_used_bytes\\{area=\"heap\"[^}]*} ([0-9.E]+)")
                .matcher(get(process.metrics()).body());
        double bytes = 0;
        while (used.find()) {
            bytes += Double.parseDouble(used.group(1));
        }
        return Math.round(bytes / (1 << 20)) + " MiB";
    }

    private String begin(NewsletterProcess process, Path file) throws IOException, InterruptedException {
        HttpResponse<String> answer = http.send(
                request(process.url(ImportFiles.ROOT + "?" + ImportFiles.CONSENT))
                        .POST(HttpRequest.BodyPublishers.ofFile(file))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    /** Waits until it is done, or at this line; what it tells on the way only grows. */
    private JsonNode progress(NewsletterProcess process, String path, long line) {
        AtomicReference<JsonNode> last = new AtomicReference<>(show(process, path));
        Await.until("line " + line, LIMIT, () -> {
            JsonNode now = show(process, path);
            assertThat(now.get("line").asLong())
                    .isGreaterThanOrEqualTo(last.get().get("line").asLong());
            last.set(now);
            return now.get("line").asLong() >= line || now.get("state").asText().equals("done");
        });
        return last.get();
    }

    private JsonNode show(NewsletterProcess process, String path) {
        try {
            return ImportFiles.json(get(process.url(path)).body());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private HttpResponse<String> get(URI url) throws IOException, InterruptedException {
        return http.send(request(url).build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpRequest.Builder request(URI url) {
        return HttpRequest.newBuilder(url).header("Authorization", "Bearer " + RunningNewsletter.OPERATOR);
    }
}

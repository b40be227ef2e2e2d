package barid.scale;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import java.io.IOException;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * The same calls over HTTP against two installations of article-service, in turn: with 1,000 and with 1,000,000
 * translations, or as many as the arguments say.
 */
public final class ScaleBenchmark {
    private static final int WARM_UP = 100;
    private static final int ROUNDS = 200;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Newsroom small;
    private final Newsroom large;

    private ScaleBenchmark(Newsroom small, Newsroom large) {
        this.small = small;
        this.large = large;
    }

    /** One call of what is measured; returns how long the part that counts took, in nanoseconds. */
    private interface Call {
        long run(Newsroom newsroom) throws IOException, InterruptedException;
    }

    /**
     * Fills both installations, showing how far it is, measures, and removes them.
     *
     * @param args the two sizes, unless they are 1000 and 1000000
     */
    public static void main(String[] args) throws Exception {
        int few = args.length > 0 ? Integer.parseInt(args[0]) : 1_000;
        int many = args.length > 1 ? Integer.parseInt(args[1]) : 1_000_000;
        Path folder = Files.createTempDirectory("barid-scale");
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "barid");
        try (HttpClient http = HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .connectTimeout(Duration.ofSeconds(5))
                        .build();
                Newsroom small = Newsroom.filled(http, cache, folder.resolve("small"), few);
                Newsroom large = Newsroom.filled(http, cache, folder.resolve("large"), many)) {
            new ScaleBenchmark(small, large).run();
            // last, since it fills the disk and the caches with a second copy
            small.compareWithPlainCopy();
            large.compareWithPlainCopy();
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    private void run() throws IOException, InterruptedException {
        System.out.printf(
                Locale.ROOT,
                "%n%-44s %12s %12s %7s %6s%n",
                "median of " + ROUNDS,
                String.format(Locale.ROOT, "%,d", small.translations),
                String.format(Locale.ROOT, "%,d", large.translations),
                "ratio",
                "limit");
        compare("publish", "1.5", ScaleBenchmark::publish);
        compare("page of 100 of the API, at the far end", "1.5", ScaleBenchmark::farEnd);
        compare("search for a word of 100 texts", "4.0", timed("/api/search?language=en&q=" + Article.RARE));
        compare("search for a word of 1 % of the texts", "none", timed("/api/search?language=en&q=" + Article.COMMON));
        compare("change-feed page of 1000", "1.5", ScaleBenchmark::changes);
    }

    /** Measures both in turn, so that whatever disturbs the machine disturbs both. */
    private void compare(String what, String limit, Call call) throws IOException, InterruptedException {
        long[] few = new long[ROUNDS];
        long[] many = new long[ROUNDS];
        for (int round = -WARM_UP; round < ROUNDS; round++) {
            long one = call.run(small);
            long other = call.run(large);
            if (round >= 0) {
                few[round] = one;
                many[round] = other;
            }
        }
        double ratio = (double) median(many) / median(few);
        System.out.printf(
                Locale.ROOT,
                "%-44s %9.2f ms %9.2f ms %7.2f %6s%n",
                what,
                median(few) / 1e6,
                median(many) / 1e6,
                ratio,
                limit);
    }

    private static long median(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private Call timed(String path) {
        return newsroom -> time(newsroom, path);
    }

    private static long time(Newsroom newsroom, String path) throws IOException, InterruptedException {
        long began = System.nanoTime();
        newsroom.get(path);
        return System.nanoTime() - began;
    }

    /** Writes an article, and measures its publication alone. */
    private static long publish(Newsroom newsroom) throws IOException, InterruptedException {
        String made = newsroom.call("POST", "/api/articles", """
                {"language": "en", "title": "Water in the valley", "summary": "What the measurements say.",
                 "topics": ["topic-1"], "authors": ["Author 1"], "html": "<p>%s</p>"}""".formatted(
                        "The river carried more water than in any spring before. ".repeat(20)));
        String path = "/api/articles/" + JSON.readTree(made).path("id").asText() + "/translations/en/publish";
        long began = System.nanoTime();
        newsroom.call("POST", path, "{}");
        return System.nanoTime() - began;
    }

    /** The page of the 100 oldest translations. */
    private static long farEnd(Newsroom newsroom) throws IOException, InterruptedException {
        Article before = Article.of(50, newsroom.translations / 2, Corpus.VOCABULARIES);
        long micros = ChronoUnit.MICROS.between(Instant.EPOCH, before.published());
        return time(newsroom, "/api/articles?limit=100&after=" + micros + "_" + before.id() + "_en");
    }

    /** A page of 1,000 in the middle of the feed. */
    private static long changes(Newsroom newsroom) throws IOException, InterruptedException {
        JsonNode first = JSON.readTree(newsroom.get("/api/changes?limit=1"));
        String mark = first.path("cursor").asText().replaceFirst("^[0-9]+\\.", "");
        long middle = newsroom.translations == 1_000 ? Corpus.FIRST_POSITION - 1 : newsroom.translations / 2;
        return time(newsroom, "/api/changes?limit=1000&after=" + middle + "." + mark);
    }
}

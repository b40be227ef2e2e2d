package barid.feed;

import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.service.RunningService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Reading goes on, from memory, whatever is away; and no reader is ever led back to an older state. */
@Timeout(300)
class SurvivalIT {
    private static final boolean LONG = Boolean.getBoolean("barid.long");
    private static final int GETS = 10_000;
    private static final List<String> LANGUAGES = List.of("ar", "en", "fr");
    private static final List<String> TOPICS = List.of("health", "sport");
    private static final List<String> CODINGS = List.of("identity", "gzip", "br", "br, gzip;q=0.5, *;q=0.1");
    private static final String ATOM = "/feeds/en/articles.atom";

    private final Newsroom newsroom = new Newsroom();
    private final Replicas replicas = new Replicas(newsroom);
    private final List<String> paths = paths();

    private static List<String> paths() {
        List<String> paths = new ArrayList<>();
        for (String language : List.of("ar", "en", "fr", "all")) {
            for (String format : List.of("atom", "rss", "json")) {
                paths.add("/feeds/" + language + "/articles." + format);
                TOPICS.forEach(topic -> paths.add("/feeds/" + language + "/topics/" + topic + "." + format));
            }
        }
        return paths;
    }

    @BeforeEach
    void publish() {
        TOPICS.forEach(topic -> newsroom.announce(new Change.Topic(0, topic, Map.of("en", topic), null)));
        for (String language : LANGUAGES) {
            newsroom.announce(IntStream.range(0, 20)
                    .<Change>mapToObj(n -> article(language, n).at(n))
                    .toArray(Change[]::new));
        }
    }

    @AfterEach
    void stop() {
        replicas.close();
        newsroom.close();
    }

    private static Translations article(String language, int n) {
        return Translations.titled("Article " + n).inLanguage(language).on(TOPICS.toArray(String[]::new));
    }

    /** Started, and everything that was announced is in every feed with the date of its state. */
    private RunningService settled(String... more) throws Exception {
        RunningService replica = replicas.start(more);
        Reader reader = new Reader(replica.port());
        for (String path : paths) {
            Replicas.await("all is in " + path, () -> {
                HttpResponse<byte[]> answer = reader.get(path);
                return Reader.text(answer).contains("Article 19")
                        && !Reader.header(answer, "Last-Modified").isEmpty();
            });
        }
        return replica;
    }

    /** The documents' newest tags, by path and coding. */
    private Map<String, String> tags(Reader reader) throws Exception {
        Map<String, String> tags = new HashMap<>();
        for (String path : paths) {
            for (String coding : CODINGS) {
                tags.put(path + coding, Reader.header(reader.get(path, "Accept-Encoding", coding), "ETag"));
            }
        }
        return tags;
    }

    /** What an instance has done since its start, by the names of its metrics. */
    private static double metric(RunningService replica, String name) throws Exception {
        return new Reader(replica.adminPort())
                .text("/observe/metrics")
                .lines()
                .filter(line -> line.startsWith(name + " ") || line.startsWith(name + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static double statements(RunningService replica) throws Exception {
        return metric(replica, "barid_db_statements_total");
    }

    /** Nothing of what was announced is under way any more. */
    private void awaitRest(RunningService replica) {
        double[] seen = {-1, System.nanoTime()};
        Await.until("the instance is at rest", () -> {
            double now = statements(replica) + newsroom.requests();
            if (now != seen[0]) {
                seen[0] = now;
                seen[1] = System.nanoTime();
            }
            return System.nanoTime() - seen[1] > Duration.ofMillis(1500).toNanos();
        });
    }

    @Test
    void tenThousandRequestsCostNoRenderingNoSqlAndNoCall() throws Exception {
        RunningService replica = settled();
        Reader reader = new Reader(replica.port());
        Map<String, String> tags = tags(reader);
        awaitRest(replica);
        double rome = metric(replica, "barid_feeds_rome_calls_total");
        double statements = statements(replica);
        long calls = newsroom.requests();
        long began = System.nanoTime();

        Map<Integer, Integer> answers = new HashMap<>();
        for (int n = 0; n < GETS; n++) {
            String path = paths.get(n % paths.size());
            String coding = CODINGS.get(n / paths.size() % CODINGS.size());
            String tag = tags.get(path + coding);
            HttpResponse<byte[]> answer = switch (n % 5) {
                case 0 -> reader.get(path, "Accept-Encoding", coding);
                case 1 -> reader.get(path, "Accept-Encoding", coding, "If-None-Match", "\"other\"");
                case 2 -> reader.get(path, "Accept-Encoding", coding, "If-None-Match", tag, "A-IM", "feed");
                default -> reader.get(path, "Accept-Encoding", coding, "If-None-Match", tag);
            };
            assertThat(Reader.header(answer, "ETag")).isEqualTo(tag);
            answers.merge(answer.statusCode(), 1, Integer::sum);
        }

        // The follower asks anew every 25 seconds and the renderer looks every 30, whether anyone reads or not.
        long wakes = Duration.ofNanos(System.nanoTime() - began).dividedBy(Duration.ofSeconds(20));
        assertThat(answers).isEqualTo(Map.of(200, GETS * 2 / 5, 304, GETS * 3 / 5));
        assertThat(metric(replica, "barid_feeds_rome_calls_total"))
                .isEqualTo(rome)
                .isPositive();
        assertThat(statements(replica) - statements).isBetween(0.0, 20.0 * wakes);
        assertThat(newsroom.requests() - calls).isBetween(0L, wakes);
        assertThat(statements).isPositive();
    }

    @Test
    void withoutItsDatabaseAndTheNewsroomEveryAnswerIsGoodAndNothingIsLostOrDoubledAfterwards() throws Exception {
        List<Reader> readers =
                List.of(new Reader(settled().port()), new Reader(settled().port()));
        Map<String, String> tags = tags(readers.getFirst());
        Queue<String> others = new ConcurrentLinkedQueue<>();
        AtomicInteger good = new AtomicInteger();
        AtomicBoolean away = new AtomicBoolean(true);
        newsroom.stop();
        replicas.reachable(false);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> loads = IntStream.range(0, 6)
                    .<Future<?>>mapToObj(client -> clients.submit(() -> {
                        for (int n = client; away.get(); n++) {
                            String path = paths.get(n % paths.size());
                            String coding = CODINGS.get(n / paths.size() % CODINGS.size());
                            Reader reader = readers.get(client % 2);
                            HttpResponse<byte[]> answer = client < 2
                                    ? reader.get(path, "Accept-Encoding", coding)
                                    : reader.get(
                                            path,
                                            "Accept-Encoding",
                                            coding,
                                            "If-None-Match",
                                            tags.getOrDefault(path + coding, ""));
                            int status = answer.statusCode();
                            if (status == (client < 2 ? 200 : 304)) {
                                good.incrementAndGet();
                            } else {
                                others.add(path + ": " + status);
                            }
                        }
                        return null;
                    }))
                    .toList();
            newsroom.announce(IntStream.range(20, 40)
                    .<Change>mapToObj(n -> article("en", n).at(n))
                    .toArray(Change[]::new));
            newsroom.announce(article("en", 3).withdrawn(Translations.NOON, "Wrong figures"));
            long end = System.nanoTime() + Duration.ofSeconds(LONG ? 60 : 5).toNanos();
            Await.until("the time away is over", Duration.ofSeconds(90), () -> System.nanoTime() > end);
            away.set(false);
            for (Future<?> load : loads) {
                load.get();
            }
        }
        assertThat(others).isEmpty();
        assertThat(good).hasPositiveValue();

        replicas.reachable(true);
        newsroom.startAgain();
        for (Reader reader : readers) {
            Await.until(
                    "the feed follows",
                    Duration.ofSeconds(10),
                    () -> reader.text(ATOM).contains("Article 39")
                            && reader.text(ATOM).contains("<at:deleted-entry"));
            assertThat(Reader.text(reader.get(ATOM)))
                    .isEqualTo(readers.getFirst().text(ATOM));
            List<String> ids = ids(reader.text(ATOM));
            assertThat(ids)
                    .doesNotHaveDuplicates()
                    .containsExactlyInAnyOrderElementsOf(IntStream.range(0, 40)
                            .filter(n -> n != 3)
                            .mapToObj(n -> article("en", n).at(n).entryId())
                            .toList());
        }
    }

    private static List<String> ids(String atom) {
        return Pattern.compile("<entry\\b.*?<id>([^<]*)</id>", Pattern.DOTALL)
                .matcher(atom)
                .results()
                .map(entry -> entry.group(1))
                .toList();
    }

    @Test
    void aReplicaThatStartsWithoutTheNewsroomServesWhatItsDatabaseHolds() throws Exception {
        Reader first = new Reader(settled().port());
        newsroom.stop();
        Reader second = replicas.reader();
        for (String path : paths) {
            HttpResponse<byte[]> here = first.get(path);
            HttpResponse<byte[]> there = second.get(path);
            assertThat(there.statusCode()).isEqualTo(200);
            assertThat(there.body()).isEqualTo(here.body());
            for (String name : List.of("ETag", "Last-Modified")) {
                assertThat(Reader.header(there, name)).isEqualTo(Reader.header(here, name));
            }
        }
        newsroom.startAgain();
    }

    @Test
    void aClientWithValidatorsGetsNothingBut304WhileTheReplicasAreRestartedInTurn() throws Exception {
        List<RunningService> running = new ArrayList<>(List.of(settled(), settled()));
        List<Reader> readers =
                running.stream().map(replica -> new Reader(replica.port())).toList();
        Map<String, String> tags = tags(readers.getFirst());
        Queue<String> others = new ConcurrentLinkedQueue<>();
        AtomicInteger unchanged = new AtomicInteger();
        AtomicBoolean restarting = new AtomicBoolean(true);
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> client = clients.submit(() -> {
                for (int n = 0; restarting.get(); n++) {
                    String path = paths.get(n % paths.size());
                    String coding = CODINGS.get(n / paths.size() % CODINGS.size());
                    int status = balanced(
                                    readers,
                                    n,
                                    path,
                                    "Accept-Encoding",
                                    coding,
                                    "If-None-Match",
                                    tags.getOrDefault(path + coding, ""))
                            .statusCode();
                    if (status == 304) {
                        unchanged.incrementAndGet();
                    } else {
                        others.add(path + ": " + status);
                    }
                }
                return null;
            });
            try {
                for (int round = 0; round < (LONG ? 10 : 2); round++) {
                    for (int replica = 0; replica < 2; replica++) {
                        int port = running.get(replica).port();
                        running.get(replica).stop();
                        running.set(replica, replicas.start("server.port", Integer.toString(port)));
                    }
                }
            } finally {
                restarting.set(false);
            }
            client.get();
        }
        assertThat(others).isEmpty();
        assertThat(unchanged).hasPositiveValue();
    }

    /**
     * As a load balancer: to the replicas in turn, and to the next where one does not listen, or closes an idle connection at
     * the moment of the request, which may then be made again (RFC 9110 section 9.2.2). One of them always listens.
     */
    private static HttpResponse<byte[]> balanced(List<Reader> replicas, int n, String path, String... headers)
            throws Exception {
        long end = System.nanoTime() + Replicas.SURELY.toNanos();
        for (int turn = n; ; turn++) {
            try {
                return replicas.get(turn % 2).get(path, headers);
            } catch (IOException e) {
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
        }
    }

    @Test
    void whoHasTheNewestStateOfOneReplicaNeverGetsAnOlderOneFromAnother() throws Exception {
        List<Reader> readers =
                List.of(new Reader(settled().port()), new Reader(settled().port()));
        List<String> older = new ArrayList<>();
        for (int n = 0; n < (LONG ? 200 : 12); n++) {
            Reader here = readers.get(n % 2);
            Reader there = readers.get((n + 1) % 2);
            String before = Reader.header(here.get(ATOM), "ETag");
            newsroom.announce(Translations.titled("News " + n).at(100 + n));
            String tag = newer(here, before);
            HttpResponse<byte[]> answer = there.get(ATOM, "If-None-Match", tag);
            if (answer.statusCode() != 304 && position(Reader.header(answer, "ETag")) <= position(tag)) {
                older.add(answer.statusCode() + " with " + Reader.header(answer, "ETag") + " to " + tag);
            }
        }
        assertThat(older).isEmpty();
    }

    /** Asks without a pause, so that the other replica has as little time as possible. */
    private static String newer(Reader reader, String tag) throws Exception {
        long end = System.nanoTime() + Replicas.SURELY.toNanos();
        while (System.nanoTime() < end) {
            HttpResponse<byte[]> answer = reader.get(ATOM, "If-None-Match", tag);
            if (answer.statusCode() == 200) {
                return Reader.header(answer, "ETag");
            }
        }
        throw new AssertionError("the feed did not follow");
    }

    private static long position(String tag) {
        return Long.parseLong(tag.split("\\.", -1)[1]);
    }
}

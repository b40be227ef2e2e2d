package barid.serving;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.standalone.postgres.LocalPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** One feed of 50 articles, asked for by 32 connections: answers a second of feed-service and of nginx, in turn. */
public final class ServingBenchmark {
    private static final String SECRET = "of-the-benchmark-alone";
    private static final String FEED = "/feeds/en/articles.atom";
    private static final int ARTICLES = 50;

    /**
     * The garbage of a request dies young, so that the collector without threads of its own does least; one carrier thread to a
     * core, since more would only take turns.
     */
    private static final List<String> OPTIONS =
            List.of("-XX:+UseSerialGC", "-Xmx192m", "-Xmn96m", "-XX:+UseCompactObjectHeaders", "-XX:-UsePerfData");

    private final Path folder;
    private final int pairs;
    private final int seconds;

    private ServingBenchmark(Path folder, int pairs, int seconds) {
        this.folder = folder;
        this.pairs = pairs;
        this.seconds = seconds;
    }

    /**
     * Needs nginx, wrk and taskset on the PATH.
     *
     * @param args pairs (7 unless given) and seconds of each measurement (5 unless given)
     */
    public static void main(String[] args) throws Exception {
        for (String program : List.of("nginx", "wrk", "taskset")) {
            if (Arrays.stream((System.getenv("PATH") + ":/usr/sbin").split(":"))
                    .noneMatch(place -> Files.isExecutable(Path.of(place, program)))) {
                System.err.println("There is no " + program + " on the PATH, so nothing can be measured beside it.");
                System.exit(1);
            }
        }
        Path folder = Files.createTempDirectory("barid-serving");
        try {
            new ServingBenchmark(
                            folder,
                            args.length > 0 ? Integer.parseInt(args[0]) : 7,
                            args.length > 1 ? Integer.parseInt(args[1]) : 5)
                    .run();
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
            }
        }
    }

    private void run() throws Exception {
        LocalPostgres postgres =
                LocalPostgres.start(Path.of(System.getProperty("user.home"), ".cache", "barid"), folder, SECRET);
        try (ChangeSource source = new ChangeSource(changes())) {
            migrate(postgres);
            compare(postgres, source, "0", "1", 1);
            compare(postgres, source, "0,1", "0,1", 2);
        } finally {
            postgres.stop();
        }
    }

    private static List<Change> changes() {
        Articles articles = new Articles();
        List<Change> changes = new ArrayList<>();
        for (int topic = 0; topic < 5; topic++) {
            changes.add(Articles.topic(topic));
        }
        for (int n = 0; n < ARTICLES; n++) {
            for (String language : Articles.LANGUAGES) {
                changes.add(articles.article(n, language, List.of("topic-" + n % 5)));
            }
        }
        return changes;
    }

    private static void migrate(LocalPostgres postgres) throws Exception {
        new Roles(postgres.url(), "postgres", SECRET).create("feed", SECRET, SECRET);
        Config config = Config.builder(ConfigSources.create(Map.of(
                        "url",
                        postgres.url() + "feed",
                        "migrator.username",
                        "feed_migrator",
                        "migrator.password",
                        SECRET)))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
        Database.migrate(DatabaseSettings.owner("feed", config).withFollower());
    }

    /** Both servers on the same cores, so that only one of them is asked at a time. */
    private void compare(LocalPostgres postgres, ChangeSource source, String cores, String client, int workers)
            throws Exception {
        try (Served feeds = feedService(postgres, source, cores, workers);
                Served nginx = nginx(feeds.body(), cores, workers)) {
            if (!Arrays.equals(feeds.body(), nginx.body())) {
                throw new IOException("the two do not serve the same bytes");
            }
            System.out.printf(
                    Locale.ROOT,
                    "%nServer on core %s, wrk on core %s, 32 connections; %,d bytes, %,d by gzip; medians of %d pairs of %d s%n",
                    cores,
                    client,
                    plain(feeds.body()).length,
                    feeds.body().length,
                    pairs,
                    seconds);
            System.out.printf(
                    Locale.ROOT,
                    "%-12s %14s %12s %7s  %22s %7s   %s%n",
                    "",
                    "feed-service/s",
                    "nginx/s",
                    "ratio",
                    "CPU each, microseconds",
                    "ratio",
                    "ratios of the rates");
            for (boolean whole : new boolean[] {true, false}) {
                // until the hot path is compiled
                feeds.run(client, 2 * seconds, whole);
                nginx.run(client, 1, whole);
                measure(whole ? "200, gzip" : "304", client, whole, feeds, nginx);
            }
            System.out.printf(Locale.ROOT, "%-12s %10d MiB %8d MiB%n", "memory (RSS)", feeds.memory(), nginx.memory());
        }
    }

    private void measure(String what, String client, boolean whole, Served feeds, Served nginx) throws Exception {
        List<Served.Run> ours = new ArrayList<>();
        List<Served.Run> theirs = new ArrayList<>();
        for (int pair = 0; pair < pairs; pair++) {
            theirs.add(nginx.run(client, seconds, whole));
            ours.add(feeds.run(client, seconds, whole));
        }
        double[] ratios = IntStream.range(0, pairs)
                .mapToDouble(pair -> ours.get(pair).rate() / theirs.get(pair).rate())
                .toArray();
        double[] costs = IntStream.range(0, pairs)
                .mapToDouble(pair -> theirs.get(pair).cpu() / ours.get(pair).cpu())
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%-12s %14.0f %12.0f %7.2f  %11.1f %10.1f %7.2f   %s%n",
                what,
                median(ours, Served.Run::rate),
                median(theirs, Served.Run::rate),
                median(ratios),
                median(ours, Served.Run::cpu),
                median(theirs, Served.Run::cpu),
                median(costs),
                Arrays.stream(ratios)
                        .mapToObj(ratio -> String.format(Locale.ROOT, "%.2f", ratio))
                        .collect(Collectors.joining(" ")));
    }

    private static double median(List<Served.Run> runs, ToDoubleFunction<Served.Run> of) {
        return median(runs.stream().mapToDouble(of).toArray());
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private Served feedService(LocalPostgres postgres, ChangeSource source, String cores, int workers)
            throws Exception {
        int port = freePort();
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(OPTIONS);
        command.add("-Djdk.virtualThreadScheduler.parallelism=" + workers);
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(
                List.of(System.getProperty("barid.serving.options", "").trim().split(" +")));
        command.remove("");
        command.addAll(List.of("-jar", "feed-service/target/feed-service-0.1.0.jar", "run"));
        ProcessBuilder builder = new ProcessBuilder(command);
        builder.environment()
                .putAll(Map.ofEntries(
                        Map.entry("SERVER_HOST", "127.0.0.1"),
                        Map.entry("SERVER_PORT", Integer.toString(port)),
                        Map.entry("SERVER_SHUTDOWN_GRACE_PERIOD", "PT2S"),
                        Map.entry("ADMIN_PORT", "0"),
                        Map.entry("DB_URL", postgres.url() + "feed"),
                        Map.entry("DB_USERNAME", "feed_app"),
                        Map.entry("DB_PASSWORD", SECRET),
                        Map.entry("CHANGES_URL", source.url()),
                        Map.entry("CHANGES_TOKEN", "any"),
                        Map.entry("ORGANISATION_NAME_EN", "World Relief Office"),
                        Map.entry("ORGANISATION_DEFAULT_LANGUAGE", "en"),
                        Map.entry("ORGANISATION_BASE_URL_ARTICLES", "https://news.example.org"),
                        Map.entry("ORGANISATION_BASE_URL_FEEDS", "https://news.example.org")));
        return Served.start(
                "feed-service",
                cores,
                builder,
                "http://127.0.0.1:" + port + FEED,
                folder.resolve("feed-service-" + workers + ".log"));
    }

    /** As an administrator would set it up to serve feeds as files, packed beforehand; no access log on either side. */
    private Served nginx(byte[] packed, String cores, int workers) throws Exception {
        int port = freePort();
        Path root = folder.resolve("nginx-" + workers);
        Path file = root.resolve("html" + FEED);
        Files.createDirectories(file.getParent());
        Files.write(file, plain(packed));
        Files.write(file.resolveSibling(file.getFileName() + ".gz"), packed);
        Path conf = root.resolve("nginx.conf");
        Files.writeString(conf, """
                daemon off;
                worker_processes %d;
                pid %s/nginx.pid;
                error_log %s/error.log;
                events { worker_connections 1024; }
                http {
                  types { application/atom+xml atom; }
                  access_log off;
                  sendfile on;
                  tcp_nopush on;
                  keepalive_requests 100000000;
                  etag on;
                  gzip_static on;
                  gzip_vary on;
                  client_body_temp_path %s/body;
                  proxy_temp_path %s/proxy;
                  fastcgi_temp_path %s/fastcgi;
                  uwsgi_temp_path %s/uwsgi;
                  scgi_temp_path %s/scgi;
                  server {
                    listen 127.0.0.1:%d;
                    root %s/html;
                    add_header Cache-Control "public, max-age=300, stale-while-revalidate=60";
                    add_header Access-Control-Allow-Origin "*";
                    add_header Access-Control-Expose-Headers "ETag, Last-Modified, Link";
                    add_header X-Content-Type-Options nosniff;
                    add_header Link '<https://news.example.org/feeds/en/articles.atom>; rel="self", <https://news.example.org/hub>; rel="hub"';
                  }
                }
                """.formatted(workers, root, root, root, root, root, root, root, port, root));
        open(folder);
        return Served.start(
                "nginx",
                cores,
                new ProcessBuilder("nginx", "-p", root.toString(), "-c", conf.toString()),
                "http://127.0.0.1:" + port + FEED,
                folder.resolve("nginx-" + workers + ".log"));
    }

    /** nginx's worker has another user than its master where that one is root. */
    private static void open(Path folder) throws IOException {
        Files.setPosixFilePermissions(folder, java.nio.file.attribute.PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static byte[] plain(byte[] packed) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}

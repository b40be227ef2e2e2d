package barid.feed.publishing;

import barid.feed.entries.EntryTouches;
import barid.feed.entries.EntryUpdates;
import barid.feed.entries.FeedKey;
import barid.feed.entries.SelectionStore;
import barid.kit.changes.Change;
import barid.kit.changes.ChangeJson;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.kit.site.Organisation;
import barid.serving.Articles;
import barid.standalone.postgres.LocalPostgres;
import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.encoder.Encoder;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What one publication costs feed-service: by the number of feeds that it touches, by the quality of the packing, and by the
 * length of the archive behind it.
 */
public final class PublicationBenchmark {
    private static final String SECRET = "of-the-benchmark-alone";
    private static final String CHANNEL = "feeds";
    private static final InstantSource CLOCK = Clock.systemUTC();
    /** So many topics have the articles that are published, which makes ten public feeds with those of all articles. */
    private static final List<String> TOPICS = List.of("topic-1", "topic-2", "topic-3", "topic-4");

    private static final int PUBLIC_FEEDS = 2 + 2 * TOPICS.size();

    /** Their references are right by construction, and checking each would take most of the time. */
    private static final String FILL = """
            SET session_replication_role = replica;
            INSERT INTO topic (slug, names)
            SELECT 'topic-' || n, '{"en":"Topic"}' FROM generate_series(0, 9) AS n ON CONFLICT DO NOTHING;
            INSERT INTO entry (article, language, entry_id, snapshot, topics, published, updated)
            SELECT id, 'en', 'tag:' || id, jsonb_set('{snapshot}', '{article}', to_jsonb(cast(id AS text))), topics, at, at
            FROM (SELECT cast(md5(cast(n AS text)) AS uuid) AS id, ARRAY['topic-' || n % 10] AS topics,
                    timestamptz '2020-01-01Z' + n * interval '1 minute' AS at
                  FROM generate_series(1, {entries}) AS n) numbered;
            INSERT INTO feed (key)
            SELECT prefix || rest FROM (VALUES ('en'), ('all')) AS p (prefix),
                (SELECT '/articles' AS rest UNION SELECT '/topics/' || slug FROM topic) r
            ON CONFLICT DO NOTHING;
            INSERT INTO feed_member (feed, article, language, position, published)
            SELECT f.feed, e.article, e.language, nextval('feed_position'), e.published
            FROM (SELECT * FROM entry ORDER BY published) e, LATERAL (
                VALUES ('en/articles'), ('all/articles'), ('en/topics/' || e.topics[1]), ('all/topics/' || e.topics[1]))
                AS f (feed);
            UPDATE feed SET position = coalesce((SELECT max(position) FROM feed_member WHERE feed = key), 0);
            SET session_replication_role = origin;
            SELECT close_pages(array_agg(key)) FROM feed;
            ANALYZE""";

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private final Articles articles = new Articles();
    private int published = 100_000;

    private PublicationBenchmark() {}

    /**
     * Prints the three tables.
     *
     * @param args entries of the large archive (1,000,000 unless given)
     */
    public static void main(String[] args) throws Exception {
        int many = args.length > 0 ? Integer.parseInt(args[0]) : 1_000_000;
        Path folder = Files.createTempDirectory("barid-publication");
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "barid");
        LocalPostgres small = LocalPostgres.start(cache, folder.resolve("small"), SECRET);
        LocalPostgres large = LocalPostgres.start(cache, folder.resolve("large"), SECRET);
        try {
            PublicationBenchmark benchmark = new PublicationBenchmark();
            benchmark.compressions(small);
            benchmark.touched(small);
            benchmark.archives(small, large, many);
        } finally {
            small.stop();
            large.stop();
            try (Stream<Path> files = Files.walk(folder)) {
                files.sorted(Comparator.reverseOrder()).map(Path::toFile).forEach(java.io.File::delete);
            }
        }
    }

    /** A feed-service without its network: the copy, and the documents kept up to date. */
    private static final class Feeds implements AutoCloseable {
        final Database database;
        final EntryUpdates updates = new EntryUpdates(CHANNEL, CLOCK);
        final FeedCache cache;
        private final String url;

        Feeds(LocalPostgres postgres) throws SQLException {
            url = postgres.url() + "feed";
            try (Connection connection = DriverManager.getConnection(postgres.url() + "postgres", "postgres", SECRET);
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP DATABASE IF EXISTS feed WITH (FORCE)");
                statement.execute("DROP ROLE IF EXISTS feed_migrator");
                statement.execute("DROP ROLE IF EXISTS feed_app");
            }
            new Roles(postgres.url(), "postgres", SECRET).create("feed", SECRET, SECRET);
            Config config = config();
            Database.migrate(DatabaseSettings.owner("feed", config.get("db")).withFollower());
            database = Database.open(
                    DatabaseSettings.from("feed", config.get("db")).withFollower());
            execute("UPDATE follower SET tag_authority = '" + Articles.AUTHORITY + "'");
            SimpleMeterRegistry metrics = new SimpleMeterRegistry();
            Breaches breaches =
                    new Breaches(new BreachStore(database), database, new EntryTouches(CHANNEL), CLOCK, metrics);
            FeedStore store = new FeedStore(database);
            store.ensure(List.of("en"));
            cache = new FeedCache(
                    store,
                    new FeedRenderer(Organisation.from(config.get("organisation")), metrics),
                    breaches,
                    () -> true,
                    CLOCK,
                    metrics);
        }

        private Config config() {
            return Config.builder(ConfigSources.create(Map.of(
                            "db.url", url,
                            "db.username", "feed_app",
                            "db.password", SECRET,
                            "db.migrator.username", "feed_migrator",
                            "db.migrator.password", SECRET,
                            "organisation.name.en", "World Relief Office",
                            "organisation.default-language", "en",
                            "organisation.base-url.articles", "https://news.example.org",
                            "organisation.base-url.feeds", "https://news.example.org")))
                    .disableEnvironmentVariablesSource()
                    .disableSystemPropertiesSource()
                    .build();
        }

        /** What only the superuser may. */
        void execute(String sql) throws SQLException {
            try (Connection connection = DriverManager.getConnection(url, "postgres", SECRET);
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            }
        }

        void apply(List<Change> changes) {
            database.transactions().run(tx -> updates.apply(tx, changes));
        }

        @Override
        public void close() {
            cache.stop();
            database.close();
        }
    }

    /** How long it took, in milliseconds. */
    private record Took(double store, double render) {
        double both() {
            return store + render;
        }
    }

    private Change.Published next(List<String> topics) {
        return articles.article(published++, "en", topics);
    }

    /** Publishes, and waits until the last of the touched feeds has been rendered. */
    private Took publish(Feeds feeds, List<String> topics, List<FeedKey> touched) throws Exception {
        Change.Published article = next(topics);
        List<Long> before = touched.stream().map(feed -> position(feeds, feed)).toList();
        long began = System.nanoTime();
        feeds.apply(List.of(article));
        long stored = System.nanoTime();
        feeds.cache.wake();
        for (int i = 0; i < touched.size(); i++) {
            FeedKey feed = touched.get(i);
            long old = before.get(i);
            await(() -> position(feeds, feed) > old);
        }
        long rendered = System.nanoTime();
        return new Took((stored - began) / 1e6, (rendered - stored) / 1e6);
    }

    private static long position(Feeds feeds, FeedKey feed) {
        return feeds.cache
                .find(new FeedDocument(feed, FeedFormat.ATOM))
                .map(RenderedFeed::position)
                .orElse(-1L);
    }

    private static void await(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofMinutes(5).toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("the feeds do not follow");
            }
            LockSupport.parkNanos(100_000);
        }
    }

    /** A feed is rendered once a second at most in the long run, so publications have to be apart. */
    private static void pause() {
        LockSupport.parkNanos(Duration.ofMillis(1_100).toNanos());
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    /** Packs a feed of 50 articles as each quality does it; in processor time, which others on the machine do not lengthen. */
    private void compressions(LocalPostgres postgres) throws Exception {
        System.out.printf(
                Locale.ROOT, "%n%-12s %10s %12s %10s %12s%n", "packing", "en, bytes", "ms", "ar, bytes", "ms");
        List<byte[]> documents = new ArrayList<>();
        try (Feeds feeds = new Feeds(postgres)) {
            for (String language : List.of("en", "ar")) {
                feeds.apply(IntStream.range(0, 50)
                        .<Change>mapToObj(n -> articles.article(n, language, List.of()))
                        .toList());
            }
            feeds.cache.start().awaitFirstRender();
            for (String language : List.of("en", "ar")) {
                documents.add(feeds.cache
                        .find(new FeedDocument(FeedKey.articles(language), FeedFormat.ATOM))
                        .orElseThrow()
                        .identity());
            }
        }
        line("none", documents, document -> document);
        line("gzip", documents, document -> Compression.pack(document, ContentCoding.GZIP));
        Brotli4jLoader.ensureAvailability();
        for (int quality : new int[] {1, 4, 5, 6, 9, 11}) {
            line(
                    "brotli " + quality,
                    documents,
                    document -> Encoder.compress(document, new Encoder.Parameters().setQuality(quality)));
        }
    }

    private interface Packing {
        byte[] pack(byte[] document) throws IOException;
    }

    private static void line(String name, List<byte[]> documents, Packing packing) throws IOException {
        System.out.printf(Locale.ROOT, "%-12s", name);
        for (byte[] document : documents) {
            int bytes = 0;
            List<Double> took = new ArrayList<>();
            for (int round = -5; round < 25; round++) {
                long began = THREADS.getCurrentThreadCpuTime();
                bytes = packing.pack(document).length;
                if (round >= 0) {
                    took.add((THREADS.getCurrentThreadCpuTime() - began) / 1e6);
                }
            }
            System.out.printf(Locale.ROOT, " %,10d %12.2f", bytes, median(took));
        }
        System.out.println();
    }

    /** The same publication into ten public feeds, and into these and the feeds of 990 partners who agreed on everything. */
    private void touched(LocalPostgres postgres) throws Exception {
        System.out.printf(
                Locale.ROOT,
                "%n%-28s %10s %12s %14s %12s%n",
                "one publication that touches",
                "store, ms",
                "render, ms",
                "ms per feed",
                "documents");
        for (int partners : new int[] {0, 1_000 - PUBLIC_FEEDS}) {
            try (Feeds feeds = new Feeds(postgres)) {
                List<FeedKey> touched = prepare(feeds, partners);
                List<Took> took = new ArrayList<>();
                int rounds = partners == 0 ? 15 : 3;
                for (int round = -1; round < rounds; round++) {
                    Took one = publish(feeds, TOPICS, touched);
                    if (round >= 0) {
                        took.add(one);
                    }
                    pause();
                }
                double store = median(took.stream().map(Took::store).toList());
                double render = median(took.stream().map(Took::render).toList());
                System.out.printf(
                        Locale.ROOT,
                        "%,22d feeds %10.1f %12.1f %14.2f %,12d%n",
                        touched.size(),
                        store,
                        render,
                        (store + render) / touched.size(),
                        PUBLIC_FEEDS * FeedFormat.values().length + partners);
            }
        }
    }

    private List<FeedKey> prepare(Feeds feeds, int partners) {
        List<Change> base = new ArrayList<>();
        for (int topic = 0; topic < 10; topic++) {
            base.add(Articles.topic(topic));
        }
        for (int n = 0; n < 60; n++) {
            base.add(next(TOPICS));
        }
        feeds.apply(base);
        List<FeedKey> touched = new ArrayList<>();
        for (String language : List.of("en", FeedKey.ALL)) {
            touched.add(FeedKey.articles(language));
            TOPICS.forEach(topic -> touched.add(FeedKey.topic(language, topic)));
        }
        SelectionStore selections = new SelectionStore(CHANNEL, CLOCK);
        for (int n = 0; n < partners; n++) {
            FeedKey feed = FeedKey.partner("partner-" + n);
            feeds.database.transactions().run(tx -> selections.put(tx, feed, List.of("en"), List.of()));
            touched.add(feed);
        }
        feeds.cache.start().awaitFirstRender();
        return touched;
    }

    /** The same publication with a short archive and with a long one, in turn. */
    private void archives(LocalPostgres small, LocalPostgres large, int many) throws Exception {
        List<FeedKey> touched = List.of(
                FeedKey.articles("en"),
                FeedKey.articles(FeedKey.ALL),
                FeedKey.topic("en", "topic-1"),
                FeedKey.topic(FeedKey.ALL, "topic-1"));
        int[] sizes = {1_000, many};
        try (Feeds few = archive(small, sizes[0]);
                Feeds all = archive(large, sizes[1])) {
            List<List<Took>> took = List.of(new ArrayList<>(), new ArrayList<>());
            for (int round = -5; round < 25; round++) {
                for (int i = 0; i < 2; i++) {
                    Took one = publish(i == 0 ? few : all, List.of("topic-1"), touched);
                    if (round >= 0) {
                        took.get(i).add(one);
                    }
                }
                pause();
            }
            System.out.printf(
                    Locale.ROOT,
                    "%n%-28s %10s %12s %14s%n",
                    "one publication behind which",
                    "store, ms",
                    "render, ms",
                    "both, ms");
            double[] both = new double[2];
            for (int i = 0; i < 2; i++) {
                both[i] = median(took.get(i).stream().map(Took::both).toList());
                System.out.printf(
                        Locale.ROOT,
                        "%,20d entries %10.1f %12.1f %14.1f%n",
                        sizes[i],
                        median(took.get(i).stream().map(Took::store).toList()),
                        median(took.get(i).stream().map(Took::render).toList()),
                        both[i]);
            }
            System.out.printf(Locale.ROOT, "ratio %.2f, limit 1.5%n", both[1] / both[0]);
        }
    }

    private Feeds archive(LocalPostgres postgres, int entries) throws Exception {
        System.out.printf(Locale.ROOT, "  filling an archive of %,d entries%n", entries);
        Feeds feeds = new Feeds(postgres);
        String snapshot = ChangeJson.write((Change) articles.article(0, "en", List.of("topic-1")));
        feeds.execute(FILL.replace("{entries}", Integer.toString(entries))
                .replace("{snapshot}", snapshot.replace("'", "''")));
        feeds.cache.start().awaitFirstRender();
        return feeds;
    }
}

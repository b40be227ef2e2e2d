package barid.planning;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.kit.site.Organisation;
import barid.newsletter.deliveries.ReceiverLanes;
import barid.newsletter.editions.EditionAssembler;
import barid.newsletter.editions.EditionSettings;
import barid.newsletter.editions.EditionStore;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.MailSettings;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.StoryUpdates;
import barid.serving.Articles;
import barid.standalone.postgres.LocalPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Plans the editions of many readers at once, all four cadences being due, and compiles a thousand variants: readers of three
 * languages in random order and of random topics out of twelve. Twice, with a tenth of the readers first.
 */
public final class PlanningBenchmark {
    private static final String SECRET = "of-the-benchmark-alone";
    private static final Instant NOW = Instant.parse("2026-11-23T07:00:05Z");
    private static final int STORIES = 60;
    private static final int TOPICS = 12;
    /** More hold no other stories. */
    private static final int COMPILED = 1_000;

    private static final String FILL = """
            SELECT setseed(0.5);
            INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)
            SELECT cast(md5('reader' || n) AS uuid), 'reader' || n || '@' || r, 'reader' || n || '@' || r,
                decode(md5('key' || n), 'hex'), 'confirmed', 'sample', now()
            FROM generate_series(1, {readers}) AS n,
                LATERAL (SELECT (ARRAY['gmail.com', 'outlook.com', 'yahoo.com', 'example.org', 'example.net'])[1 + n % 5] AS r) d;
            INSERT INTO subscription (subscriber, languages, topics, cadence, hour, day, zone, position, confirmed_position,
                looked_to, next_due, confirmed_at)
            SELECT cast(md5('reader' || n) AS uuid),
                string_to_array((ARRAY['ar', 'en', 'fr', 'ar,en', 'ar,fr', 'en,ar', 'en,fr', 'fr,ar', 'fr,en', 'ar,en,fr',
                    'ar,fr,en', 'en,ar,fr', 'en,fr,ar', 'fr,ar,en', 'fr,en,ar'])[1 + floor(random() * 15)], ','),
                ARRAY(SELECT 'topic-' || t FROM generate_series(1, 12) AS t WHERE random() < 0.4 AND n > 0),
                (ARRAY['immediate', 'daily', 'weekly', 'monthly'])[1 + n % 4], 7, CASE WHEN n % 4 = 2 THEN 1 ELSE 23 END,
                'UTC', 0, 0, 0, CASE WHEN n % 4 = 0 THEN NULL ELSE timestamptz '2026-11-23T07:00:00Z' END, now()
            FROM generate_series(1, {readers}) AS n;
            ANALYZE""";

    private final Organisation organisation = Organisation.from(Config.empty());

    private PlanningBenchmark() {}

    /**
     * Fills, plans, compiles, and prints what it cost.
     *
     * @param args the number of readers, unless it is 200000
     */
    public static void main(String[] args) throws Exception {
        int many = args.length > 0 ? Integer.parseInt(args[0]) : 200_000;
        Path folder = Files.createTempDirectory("barid-planning");
        try {
            System.out.printf(
                    Locale.ROOT,
                    "%10s %10s %10s %11s %9s %11s %11s %10s %9s%n",
                    "readers",
                    "planned",
                    "seconds",
                    "readers/s",
                    "variants",
                    "statements",
                    "per reader",
                    "rendered",
                    "heap MiB");
            double few = new PlanningBenchmark().measure(folder.resolve("few"), many / 10);
            double all = new PlanningBenchmark().measure(folder.resolve("many"), many);
            System.out.printf(Locale.ROOT, "ten times the readers took %.1f times as long (limit 12)%n", all / few);
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }

    /** Seconds that planning took. */
    private double measure(Path folder, int readers) throws Exception {
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "barid");
        LocalPostgres postgres = LocalPostgres.start(cache, folder, SECRET);
        String url = postgres.url() + "newsletter";
        new Roles(postgres.url(), "postgres", SECRET).create("newsletter", SECRET, SECRET);
        Config config = config(url);
        Database.migrate(DatabaseSettings.owner("newsletter", config.get("db")).withFollower());
        Database database = Database.open(
                DatabaseSettings.from("newsletter", config.get("db")).withFollower());
        try (Connection connection = DriverManager.getConnection(url, "postgres", SECRET);
                Statement statement = connection.createStatement()) {
            return plan(database, statement, readers);
        } finally {
            database.close();
            postgres.stop();
        }
    }

    private double plan(Database database, Statement statement, int readers) throws SQLException {
        StoryStore stories = new StoryStore();
        EditionStore editions = new EditionStore();
        Keys keys = new Keys("a secret of the benchmark, which is long enough");
        database.transactions()
                .run(tx -> new StoryUpdates(stories, () -> NOW.minus(Duration.ofMinutes(30))).apply(tx, news()));
        statement.execute(FILL.replace("{readers}", Integer.toString(readers)));
        EditionAssembler assembler = new EditionAssembler(
                database,
                editions,
                stories,
                EditionSettings.from(Config.empty()),
                organisation,
                new ReceiverLanes(Set.of("gmail.com", "outlook.com", "yahoo.com")),
                keys,
                new SimpleMeterRegistry());
        DigestMail digests = new DigestMail(organisation, keys, MailSettings.from(Config.empty(), organisation));
        VariantCompiler compiler = new VariantCompiler(database, editions, stories, digests, organisation.zone());

        pools().forEach(MemoryPoolMXBean::resetPeakUsage);
        long statements = database.statements();
        long began = System.nanoTime();
        int planned = assembler.plan(NOW);
        double seconds = (System.nanoTime() - began) / 1e9;
        long spent = database.statements() - statements;
        List<UUID> variants = variants(statement);
        variants.stream().limit(COMPILED).forEach(variant -> compiler.mail(variant, Set.of()));
        System.out.printf(
                Locale.ROOT,
                "%,10d %,10d %10.1f %,11.0f %,9d %,11d %11.4f %10d %9d%n",
                readers,
                planned,
                seconds,
                readers / seconds,
                variants.size(),
                spent,
                (double) spent / readers,
                digests.rendered(),
                heap() >> 20);
        return seconds;
    }

    private static List<UUID> variants(Statement statement) throws SQLException {
        List<UUID> ids = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("SELECT id FROM variant")) {
            while (rows.next()) {
                ids.add(rows.getObject(1, UUID.class));
            }
        }
        return ids;
    }

    /** The most that was live after a collection, or the most that was in use where none ran. */
    private static long heap() {
        return pools().stream()
                .map(pool -> pool.getCollectionUsage() == null ? pool.getPeakUsage() : pool.getCollectionUsage())
                .mapToLong(MemoryUsage::getUsed)
                .sum();
    }

    private static List<MemoryPoolMXBean> pools() {
        return ManagementFactory.getMemoryPoolMXBeans().stream()
                .filter(pool -> pool.getType() == MemoryType.HEAP)
                .toList();
    }

    /** Articles of one to three languages. */
    private static List<Change> news() {
        Articles articles = new Articles();
        List<Change> news = new ArrayList<>();
        List<String> languages = List.of("ar", "en", "fr");
        for (int n = 0; n < STORIES; n++) {
            for (int language = 0; language <= n % 3; language++) {
                news.add(articles.article(n, languages.get((n + language) % 3), List.of("topic-" + (1 + n % TOPICS))));
            }
        }
        return news;
    }

    private static Config config(String url) {
        return Config.builder(ConfigSources.create(Map.of(
                        "db.url", url,
                        "db.username", "newsletter_app",
                        "db.password", SECRET,
                        "db.migrator.username", "newsletter_migrator",
                        "db.migrator.password", SECRET)))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }
}

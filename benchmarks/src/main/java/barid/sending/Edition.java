package barid.sending;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.kit.site.Organisation;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.deliveries.DeliverySettings;
import barid.newsletter.deliveries.DeliveryWorker;
import barid.newsletter.deliveries.ReceiverLanes;
import barid.newsletter.editions.EditionAssembler;
import barid.newsletter.editions.EditionSettings;
import barid.newsletter.editions.EditionStore;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.journal.Journal;
import barid.newsletter.journal.JournalSettings;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.Dkim;
import barid.newsletter.mail.DkimSettings;
import barid.newsletter.mail.MailSettings;
import barid.newsletter.mail.Relays;
import barid.newsletter.mail.SmtpSettings;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.StoryUpdates;
import barid.newsletter.suppression.Suppressions;
import barid.serving.Articles;
import barid.standalone.postgres.LocalPostgres;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** An edition of many readers in a durable database, sent as often as is wanted: its ledger is put back to planned each time. */
final class Edition implements AutoCloseable {
    private static final String SECRET = "of-the-benchmark-alone";
    private static final int STORIES = 9;
    private static final int CONSENTS_AT_ONCE = 1_000;

    /** The rows that planning makes: chunks of 500 of one receiver each. */
    private static final String FILL = """
            INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)
            SELECT cast(md5('reader' || n) AS uuid), a, a, decode(md5('key' || n), 'hex'), 'confirmed', 'sample', now()
            FROM generate_series(2, {readers}) AS n, LATERAL (SELECT 'reader' || n || '@example.net' AS a) m;
            INSERT INTO subscription (subscriber, languages, topics, cadence, hour, day, zone, position, confirmed_position,
                looked_to, next_due, confirmed_at)
            SELECT cast(md5('reader' || n) AS uuid), '{en}', '{}', 'immediate', 7, 1, 'UTC', 1000000, 0, 1000000, NULL, now()
            FROM generate_series(2, {readers}) AS n;
            INSERT INTO chunk (edition, lane, next_at, due_at, outcomes, size, pending, attempting, sent, exceptional, plan_note)
            SELECT e.id, (ARRAY['gmail.com', 'outlook.com', 'yahoo.com', 'others', 'others'])[1 + k % 5], now(), now(),
                decode(repeat('00', size), 'hex'), size, size, 0, 0, 0, gen_random_uuid()
            FROM edition e, generate_series(0, ({readers} - 2) / 500) AS k,
                LATERAL (SELECT least(500, {readers} - 1 - k * 500) AS size) s;
            INSERT INTO delivery (edition, subscriber, variant, chunk, ordinal)
            SELECT e.id, cast(md5('reader' || n) AS uuid), v.id, (SELECT min(id) FROM chunk) + 1 + (n - 2) / 500, (n - 2) % 500
            FROM edition e, variant v, generate_series(2, {readers}) AS n""";

    private static final String RESET = """
            UPDATE chunk SET owner = NULL, lease_until = NULL, next_at = now(), attempting_to = 0, pending = size, attempting = 0,
                sent = 0, exceptional = 0, outcomes = decode(repeat('00', size), 'hex');
            UPDATE edition SET expires_at = now() + interval '1 day', control_at = now()""";

    private final Organisation organisation = Organisation.from(Config.empty());
    private final EditionStore editions = new EditionStore();
    private final StoryStore stories = new StoryStore();
    private final Keys keys = new Keys("a secret of the benchmark, which is long enough");
    private final int readers;
    private final LocalPostgres postgres;
    private final String url;
    private final Database database;
    private final Journal journal;

    Edition(Path folder, int readers) throws Exception {
        this.readers = readers;
        Path cache = Path.of(System.getProperty("user.home"), ".cache", "barid");
        postgres = LocalPostgres.start(cache, folder, SECRET);
        url = postgres.url() + "newsletter";
        new Roles(postgres.url(), "postgres", SECRET).create("newsletter", SECRET, SECRET);
        Config config = config(Map.of(
                "db.url",
                url,
                "db.username",
                "newsletter_app",
                "db.password",
                SECRET,
                "db.pool-size",
                "20",
                "db.migrator.username",
                "newsletter_migrator",
                "db.migrator.password",
                SECRET));
        Database.migrate(DatabaseSettings.owner("newsletter", config.get("db")).withFollower());
        database = Database.open(
                DatabaseSettings.from("newsletter", config.get("db")).withFollower());
        journal = Journal.open(
                        JournalSettings.from(config(
                                Map.of("folder", folder.resolve("journal").toString()))),
                        database,
                        Clock.systemUTC(),
                        new SimpleMeterRegistry())
                .start((tx, key, reason, at) -> false, () -> {});
        fill();
    }

    private void fill() throws SQLException {
        Instant now = Instant.now();
        Articles articles = new Articles();
        List<Change> news = new ArrayList<>();
        for (int n = 0; n < STORIES; n++) {
            news.add(articles.article(n, "en", List.of("topic-" + n)));
        }
        database.transactions()
                .run(tx -> new StoryUpdates(stories, () -> now.minus(Duration.ofHours(1))).apply(tx, news));
        sql("INSERT INTO subscriber VALUES (gen_random_uuid(), 'reader1@example.net', 'reader1@example.net', '\\x01',"
                + " 'confirmed', 'sample', now());"
                + " INSERT INTO subscription SELECT id, '{en}', '{}', 'immediate', 7, 1, 'UTC', 0, 0, 0, NULL, NULL, now()"
                + " FROM subscriber");
        EditionAssembler assembler = new EditionAssembler(
                database,
                editions,
                stories,
                EditionSettings.from(Config.empty()),
                organisation,
                new ReceiverLanes(Set.of()),
                keys,
                new SimpleMeterRegistry());
        if (assembler.plan(now) != 1) {
            throw new IllegalStateException("the edition was not planned");
        }
        sql(FILL.replace("{readers}", Integer.toString(readers)));
        sql("VACUUM ANALYZE");
    }

    /** Bytes of one unsigned mail. */
    int bytes() throws SQLException {
        DigestMail digests = digests(Dkim.off());
        UUID variant = UUID.fromString(text("SELECT id FROM variant"));
        return digests.copy(
                        compiler(digests).mail(variant, Set.of()),
                        variant,
                        variant,
                        "reader1@example.net",
                        Instant.now())
                .message()
                .length;
    }

    private DigestMail digests(Dkim dkim) {
        return new DigestMail(organisation, keys, MailSettings.from(Config.empty(), organisation), dkim);
    }

    private VariantCompiler compiler(DigestMail digests) {
        return new VariantCompiler(database, editions, stories, digests, organisation.zone());
    }

    /** Sends it whole, once. */
    Run send(int port, int connections, Config dkim, boolean pipelined) throws Exception {
        sql(RESET);
        sql("CHECKPOINT");
        Relays relays = new Relays(
                SmtpSettings.from(config(Map.of(
                        "host", "127.0.0.1",
                        "port", Integer.toString(port),
                        "connections", Integer.toString(connections),
                        "pipelining", Boolean.toString(pipelined)))),
                "example.org");
        DigestMail digests = digests(new Dkim(DkimSettings.from(dkim), "example.org"));
        DeliveryWorker worker = new DeliveryWorker(
                        database,
                        compiler(digests),
                        digests,
                        new Suppressions(),
                        relays::transport,
                        connections,
                        DeliverySettings.from(Config.empty()),
                        Clock.systemUTC(),
                        new SimpleMeterRegistry())
                .noting(journal);
        SendingBenchmark.forgetHeap();
        long statements = database.statements();
        long cpu = SendingBenchmark.cpuNanos();
        long began = System.nanoTime();
        worker.start();
        awaitSent();
        double seconds = (System.nanoTime() - began) / 1e9;
        double cpuSeconds = (SendingBenchmark.cpuNanos() - cpu) / 1e9;
        long spent = database.statements() - statements;
        worker.stop();
        relays.stop();
        if (number("SELECT sum(sent) FROM chunk") != readers) {
            throw new IllegalStateException("not all of it was sent");
        }
        return new Run(readers, seconds, cpuSeconds, spent, SendingBenchmark.heap());
    }

    /**
     * What each of these readers and mails takes on disk, in bytes, indexes included.
     *
     * @param reader her row, her choices and the evidence of one consent
     * @param delivery planned and sent
     */
    record Sizes(double reader, double delivery) {}

    /** Once it was sent; each reader consents first. */
    Sizes sizes() throws SQLException {
        ConsentLog consents = new ConsentLog(keys, new SecureRandom(), false);
        for (int from = 2; from <= readers; from += CONSENTS_AT_ONCE) {
            List<ConsentAct> acts = new ArrayList<>();
            for (int n = from; n < Math.min(readers + 1, from + CONSENTS_AT_ONCE); n++) {
                acts.add(consent(id(n)));
            }
            database.transactions().run(tx -> consents.recordAll(tx, acts));
        }
        return new Sizes(
                perReader("subscriber", "subscription", "consent", "consent_key"), perReader("chunk", "delivery"));
    }

    /** As the rows were filled: PostgreSQL takes a hash for an id. */
    private static UUID id(int reader) {
        try {
            ByteBuffer hash = ByteBuffer.wrap(
                    MessageDigest.getInstance("MD5").digest(("reader" + reader).getBytes(StandardCharsets.US_ASCII)));
            return new UUID(hash.getLong(), hash.getLong());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static ConsentAct consent(UUID reader) {
        return new ConsentAct(reader, Act.CONFIRMED, Instant.now(), "form", "en", "A text of consent.", Map.of());
    }

    private double perReader(String... tables) throws SQLException {
        double bytes = 0;
        for (String table : tables) {
            bytes += number("SELECT pg_total_relation_size('" + table + "')");
        }
        return bytes / readers;
    }

    /** Bytes of the database's log so far. */
    long log() throws SQLException {
        return number("SELECT cast(pg_current_wal_lsn() - '0/0' AS bigint)");
    }

    /** Over one connection, since opening one costs this process as much as ten mails. */
    private void awaitSent() throws Exception {
        try (Connection connection = DriverManager.getConnection(url, "postgres", SECRET);
                PreparedStatement left =
                        connection.prepareStatement("SELECT EXISTS (SELECT FROM chunk WHERE next_at IS NOT NULL)")) {
            boolean sending = true;
            while (sending) {
                Thread.sleep(20);
                try (ResultSet rows = left.executeQuery()) {
                    rows.next();
                    sending = rows.getBoolean(1);
                }
            }
        }
    }

    static Config config(Map<String, String> settings) {
        return Config.builder(ConfigSources.create(settings))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }

    private void sql(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", SECRET);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private String text(String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, "postgres", SECRET);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private long number(String query) throws SQLException {
        return Long.parseLong(text(query));
    }

    @Override
    public void close() throws IOException {
        journal.stop();
        database.close();
        postgres.stop();
    }
}

package barid.newsletter.deliveries;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.site.Organisation;
import barid.newsletter.Articles;
import barid.newsletter.MutableClock;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.editions.EditionAssembler;
import barid.newsletter.editions.EditionSettings;
import barid.newsletter.editions.EditionStore;
import barid.newsletter.editions.Positions;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.MailSettings;
import barid.newsletter.mail.Relays;
import barid.newsletter.mail.SmtpSettings;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.StoryUpdates;
import barid.newsletter.suppression.Suppressions;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Stories, planning and sending over one database and one SMTP server, by a clock that the test moves. */
final class Workshop implements AutoCloseable {
    final DatabaseSettings settings = TestPostgres.create("newsletter", true);
    final Rows rows = new Rows(settings);
    final MutableClock clock = new MutableClock(Instant.parse("2026-11-24T12:00:00Z"));
    final SmtpSink sink = new SmtpSink();
    final Organisation organisation = Organisation.from(Config.empty());
    final StoryStore stories = new StoryStore();
    final EditionStore editions = new EditionStore();
    final Keys keys = new Keys(RunningNewsletter.SECRET);
    final DigestMail digests = new DigestMail(organisation, keys, new MailSettings(true, "fbl@bounce.example.org"));
    private final List<DeliveryWorker> workers = new ArrayList<>();
    private final List<Database> databases = new ArrayList<>();
    private final Database database = open();
    final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private boolean hold;
    ReceiverLanes lanes = new ReceiverLanes(Set.of());

    Database open() {
        Database opened = Database.open(settings);
        databases.add(opened);
        return opened;
    }

    /** Changes the schema itself. */
    void asOwner(String sql) {
        new Rows(TestPostgres.owner(settings)).execute(sql);
    }

    void holdUncertain() {
        hold = true;
    }

    void announce(Change... changes) {
        database.transactions().run(tx -> new StoryUpdates(stories, clock).apply(tx, List.of(changes)));
    }

    /** Everything is read anew: what is not among {@code standing} is gone. */
    void rebuild(List<Change.Published> standing) {
        database.transactions().run(tx -> new StoryUpdates(stories, clock).apply(tx, List.copyOf(standing)));
        rows.execute("DELETE FROM change_seen");
        standing.forEach(story -> rows.execute("INSERT INTO change_seen VALUES ('" + story.key() + "')"));
        database.transactions().run(tx -> new StoryUpdates(stories, clock).forgetUnseen(tx));
        rows.execute("DELETE FROM change_seen");
    }

    /** Before other languages or topics of a reader are written. */
    void beforeChange(UUID reader) {
        database.transactions().run(tx -> new Positions(stories).beforeChange(tx, reader, clock.instant()));
    }

    EditionAssembler assembler(int chunkSize) {
        return new EditionAssembler(
                database,
                editions,
                stories,
                new EditionSettings(
                        Duration.ofMinutes(10),
                        Duration.ofHours(24),
                        500,
                        chunkSize,
                        Duration.ofSeconds(1),
                        Duration.ZERO),
                organisation,
                lanes,
                keys,
                new SimpleMeterRegistry());
    }

    /** Lets the collecting window close, and plans. */
    int plan() {
        clock.advance(Duration.ofMinutes(11));
        return assembler(500).plan(clock.instant());
    }

    DeliveryWorker worker(Database own, int connections) {
        return worker(own, connections, sink.port());
    }

    DeliveryWorker worker(Database own, int connections, int port) {
        return worker(own, connections, port, Map.of());
    }

    /** A sender of its own; {@code more} are further settings of deliveries. */
    DeliveryWorker worker(Database own, int connections, int port, Map<String, String> more) {
        return worker(own, List.of(relay(connections, port, 0)), more);
    }

    static SmtpSettings relay(int connections, int port, double perSecond) {
        return new SmtpSettings(
                "127.0.0.1",
                port,
                SmtpSettings.Tls.NONE,
                Optional.empty(),
                Optional.empty(),
                connections,
                Duration.ofSeconds(5),
                Duration.ofSeconds(30),
                Optional.empty(),
                1,
                perSecond,
                true);
    }

    DeliveryWorker worker(Database own, List<SmtpSettings> smtp, Map<String, String> more) {
        Map<String, String> sending = new HashMap<>(Map.of(
                "mark", "10",
                "poll", "PT0.02S",
                "uncertain", hold ? "hold" : "once-more",
                "retry-gaps.0", "PT1M",
                "retry-gaps.1", "PT10M",
                // Tests that let days go by say themselves when something is late.
                "late", "P1000D"));
        sending.putAll(more);
        Relays relays = new Relays(smtp, "example.org");
        DeliveryWorker worker = new DeliveryWorker(
                own,
                compiler(own),
                digests,
                new Suppressions(),
                relays::transport,
                relays.connections(),
                DeliverySettings.from(Config.just(ConfigSources.create(sending))),
                clock,
                metrics);
        workers.add(worker);
        return worker;
    }

    VariantCompiler compiler(Database own) {
        return new VariantCompiler(own, editions, stories, digests, organisation.zone());
    }

    DeliveryWorker work() {
        return worker(database, 2).start();
    }

    LedgerStore ledger() {
        return new LedgerStore(database, clock);
    }

    /** Deliveries in a state, over all editions; the books balance whenever it is asked. */
    long in(DeliveryState state) {
        List<LedgerStore.Books> books = ledger().books(Instant.EPOCH, 100);
        books.forEach(edition -> {
            if (edition.imbalance() != 0) {
                throw new AssertionError("the books do not balance: " + edition);
            }
        });
        return books.stream().mapToLong(edition -> edition.in(state)).sum();
    }

    void readers(int count) {
        for (int i = 0; i < count; i++) {
            rows.reader("reader" + i + "@example.net", "en", "immediate");
        }
    }

    static Change.Published story() {
        return Articles.published(1, "en", "First headline");
    }

    @Override
    public void close() {
        sink.cut();
        workers.forEach(DeliveryWorker::stop);
        databases.forEach(Database::close);
        sink.close();
    }
}

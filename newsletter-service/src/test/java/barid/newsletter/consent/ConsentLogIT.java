package barid.newsletter.consent;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.keys.Keys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConsentLogIT {
    private static final Instant NOON = Instant.parse("2026-11-28T12:00:00.123456Z");
    private static final String WORDS = "أوافق على أن تصلني النشرة.";

    private static DatabaseSettings settings;
    private static Database database;
    private static Rows rows;
    private static Rows owner;
    private static ConsentLog log;
    private static ConsentChain chain;

    @BeforeAll
    static void start() {
        settings = TestPostgres.create("newsletter", true);
        database = Database.open(settings);
        rows = new Rows(settings);
        owner = new Rows(TestPostgres.owner(settings));
        log = new ConsentLog(new Keys(RunningNewsletter.SECRET), new SecureRandom(), false);
        chain = new ConsentChain(database);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void theEvidenceSaysWhoAgreedWhenInWhichWordsAndByWhichForm() {
        UUID reader = UUID.randomUUID();
        record(act(reader, Act.ASKED, NOON));
        record(new ConsentAct(reader, Act.UNSUBSCRIBED, NOON.plusSeconds(60), "one-click", "ar", "", Map.of()));

        List<ConsentEntry> history = history(reader);
        assertThat(history).extracting(ConsentEntry::act).containsExactly("asked", "unsubscribed");
        ConsentEntry asked = history.getFirst();
        assertThat(asked.at()).isEqualTo(NOON);
        assertThat(asked.form()).isEqualTo("form");
        assertThat(asked.language()).isEqualTo("ar");
        assertThat(asked.text()).isEqualTo(WORDS);
        assertThat(asked.details()).containsEntry("email", "amal@example.org").containsEntry("hour", 7);
        assertThat(history.get(1).text()).isNull();
        assertThat(chain.verify(reader)).isEqualTo(new ConsentChain.Verdict.Intact(1, 2));
    }

    @Test
    void aTextIsKeptOnceForAllWhoSawIt() {
        IntStream.range(0, 5).forEach(i -> record(act(UUID.randomUUID(), Act.ASKED, NOON)));
        assertThat(rows.number("SELECT count(*) FROM consent_text WHERE text = '" + WORDS + "'"))
                .isEqualTo(1);
    }

    @Test
    void detailsAreSealedAndUnreadableForEverOnceTheKeyIsDestroyed() {
        UUID reader = UUID.randomUUID();
        record(act(reader, Act.CONFIRMED, NOON));
        assertThat(rows.strings("SELECT c::text || encode(c.sealed, 'escape') FROM consent c"))
                .noneMatch(row -> row.contains("amal@example.org"));
        // The stored bytes alone open nothing: the installation's secret belongs to the key.
        ConsentLog stranger =
                new ConsentLog(new Keys("another secret that is long enough to be one"), new SecureRandom(), false);
        assertThat(stranger.history(database.client().execute(), reader)
                        .getFirst()
                        .details())
                .isNull();

        database.transactions().run(tx -> log.destroyKeys(tx, List.of(reader)));
        assertThat(history(reader).getFirst().details()).isNull();
        assertThat(history(reader).getFirst().text()).isEqualTo(WORDS);
        assertThat(chain.verify(reader)).isEqualTo(new ConsentChain.Verdict.Intact(1, 1));
        assertThatThrownBy(() -> record(act(reader, Act.CHANGED, NOON))).hasMessageContaining("erased");
        assertThatThrownBy(
                        () -> rows.execute("UPDATE consent_key SET key = '\\x00' WHERE subscriber = '" + reader + "'"))
                .hasMessageContaining("never changed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "UPDATE consent SET at = now()",
                "DELETE FROM consent",
                "TRUNCATE consent",
                "UPDATE consent_text SET text = ''",
                "DELETE FROM consent_text",
                "TRUNCATE consent_text CASCADE",
                "DELETE FROM consent_key",
                "TRUNCATE consent_key",
                "UPDATE consent_key SET steps = 0"
            })
    void theDatabaseRefusesToChangeTheEvidence(String statement) {
        UUID reader = UUID.randomUUID();
        record(act(reader, Act.ASKED, NOON));
        assertThatThrownBy(() -> rows.execute(statement)).hasMessageContaining("permission denied");
        if (!statement.startsWith("UPDATE consent_key")) {
            assertThatThrownBy(() -> owner.execute(statement)).hasMessageContaining("stands once written");
        }
        assertThat(history(reader)).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "a step that goes back, 1, 2026-11-28T13:00:00Z, head",
        "a step left out, 3, 2026-11-28T13:00:00Z, head",
        "a time that goes back, 2, 2026-11-28T11:00:00Z, head",
        "another chain's end, 2, 2026-11-28T13:00:00Z, hash"
    })
    void theDatabaseTakesOnlyWhatFollows(String what, int step, String at, String previous) {
        UUID reader = UUID.randomUUID();
        record(act(reader, Act.ASKED, NOON));
        String end = previous.equals("head") ? "head" : "sha256(head)";
        String insert = """
                INSERT INTO consent SELECT subscriber, %d, 'changed', '%s', 'page', 'en', NULL, '', %s, sha256('x')
                FROM consent_key WHERE subscriber = '%s'""";
        assertThatThrownBy(() -> rows.execute(insert.formatted(step, at, end, reader)))
                .as(what)
                .hasMessageContaining("does not follow");
        assertThat(chain.verify(reader)).isEqualTo(new ConsentChain.Verdict.Intact(1, 1));
    }

    @Test
    void aClockThatIsBehindDoesNotLoseAnAct() {
        UUID reader = UUID.randomUUID();
        record(act(reader, Act.ASKED, NOON));
        record(act(reader, Act.UNSUBSCRIBED, NOON.minusSeconds(2)));
        assertThat(history(reader)).extracting(ConsentEntry::at).containsExactly(NOON, NOON);
    }

    @Test
    void actsOfOneReaderAtTheSameTimeMakeOneChain() throws Exception {
        UUID reader = UUID.randomUUID();
        try (var threads = Executors.newFixedThreadPool(6)) {
            List<Future<?>> acts = Stream.generate(() -> act(reader, Act.CHANGED, NOON))
                    .limit(60)
                    .<Future<?>>map(act -> threads.submit(() -> record(act)))
                    .toList();
            for (Future<?> act : acts) {
                act.get();
            }
        }
        assertThat(chain.verify(reader)).isEqualTo(new ConsentChain.Verdict.Intact(1, 60));
    }

    @Test
    void thousandsOfActsTakeThreeStatements() {
        int batches = Boolean.getBoolean("barid.long") ? 1_000 : 3;
        for (int batch = 0; batch < batches; batch++) {
            List<ConsentAct> acts = Stream.generate(() -> act(UUID.randomUUID(), Act.IMPORTED, NOON))
                    .limit(1_000)
                    .toList();
            long before = database.statements();
            database.transactions().run(tx -> log.recordAll(tx, acts));
            assertThat(database.statements() - before).isEqualTo(5);
        }
        assertThat(chain.verifyAll())
                .isInstanceOfSatisfying(
                        ConsentChain.Verdict.Intact.class,
                        intact -> assertThat(intact.chains()).isGreaterThanOrEqualTo(batches * 1_000L));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "UPDATE consent SET at = at + interval '1 second' WHERE step = 2 AND | 2 | the act was changed",
                "UPDATE consent SET sealed = '\\x00' WHERE step = 2 AND             | 2 | the act was changed",
                "DELETE FROM consent WHERE step = 2 AND                            | 2 | an act is missing",
                "DELETE FROM consent WHERE step = 3 AND                            | 3 | the chain was cut short"
            })
    void aChangeBehindTheDatabasesBackIsFound(String statement, int step, String what) {
        UUID reader = UUID.randomUUID();
        for (int i = 0; i < 3; i++) {
            record(act(reader, Act.CHANGED, NOON));
        }
        String name = TestPostgres.nameOf(settings);
        // What only the server's superuser can do.
        TestPostgres.execute(
                name, "SET session_replication_role = replica; " + statement + " subscriber = '" + reader + "'");
        var broken = new ConsentChain.Verdict.Broken(reader, step, what);
        assertThat(chain.verify(reader)).isEqualTo(broken);
        assertThat(chain.verifyAll()).isEqualTo(broken);
        TestPostgres.execute(
                name,
                "SET session_replication_role = replica; DELETE FROM consent WHERE subscriber = '" + reader
                        + "'; DELETE FROM consent_key WHERE subscriber = '" + reader + "'");
    }

    private static ConsentAct act(UUID reader, Act act, Instant at) {
        return new ConsentAct(reader, act, at, "form", "ar", WORDS, Map.of("email", "amal@example.org", "hour", 7));
    }

    private static void record(ConsentAct act) {
        database.transactions().run(tx -> log.record(tx, act));
    }

    private static List<ConsentEntry> history(UUID reader) {
        return log.history(database.client().execute(), reader);
    }
}

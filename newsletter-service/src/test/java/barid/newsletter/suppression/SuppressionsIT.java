package barid.newsletter.suppression;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Rows;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import static org.assertj.core.api.Assertions.assertThat;

class SuppressionsIT {
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private static Database database;
    private static Rows rows;
    private static final Suppressions SUPPRESSIONS = new Suppressions();

    @BeforeAll
    static void start() {
        DatabaseSettings settings = TestPostgres.create("newsletter", true);
        database = Database.open(settings);
        rows = new Rows(settings);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void aDeadAddressIsNoRecipientAnyMore() {
        UUID dead = reader();
        UUID other = reader();
        database.transactions().run(tx -> SUPPRESSIONS.dead(tx, List.of(dead, UUID.randomUUID()), NOW));
        assertThat(reason(dead)).containsExactly("bounced");
        assertThat(receives(dead)).isFalse();
        assertThat(receives(other)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"complaint", "operator", "erased"})
    void whatABounceSaysOverwritesNoOtherReason(String reason) {
        UUID reader = reader();
        rows.execute("INSERT INTO suppression SELECT email_key, '" + reason + "', now() FROM subscriber WHERE id = '"
                + reader + "'");
        database.transactions().run(tx -> SUPPRESSIONS.dead(tx, List.of(reader), NOW));
        assertThat(reason(reader)).containsExactly(reason);
    }

    @Test
    void aComplaintStandsAgainstEverythingThatFollows() {
        UUID reader = reader();
        byte[] key = key(reader);
        database.transactions().run(tx -> SUPPRESSIONS.dead(tx, List.of(reader), NOW));
        database.transactions().run(tx -> SUPPRESSIONS.complained(tx, reader, NOW));
        assertThat(reason(reader)).containsExactly("complaint");
        database.transactions().run(tx -> SUPPRESSIONS.byOperator(tx, key, "operator", NOW));
        database.transactions().run(tx -> SUPPRESSIONS.dead(tx, List.of(reader), NOW));
        assertThat(reason(reader)).containsExactly("complaint");
        assertThat((boolean) database.transactions().inTransaction(tx -> SUPPRESSIONS.lift(tx, key)))
                .isFalse();
    }

    @Test
    void theThirdMailInARowThatFailsForATimeIsTheLast() {
        List<UUID> readers = List.of(reader(), reader());
        for (int mail = 1; mail <= 2; mail++) {
            database.transactions().run(tx -> SUPPRESSIONS.soft(tx, readers, NOW));
            assertThat(readers).allMatch(SuppressionsIT::receives);
        }
        database.transactions().run(tx -> SUPPRESSIONS.soft(tx, readers.subList(0, 1), NOW));
        assertThat(reason(readers.getFirst())).containsExactly("bounced");
        assertThat(receives(readers.getLast())).isTrue();
        assertThat(rows.number("SELECT count(*) FROM soft_bounce WHERE subscriber = '" + readers.getFirst() + "'"))
                .as("a score that would count once she is back")
                .isZero();
    }

    @Test
    void aMailBetweenThatWasTakenBeginsTheRowAnew() {
        UUID reader = reader();
        failed(reader, sent(reader, 1));
        failed(reader, sent(reader, 2));
        sent(reader, 3);
        failed(reader, sent(reader, 4));
        failed(reader, sent(reader, 5));
        assertThat(receives(reader)).isTrue();
        failed(reader, sent(reader, 6));
        assertThat(reason(reader)).containsExactly("bounced");
    }

    @Test
    void mailsSentWhileTheReportOfAnEarlierOneWasUnderWayAreNotTakenForGood() {
        UUID reader = reader();
        List<Instant> mailed = new ArrayList<>();
        for (int day = 1; day <= 8; day++) {
            mailed.add(sent(reader, day));
        }
        for (int day = 0; day < 2; day++) {
            failed(reader, mailed.get(day));
            assertThat(receives(reader)).isTrue();
        }
        failed(reader, mailed.get(2));
        assertThat(reason(reader)).containsExactly("bounced");
    }

    @Test
    void twoProcessesThatCountAtOnceCountTwice() throws Exception {
        List<UUID> readers = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            readers.add(reader());
        }
        try (ExecutorService both = Executors.newFixedThreadPool(3)) {
            List<Future<?>> counting = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                List<UUID> shuffled = new ArrayList<>(readers);
                java.util.Collections.rotate(shuffled, 7 * i);
                counting.add(
                        both.submit(() -> database.transactions().run(tx -> SUPPRESSIONS.soft(tx, shuffled, NOW))));
            }
            for (Future<?> each : counting) {
                each.get();
            }
        }
        assertThat(readers).noneMatch(SuppressionsIT::receives);
    }

    private static void failed(UUID reader, Instant mailed) {
        // As the report of it, which is written in the same transaction.
        rows.execute("""
                WITH r AS (INSERT INTO report VALUES (sha256(convert_to(gen_random_uuid()::text, 'UTF8')), now(), 'bounce') RETURNING hash)
                INSERT INTO reported (report, subscriber, edition, kind, blame, at)
                SELECT r.hash, '%1$s', e.id, 'bounce', 'soft', now() FROM r, edition e JOIN delivery d ON d.edition = e.id
                WHERE d.subscriber = '%1$s' AND e.created_at = '%2$s'""".formatted(reader, mailed));
        database.transactions()
                .run(tx -> SUPPRESSIONS.failed(tx, List.of(new Suppressions.Failed(reader, mailed)), NOW));
    }

    /** A mail to her on that day that was sent; returns when its edition was made. */
    private static Instant sent(UUID reader, int day) {
        Instant made = Instant.parse("2026-11-01T07:00:00Z").plus(Duration.ofDays(day));
        rows.execute("""
                WITH e AS (
                    INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at)
                    VALUES (gen_random_uuid(), 'daily', gen_random_uuid()::text, '%2$s', '%2$s', '%2$s', '%2$s') RETURNING id
                ), c AS (
                    INSERT INTO chunk (edition, lane, due_at, outcomes, size, pending, attempting, sent, exceptional)
                    SELECT id, 'other', now(), '\\x01', 1, 0, 0, 1, 0 FROM e RETURNING id
                )
                INSERT INTO delivery SELECT e.id, '%1$s', gen_random_uuid(), c.id, 0 FROM e, c""".formatted(reader, made));
        return made;
    }

    private static UUID reader() {
        return rows.restingReader("r" + UUID.randomUUID() + "@example.org", "en");
    }

    private static byte[] key(UUID reader) {
        return java.util.HexFormat.of()
                .parseHex(rows.strings("SELECT encode(email_key, 'hex') FROM subscriber WHERE id = '" + reader + "'")
                        .getFirst());
    }

    private static boolean receives(UUID reader) {
        return rows.number("SELECT count(*) FROM recipient WHERE subscriber = '" + reader + "'") == 1;
    }

    private static List<String> reason(UUID reader) {
        return rows.strings(
                "SELECT reason FROM suppression x JOIN subscriber s USING (email_key) WHERE s.id = '" + reader + "'");
    }
}

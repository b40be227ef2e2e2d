package barid.newsletter.privacy;

import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentChain;
import barid.newsletter.consent.ConsentEntry;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.keys.Keys;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class RetentionIT {
    private static final Instant START = Instant.parse("2026-11-28T12:00:00Z");

    private static Database database;
    private static Rows rows;
    private static ConsentLog consents;
    private static Retention retention;
    private static final SimpleMeterRegistry METRICS = new SimpleMeterRegistry();

    @BeforeAll
    static void start() {
        DatabaseSettings settings = TestPostgres.create("newsletter", true);
        database = Database.open(settings);
        rows = new Rows(settings);
        consents = new ConsentLog(new Keys(RunningNewsletter.SECRET), new SecureRandom(), false);
        retention = new Retention(database, consents, PrivacySettings.from(Config.empty()), Period.ofDays(90), METRICS);
    }

    @AfterAll
    static void stop() {
        database.close();
    }

    @Test
    void whoNeverConfirmsIsForgottenThirtyDaysAfterTheLinkLapsed() {
        UUID reader = subscriber("unconfirmed", START, null);
        confirmation(reader, days(7));

        runAll(days(36));
        assertThat(there(reader)).isTrue();
        double before = deleted("unconfirmed");
        runAll(days(38));
        assertThat(there(reader)).isFalse();
        assertThat(deleted("unconfirmed") - before).isEqualTo(1);
        assertThat(rows.number("SELECT count(*) FROM confirmation WHERE subscriber = '" + reader + "'"))
                .isZero();
        assertThat(suppressions(reader)).as("she may be asked again").isEmpty();
        assertForgottenInTheEvidence(reader);
    }

    @Test
    void whoIsAskedAgainMeanwhileStays() {
        UUID again = subscriber("unconfirmed", START, null);
        confirmation(again, days(7));
        confirmation(again, days(40));
        UUID waiting = subscriber("unconfirmed", START, null);
        rows.execute("""
                INSERT INTO signup (id, email, mailbox, email_key, choices, language, origin, received_at, retry_at)
                SELECT gen_random_uuid(), email, mailbox, email_key, '{}', 'en', 'form', '%s', '2900-01-01'
                FROM subscriber WHERE id = '%s'""".formatted(days(44), waiting));
        runAll(days(45));
        assertThat(there(again)).isTrue();
        assertThat(there(waiting)).isTrue();
        runAll(days(75));
        assertThat(there(again)).isFalse();
        assertThat(there(waiting)).isFalse();
    }

    @Test
    void theAddressOfWhoLeftBecomesAHashAfterTwoYears() {
        UUID left = subscriber("unsubscribed", START.minus(Duration.ofDays(900)), START);
        UUID complained = subscriber("unsubscribed", START.minus(Duration.ofDays(900)), START);
        UUID stays = subscriber("confirmed", START.minus(Duration.ofDays(900)), null);
        rows.execute("INSERT INTO suppression SELECT email_key, 'complaint', now() FROM subscriber WHERE id = '"
                + complained + "'");
        Instant twoYears = START.atZone(ZoneOffset.UTC).plusYears(2).toInstant();

        runAll(twoYears.minusSeconds(60));
        assertThat(there(left)).isTrue();
        runAll(twoYears.plusSeconds(60));
        assertThat(there(left)).isFalse();
        assertThat(there(complained)).isFalse();
        assertThat(there(stays)).isTrue();
        assertThat(suppressions(left)).containsExactly("unsubscribed");
        assertThat(suppressions(complained)).containsExactly("complaint");
        assertForgottenInTheEvidence(left);
        assertForgottenInTheEvidence(complained);
    }

    @Test
    void whatWasMailedToWhomIsForgottenAfterTwentyFiveMonthsAndWhatWasSentIsNot() {
        UUID reader = subscriber("confirmed", START, null);
        edition("2024-10-20", reader);
        edition("2024-11-20", reader);
        rows.execute(
                "INSERT INTO reader_export (id, at, who, filters) VALUES (gen_random_uuid(), '2024-10-20', 'desk', '{}'),"
                        + " (gen_random_uuid(), '2024-11-20', 'clerk', '{}')");
        rows.execute("INSERT INTO console_audit (at, operator, act, subscriber) VALUES"
                + " ('2024-10-20', 'desk', 'export', '" + reader + "'), ('2024-11-20', 'desk', 'pause', '" + reader
                + "')");

        runAll(START);

        assertThat(rows.strings("SELECT period FROM edition ORDER BY period"))
                .containsExactly("2024-10-20", "2024-11-20");
        for (String table : List.of("delivery", "delivery_exception", "omission", "chunk")) {
            assertThat(rows.strings("SELECT period FROM edition e JOIN " + table + " t ON t.edition = e.id"))
                    .as(table)
                    .containsExactly("2024-11-20");
        }
        assertThat(rows.strings("SELECT act FROM console_audit")).containsExactly("pause");
        assertThat(rows.strings("SELECT who FROM reader_export")).containsExactly("clerk");
        assertThat(deleted("delivery")).isEqualTo(1);
        assertThat(retention.run(START)).as("there is more to do").isFalse();
    }

    @Test
    void whatProvidersReportedIsForgottenAfterNinetyDaysWithWhatItToldOfReaders() {
        UUID reader = subscriber("confirmed", START, null);
        rows.execute("""
                INSERT INTO report VALUES ('\\x01', '%1$s', 'bounce'), ('\\x02', '%2$s', 'bounce');
                INSERT INTO reported (report, subscriber, kind, blame, at)
                VALUES ('\\x01', '%3$s', 'bounce', 'soft', '%1$s'), ('\\x02', '%3$s', 'bounce', 'ours', '%2$s')""".formatted(START, START.plusSeconds(7200), reader));
        double before = deleted("report");

        runAll(days(90).plusSeconds(3600));

        assertThat(rows.strings("SELECT encode(hash, 'hex') FROM report")).containsExactly("02");
        assertThat(rows.strings("SELECT blame FROM reported")).containsExactly("ours");
        assertThat(deleted("report") - before).isEqualTo(1);
    }

    @Test
    void aTimeOfNothingIsRefused() {
        Config config = Config.builder(ConfigSources.create(Map.of("deliveries-kept", "P0D")))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
        assertThatThrownBy(() -> PrivacySettings.from(config)).hasMessageContaining("privacy.deliveries-kept");
    }

    private static void runAll(Instant now) {
        while (retention.run(now)) {
            // Some of it each time.
        }
    }

    private static Instant days(int days) {
        return START.plus(Duration.ofDays(days));
    }

    private static UUID subscriber(String state, Instant created, Instant left) {
        UUID id = UUID.randomUUID();
        String email = "r" + id + "@example.org";
        rows.execute("""
                INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at, unsubscribed_at, noticed_at)
                VALUES ('%1$s', '%2$s', '%2$s', sha256('%1$s'), '%3$s', 'form', '%4$s', %5$s, '%4$s')""".formatted(id, email, state, created, left == null ? "NULL" : "'" + left + "'"));
        database.transactions()
                .run(tx -> consents.record(
                        tx, new ConsentAct(id, Act.ASKED, created, "form", "en", "I agree.", Map.of("email", email))));
        return id;
    }

    private static void confirmation(UUID reader, Instant expires) {
        rows.execute("INSERT INTO confirmation SELECT sha256(convert_to(gen_random_uuid()::text, 'UTF8')), '" + reader
                + "', '{}', 'en', '" + expires + "', NULL");
    }

    private static void edition(String day, UUID reader) {
        rows.execute("""
                WITH e AS (
                    INSERT INTO edition VALUES (gen_random_uuid(), 'daily', '%1$s', '%1$s', date '%1$s' + 1, date '%1$s' + 2, '%1$s')
                    RETURNING id
                ), v AS (
                    INSERT INTO variant SELECT gen_random_uuid(), id, '\\x00', 'en', '[]', '[]', '{}', '%1$s' FROM e RETURNING id
                ), c AS (
                    INSERT INTO chunk (edition, lane, due_at, outcomes, size, pending, attempting, sent, exceptional)
                    SELECT id, 'other', now(), '\\x02', 1, 0, 0, 0, 1 FROM e RETURNING id
                ), d AS (
                    INSERT INTO delivery SELECT e.id, '%2$s', v.id, c.id, 0 FROM e, v, c
                ), x AS (
                    INSERT INTO delivery_exception SELECT e.id, '%2$s', c.id, 0, 'rejected', '5.1.1', 'none', NULL, 1, false, now()
                    FROM e, c
                )
                INSERT INTO omission SELECT id, '%2$s', gen_random_uuid(), 'en' FROM e""".formatted(day, reader));
    }

    private static boolean there(UUID reader) {
        return rows.number("SELECT count(*) FROM subscriber WHERE id = '" + reader + "'") == 1;
    }

    private static List<String> suppressions(UUID reader) {
        return rows.strings("SELECT reason FROM suppression WHERE email_key = sha256('" + reader + "')");
    }

    private static double deleted(String what) {
        return METRICS.get("barid.retention.deleted")
                .tag("what", what)
                .counter()
                .count();
    }

    private static void assertForgottenInTheEvidence(UUID reader) {
        List<ConsentEntry> history = consents.history(database.client().execute(), reader);
        assertThat(history).extracting(ConsentEntry::act).containsExactly("asked", "erased");
        assertThat(history).allMatch(entry -> entry.details() == null);
        assertThat(new ConsentChain(database).verify(reader)).isEqualTo(new ConsentChain.Verdict.Intact(1, 2));
    }
}

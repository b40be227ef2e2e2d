package barid.newsletter.privacy;

import barid.kit.changes.Change;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.kit.site.Organisation;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.editions.EditionAssembler;
import barid.newsletter.editions.EditionSettings;
import barid.newsletter.editions.EditionStore;
import barid.newsletter.keys.Keys;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.StoryUpdates;
import io.helidon.config.Config;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class KeptHistoryIT {
    private static final Instant LONG_AGO = Instant.parse("2024-10-01T12:00:00Z");
    private static final Instant NOW = Instant.parse("2026-11-28T12:00:00Z");

    private final DatabaseSettings settings = TestPostgres.create("newsletter", true);
    private final Rows rows = new Rows(settings);
    private final StoryStore stories = new StoryStore();

    @Test
    void aLateTranslationOfAnArticleFromBeforeTheKeptHistoryIsNotMailedAgain() {
        try (Database database = Database.open(settings)) {
            EditionAssembler assembler = assembler(database);
            rows.reader("a@example.net", "fr,en", "immediate");
            announce(database, LONG_AGO, Articles.published(1, "en", "A headline"));
            assertThat(assembler.plan(LONG_AGO.plusSeconds(600))).isEqualTo(1);

            Retention retention = new Retention(
                    database,
                    new ConsentLog(new Keys(RunningNewsletter.SECRET), new SecureRandom(), false),
                    PrivacySettings.from(Config.empty()),
                    Period.ofDays(90),
                    new SimpleMeterRegistry());
            assertThat(retention.run(NOW)).isTrue();
            assertThat(rows.number("SELECT count(*) FROM delivery")).isZero();

            announce(database, NOW, Articles.published(1, "fr", "Un titre"));
            assertThat(assembler.plan(NOW.plusSeconds(600))).isZero();
            announce(database, NOW.plusSeconds(601), Articles.published(2, "fr", "Un autre"));
            assertThat(assembler.plan(NOW.plusSeconds(1200))).isEqualTo(1);
            assertThat(rows.strings(
                            "SELECT jsonb_array_length(items) FROM variant v JOIN delivery d ON d.variant = v.id"))
                    .containsExactly("1");
        }
    }

    private EditionAssembler assembler(Database database) {
        return new EditionAssembler(
                database,
                new EditionStore(),
                stories,
                new EditionSettings(
                        Duration.ofMinutes(10), Duration.ofHours(24), 10, 10, Duration.ofSeconds(1), Duration.ZERO),
                Organisation.from(Config.empty()),
                mailbox -> mailbox.substring(mailbox.indexOf('@') + 1),
                new Keys(RunningNewsletter.SECRET),
                new SimpleMeterRegistry());
    }

    private void announce(Database database, Instant at, Change change) {
        database.transactions().run(tx -> new StoryUpdates(stories, () -> at).apply(tx, List.of(change)));
    }
}

package barid.feed.entries;

import barid.feed.Translations;
import barid.kit.changes.ChangeJson;
import barid.kit.db.Database;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;

import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

/** A database that was filled before there were archives. */
class ArchiveMigrationIT {
    private static final String GRANTS = """
            ALTER DEFAULT PRIVILEGES FOR ROLE feed_migrator IN SCHEMA public
                GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO feed_app;
            ALTER DEFAULT PRIVILEGES FOR ROLE feed_migrator IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO feed_app""";

    private static final String ENTRIES = """
            INSERT INTO entry (article, language, entry_id, snapshot, topics, published, updated)
            SELECT cast(md5(cast(n AS text)) AS uuid), l.language, 'tag:' || n || l.language, '%s', '{health}',
                now() - n * interval '1 minute', now()
            FROM generate_series(1, 70) AS n, (VALUES ('en'), ('fr')) AS l (language);
            INSERT INTO entry (article, language, entry_id, withdrawn_at, reason)
            VALUES (cast(md5('gone') AS uuid), 'en', 'tag:gone', now(), 'why');
            INSERT INTO topic (slug, names) VALUES ('health', '{"en":"Health"}'), ('empty', '{"en":"Empty"}');
            INSERT INTO feed (key) VALUES ('en/articles'), ('fr/articles'), ('en/topics/health'), ('fr/topics/health'),
                ('en/topics/empty'), ('fr/topics/empty');
            INSERT INTO feed_member (feed, article, language, position, published)
            SELECT f.key, e.article, e.language, nextval('feed_position'), e.published
            FROM feed f JOIN entry e ON f.key LIKE e.language || '/%%' AND f.key NOT LIKE '%%empty'
            WHERE e.snapshot IS NOT NULL;
            INSERT INTO feed_member (feed, article, language, position, leaves_at)
            SELECT 'en/articles', article, language, nextval('feed_position'), now() + interval '1 day'
            FROM entry WHERE snapshot IS NULL;
            UPDATE feed SET position = coalesce((SELECT max(position) FROM feed_member WHERE feed = key), 0)""";

    @Test
    void getsItsFeedsOverAllLanguagesAndItsPages() {
        DatabaseSettings settings = TestPostgres.create("feed", true);
        String name = TestPostgres.nameOf(settings);
        TestPostgres.execute(
                name,
                "DROP SCHEMA public CASCADE; CREATE SCHEMA public AUTHORIZATION feed_migrator;"
                        + " GRANT USAGE ON SCHEMA public TO feed_app; " + GRANTS);
        DatabaseSettings owner = TestPostgres.owner(settings);
        Flyway.configure()
                .dataSource(owner.url(), owner.username(), owner.password())
                .locations(owner.migrations().toArray(String[]::new))
                .outOfOrder(true)
                .target("2")
                .load()
                .migrate();
        TestPostgres.execute(
                name,
                ENTRIES.formatted(ChangeJson.write(Translations.titled("a").at(0))));

        Database.migrate(owner);

        try (CopyOfTheFeed copy = new CopyOfTheFeed(settings)) {
            assertThat(copy.lines("SELECT key || ' ' || (SELECT count(*) FROM feed_member m WHERE m.feed = key) || ' '"
                            + " || (SELECT count(*) FROM archive_page p WHERE p.feed = key) || ' '"
                            + " || (SELECT count(*) FROM feed_member m WHERE m.feed = key AND m.position > closed) AS line"
                            + " FROM feed ORDER BY key"))
                    .containsExactly(
                            "all/articles 141 2 41",
                            "all/topics/empty 0 0 0",
                            "all/topics/health 140 2 40",
                            "en/articles 71 1 21",
                            "en/topics/empty 0 0 0",
                            "en/topics/health 70 1 20",
                            "fr/articles 70 1 20",
                            "fr/topics/empty 0 0 0",
                            "fr/topics/health 70 1 20");
            assertThat(copy.number("SELECT count(*) FROM feed f WHERE closed > 0 AND position <= ALL"
                            + " (SELECT position FROM feed_member m WHERE m.feed = f.key)"))
                    .as("feeds whose documents grew shorter unseen")
                    .isZero();
            assertThat(copy.number("SELECT count(DISTINCT version) FROM entry")).isEqualTo(141);
            copy.agree("who", List.of("fr"), List.of());
            copy.apply(Translations.titled("new").on("health").at(1));
            assertThat(copy.number("SELECT count(*) FROM feed_member WHERE feed = 'all/articles'"))
                    .isEqualTo(142);
        }
    }
}

package barid.article.content;

import barid.article.TestArticles;
import barid.article.audit.Actor;
import barid.article.audit.AuditStore;
import barid.article.changes.ChangeLog;
import barid.article.topics.Topics;
import barid.kit.changes.Origin;
import barid.kit.db.Database;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;

class ImportedEntriesIT {
    private static final Actor IMPORTER = Actor.software("import");
    private static final Instant PUBLISHED = Instant.parse("2019-05-06T07:08:09Z");

    private TestArticles service;
    private Database database;
    private Articles articles;
    private Topics topics;

    @BeforeEach
    void start() {
        service = TestArticles.start();
        database = Database.open(service.settings());
        ChangeLog changes = new ChangeLog();
        AuditStore audit = new AuditStore();
        articles = new Articles(database, new Installation("news.example.org,2026"), changes, audit, new Random(1));
        topics = new Topics(database, changes, audit);
    }

    @AfterEach
    void stop() {
        database.close();
        service.close();
    }

    private static Imported entry(String id, String title, Instant published) {
        return new Imported(
                id,
                "ur",
                title,
                "خلاصہ",
                "<p>متن</p>",
                Optional.empty(),
                List.of("Amal"),
                List.of(),
                Optional.empty(),
                Origin.ORIGINAL,
                null,
                published,
                published.plusSeconds(60),
                false,
                List.of());
    }

    private JsonNode changes() {
        return service.changes("?limit=1000").expect(200).json().get("changes");
    }

    @Test
    void anEntryIsTakenOnceWithItsIdItsDatesAndAsHistory() {
        Imported entry = entry("https://old.example.org/?p=7", "پانی", PUBLISHED);

        assertThat(articles.take(entry, IMPORTER)).isInstanceOf(ImportResult.Taken.class);

        JsonNode change = changes().get(0);
        assertThat(change.get("entryId").asText()).isEqualTo("https://old.example.org/?p=7");
        assertThat(change.get("published").asText()).isEqualTo("2019-05-06T07:08:09Z");
        assertThat(change.get("updated").asText()).isEqualTo("2019-05-06T07:09:09Z");
        assertThat(change.get("historical").asBoolean()).isTrue();
        assertThat(change.get("slug").asText()).isEqualTo("پانی");
        assertThat(articles.take(entry, IMPORTER)).isInstanceOf(ImportResult.Skipped.class);
        assertThat(changes()).hasSize(1).containsExactly(change);
    }

    @Test
    void whatIsFreshAndImportedIsHistoryAllTheSame() {
        articles.take(entry("urn:x:fresh", "Fresh", Instant.now().minusSeconds(10)), IMPORTER);

        assertThat(changes().get(0).get("historical").asBoolean()).isTrue();
    }

    @Test
    void whatChangedThereIsChangedHereUnlessItWasEditedHere() {
        articles.take(entry("urn:x:1", "First", PUBLISHED), IMPORTER);
        assertThat(articles.take(entry("urn:x:1", "First, changed", PUBLISHED), IMPORTER))
                .isInstanceOf(ImportResult.Changed.class);
        JsonNode change = changes().get(0);
        assertThat(change.get("title").asText()).isEqualTo("First, changed");
        assertThat(change.get("revision").asInt()).isEqualTo(2);
        assertThat(change.get("published").asText()).isEqualTo("2019-05-06T07:08:09Z");

        String path = "/api/articles/" + change.get("article").asText() + "/translations/ur";
        service.put(path, service.read(path).header("ETag"), TestArticles.text("ur", "Edited here"))
                .expect(200);

        assertThat(articles.take(entry("urn:x:1", "First, changed again", PUBLISHED), IMPORTER))
                .isEqualTo(new ImportResult.Skipped("was edited here since it was imported"));
        service.act(change.get("article").asText(), "ur", "withdraw", "{\"reason\":\"x\"}")
                .expect(200);
        assertThat(articles.take(entry("urn:x:1", "First, changed", PUBLISHED), IMPORTER))
                .isEqualTo(new ImportResult.Skipped("is here already"));
    }

    @Test
    void anEntryOfTheFutureWaitsForItsInstant() {
        articles.take(entry("urn:x:future", "Future", Instant.now().plusSeconds(3600)), IMPORTER);

        assertThat(changes()).isEmpty();
    }

    @Test
    void twentyOfOneTitleAllFindAName() {
        for (int i = 0; i < 25; i++) {
            assertThat(articles.take(entry("urn:x:" + i, "Weekly report", PUBLISHED), IMPORTER))
                    .isInstanceOf(ImportResult.Taken.class);
        }
        assertThat(changes().findValuesAsText("slug")).doesNotHaveDuplicates().contains("weekly-report-20");
    }

    @Test
    void aCategoryBecomesATopicOnce() {
        assertThat(topics.take("Santé publique", "fr", IMPORTER)).contains("sante-publique");
        assertThat(topics.take("Sante publique", "fr", IMPORTER)).contains("sante-publique");
        assertThat(topics.take("!!!", "fr", IMPORTER)).isEmpty();
        topics.take("Health", "en", IMPORTER);
        topics.merge("sante-publique", "health", IMPORTER);

        assertThat(topics.take("Santé publique", "fr", IMPORTER)).contains("health");
        assertThat(topics.find("sante-publique").orElseThrow().names()).containsEntry("fr", "Santé publique");
    }
}

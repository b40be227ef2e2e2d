package barid.feed;

import barid.kit.changes.Change;
import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** Readers know an entry by its id: whatever else of it changes, it stays. */
class PermanentIdsIT {
    private static final Pattern ATOM_ID = Pattern.compile("<id>([^<]*)</id><updated>");
    private static final Pattern GUID = Pattern.compile("<guid[^>]*>([^<]*)</guid>");

    private static List<List<String>> ids(Reader reader) throws Exception {
        List<String> json = new ArrayList<>();
        for (JsonNode item :
                Json.MAPPER.readTree(reader.text("/feeds/en/articles.json")).path("items")) {
            json.add(item.path("id").asText());
        }
        return List.of(
                all(ATOM_ID, reader.text("/feeds/en/articles.atom")),
                all(GUID, reader.text("/feeds/en/articles.rss")),
                json);
    }

    private static List<String> all(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(found -> found.group(1)).toList();
    }

    @Test
    void slugTitleTopicHostAndSchemeLeaveEveryIdByteForByte() throws Exception {
        Newsroom newsroom = new Newsroom();
        newsroom.announce(
                new Change.Topic(0, "health", Map.of("en", "Health"), null),
                new Change.Topic(0, "sport", Map.of("en", "Sport"), null),
                Translations.titled("Water").at(1),
                Translations.titled("Imported")
                        .withEntryId("https://old.example.org/?p=7")
                        .at(2));
        try (Replicas replicas = new Replicas(newsroom)) {
            Reader reader = replicas.reader();
            List<List<String>> before = ids(reader);
            assertThat(before).allMatch(format -> format.size() == 2);
            newsroom.announce(
                    Translations.titled("Water")
                            .retitled("Clean water")
                            .on("sport")
                            .addressed("http://other.example.com/en/articles/clean-water")
                            .at(3),
                    Translations.titled("Imported")
                            .withEntryId("https://old.example.org/?p=7")
                            .addressed("http://other.example.com/en/articles/imported")
                            .at(4));
            Replicas.await(
                    "the feeds follow",
                    () -> reader.text("/feeds/en/articles.json").contains("other.example.com")
                            && reader.text("/feeds/en/articles.atom").contains("articles/imported\"")
                            && reader.text("/feeds/en/articles.rss").contains("clean-water"));
            assertThat(ids(reader)).isEqualTo(before);
            Reader moved = replicas.reader(
                    "organisation.base-url.feeds", "http://feeds.example.net",
                    "organisation.base-url.articles", "http://www.example.net");
            assertThat(ids(moved)).isEqualTo(before);
            assertThat(moved.text("/feeds/en/articles.atom"))
                    .contains("http://feeds.example.net/feeds/en/articles.atom")
                    .contains("<id>tag:news.example.org,2026:feeds/en/articles</id>");
        } finally {
            newsroom.close();
        }
    }
}

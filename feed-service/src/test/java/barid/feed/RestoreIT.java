package barid.feed;

import barid.kit.changes.Change;
import barid.kit.db.TestPostgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.net.http.HttpResponse;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** The feeds' own database is put back to an earlier copy, and the runbook's one statement run. */
@Timeout(120)
class RestoreIT {
    private static final String ATOM = "/feeds/en/articles.atom";
    private static final List<String> DOCUMENTS = List.of(
            ATOM,
            "/feeds/en/articles.rss",
            "/feeds/en/articles.json",
            "/feeds/all/articles.atom",
            "/feeds/en/topics/health.atom",
            "/feeds/en/topics/health.rss");

    private static Change[] numbered(int from, int to, String text) {
        return IntStream.rangeClosed(from, to)
                .mapToObj(n -> Translations.titled("article " + n)
                        .publishedAt(Translations.NOON.plusSeconds(n))
                        .saying("<p>" + text + n + "</p>")
                        .at(n))
                .toArray(Change[]::new);
    }

    private static Map<String, HttpResponse<byte[]>> read(Reader reader) throws Exception {
        Map<String, HttpResponse<byte[]>> answers = new HashMap<>();
        for (String path : DOCUMENTS) {
            Replicas.await(
                    "the state has its date",
                    () -> !Reader.header(reader.get(path), "Last-Modified").isEmpty());
            answers.put(path, reader.get(path));
        }
        return answers;
    }

    @Test
    void noValidatorThatWasGivenOutBeforeProvesAnythingAndMirrorsEndRight() throws Exception {
        Newsroom newsroom = new Newsroom();
        newsroom.announce(new Change.Topic(0, "health", Map.of("en", "Health"), null));
        newsroom.announce(numbered(1, 130, "old "));
        Replicas first = new Replicas(newsroom);
        String database = TestPostgres.nameOf(first.database());
        Map<String, HttpResponse<byte[]>> early = read(first.reader());
        first.close();
        TestPostgres.copy(database, database + "_backup");

        Replicas second = new Replicas(newsroom, first.database());
        Reader lost = second.reader();
        newsroom.announce(numbered(120, 190, "new "));
        newsroom.announce(
                Translations.titled("article 5").withdrawn(Translations.NOON.plusSeconds(500), "wrong"),
                Translations.titled("lost")
                        .publishedAt(Translations.NOON.plusSeconds(999))
                        .at(200));
        Replicas.await(
                "all is in the feeds",
                () -> lost.text(ATOM).contains("lost")
                        && lost.text("/feeds/en/topics/health.rss").contains("lost"));
        Map<String, HttpResponse<byte[]>> late = read(lost);
        // one that keeps a copy through all of it, with deltas, and one without
        List<Mirror> before = List.of(new Mirror(lost, ATOM, true), new Mirror(lost, ATOM, false));
        for (Mirror mirror : before) {
            mirror.poll();
        }
        Map<String, String> published = before.getFirst().entries();
        second.close();

        TestPostgres.copy(database + "_backup", database);
        TestPostgres.execute(database, "SELECT renew_generation()");
        try (Replicas third = new Replicas(newsroom, first.database())) {
            Reader restored = third.reader();
            Replicas.await(
                    "it has caught up",
                    () -> restored.text(ATOM).contains("lost")
                            && restored.text("/feeds/en/topics/health.rss").contains("lost"));
            Map<String, HttpResponse<byte[]>> now = read(restored);
            for (Map<String, HttpResponse<byte[]>> old : List.of(early, late)) {
                for (String path : DOCUMENTS) {
                    String tag = Reader.header(old.get(path), "ETag");
                    String date = Reader.header(old.get(path), "Last-Modified");
                    for (HttpResponse<byte[]> answer : List.of(
                            restored.get(path, "If-None-Match", tag),
                            restored.get(path, "If-None-Match", tag, "A-IM", "feed"),
                            restored.get(path, "If-Modified-Since", date))) {
                        assertThat(answer.statusCode()).as(path).isEqualTo(200);
                        assertThat(answer.body()).isEqualTo(now.get(path).body());
                    }
                }
            }
            for (Mirror mirror : before) {
                mirror.moveTo(restored);
                mirror.poll();
                assertThat(mirror.entries()).isEqualTo(published);
                mirror.poll();
                assertThat(mirror.answers().getFirst())
                        .as("the second poll is told that nothing changed")
                        .isEqualTo(2);
            }
        } finally {
            newsroom.close();
        }
    }
}

package barid.feed;

import barid.kit.changes.Change;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Partners that walk the archive once and then poll when they like end with exactly what is published. */
@Timeout(300)
class MirrorIT {
    private static final int STEPS = 1000;
    private static final int ARTICLES = 160;
    private static final String TOPIC = "/feeds/en/topics/health.atom";
    private static final String ARTICLES_PATH = "/feeds/en/articles.atom";

    static LongStream seeds() {
        return LongStream.range(0, Boolean.getBoolean("barid.long") ? 30 : 1);
    }

    /** The newsroom's own record of what stands. */
    private static final class Record {
        private final Random random;
        private final Newsroom newsroom;
        private final Map<String, Translations> standing = new HashMap<>();
        private Instant now = Translations.NOON;

        Record(long seed, Newsroom newsroom) {
            this.random = new Random(seed);
            this.newsroom = newsroom;
        }

        void step(int n) {
            now = now.plusSeconds(1 + random.nextInt(60));
            String title = "article " + random.nextInt(ARTICLES);
            Translations known = standing.get(title);
            if (known == null) {
                known = Translations.titled(title)
                        .publishedAt(now)
                        .on(random.nextBoolean() ? new String[] {"health"} : new String[] {"sport"});
                standing.put(title, known);
            } else {
                switch (random.nextInt(5)) {
                    case 0, 1 -> known.saying("<p>revised in step " + n + "</p>");
                    case 2 -> known.corrected(now, "corrected in step " + n);
                    case 3 ->
                        known.on(random.nextBoolean() ? new String[] {"health", "sport"} : new String[] {"sport"});
                    default -> {
                        standing.remove(title);
                        newsroom.announce(known.withdrawn(now, "withdrawn in step " + n));
                        return;
                    }
                }
            }
            newsroom.announce(known.at(n));
        }

        List<String> ids(String topic) {
            return standing.values().stream()
                    .map(entry -> entry.at(0))
                    .filter(entry -> topic.isEmpty() || entry.topics().contains(topic))
                    .map(Change.Published::entryId)
                    .sorted()
                    .toList();
        }

        /** Whether the text of every entry is the newest. */
        boolean agreesWith(Map<String, String> copy, String topic) {
            return standing.values().stream()
                    .map(entry -> entry.at(0))
                    .filter(entry -> topic.isEmpty() || entry.topics().contains(topic))
                    .allMatch(entry -> copy.getOrDefault(entry.entryId(), "").contains(entry.html())
                            && copy.getOrDefault(entry.entryId(), "")
                                    .contains(entry.updated().toString()));
        }
    }

    private static void announceTopics(Newsroom newsroom) {
        newsroom.announce(
                new Change.Topic(0, "health", Map.of("en", "Health"), null),
                new Change.Topic(0, "sport", Map.of("en", "Sport"), null));
    }

    private static void assertEqual(Record record, Mirror mirror, String topic) {
        assertThat(mirror.entries().keySet().stream().sorted()).isEqualTo(record.ids(topic));
        assertThat(record.agreesWith(mirror.entries(), topic)).isTrue();
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void afterAThousandActsTheCopyIsWhatIsPublished(long seed) throws Exception {
        Newsroom newsroom = new Newsroom();
        announceTopics(newsroom);
        try (Replicas replicas = new Replicas(newsroom)) {
            Reader one = replicas.reader();
            Reader other = replicas.reader();
            Record record = new Record(seed, newsroom);
            List<Mirror> mirrors = List.of(
                    new Mirror(one, ARTICLES_PATH, true),
                    new Mirror(other, ARTICLES_PATH, false),
                    new Mirror(other, TOPIC, true));
            Random often = new Random(seed);
            for (int n = 0; n < STEPS; n++) {
                record.step(n);
                for (int m = 0; m < mirrors.size(); m++) {
                    if (often.nextInt(40 * (m + 1)) == 0) {
                        mirrors.get(m).poll();
                    }
                }
            }
            settle(newsroom, record, one, other);
            for (Mirror mirror : mirrors) {
                mirror.poll();
            }
            assertEqual(record, mirrors.get(0), "");
            assertEqual(record, mirrors.get(1), "");
            assertEqual(record, mirrors.get(2), "health");
        } finally {
            newsroom.close();
        }
    }

    /** A last act, so that all before it was read when it is seen. */
    private static void settle(Newsroom newsroom, Record record, Reader... readers) throws Exception {
        Translations last = Translations.titled("The last " + record.now)
                .publishedAt(record.now.plusSeconds(1))
                .on("health");
        record.standing.put("last " + record.now, last);
        newsroom.announce(last.at(STEPS));
        for (Reader reader : readers) {
            for (String path : List.of(ARTICLES_PATH, TOPIC)) {
                Replicas.await(
                        "everything is in the feed",
                        () -> reader.text(path).contains(last.at(0).entryId()));
            }
        }
    }

    @Test
    void aRestoredNewsroomAndARestoredFeedDatabaseEndRightToo() throws Exception {
        Newsroom newsroom = new Newsroom();
        announceTopics(newsroom);
        try (Replicas replicas = new Replicas(newsroom)) {
            Reader reader = replicas.reader();
            Record record = new Record(7, newsroom);
            for (int n = 0; n < 150; n++) {
                record.step(n);
            }
            settle(newsroom, record, reader);
            List<Mirror> mirrors =
                    List.of(new Mirror(reader, ARTICLES_PATH, true), new Mirror(reader, ARTICLES_PATH, false));
            for (Mirror mirror : mirrors) {
                mirror.poll();
                assertEqual(record, mirror, "");
            }
            // the newsroom is put back to before some of it was published
            List<String> lost =
                    record.standing.keySet().stream().sorted().limit(10).toList();
            List<String> keys = new ArrayList<>();
            lost.forEach(title -> keys.add(record.standing.remove(title).at(0).key()));
            newsroom.restoreWithout(keys.toArray(String[]::new));
            settle(newsroom, record, reader);
            Replicas.await("what was lost is withdrawn", () -> {
                for (Mirror mirror : mirrors) {
                    mirror.poll();
                }
                return mirrors.getFirst().entries().size() == record.standing.size();
            });
            for (Mirror mirror : mirrors) {
                mirror.poll();
                assertEqual(record, mirror, "");
            }
            // the feeds' own database is put back, and its generation renewed
            String tag = Reader.header(reader.get(ARTICLES_PATH), "ETag");
            replicas.execute("SELECT renew_generation()");
            Replicas.await(
                    "the generation is another",
                    () -> !Reader.header(reader.get(ARTICLES_PATH), "ETag")
                            .startsWith(tag.substring(0, tag.indexOf('.'))));
            assertThat(reader.get(ARTICLES_PATH, "If-None-Match", tag, "A-IM", "feed")
                            .statusCode())
                    .isEqualTo(200);
            for (Mirror mirror : mirrors) {
                mirror.poll();
                assertEqual(record, mirror, "");
            }
        } finally {
            newsroom.close();
        }
    }
}

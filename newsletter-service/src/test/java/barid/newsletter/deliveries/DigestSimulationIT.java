package barid.newsletter.deliveries;

import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.db.TestRows;
import barid.newsletter.Articles;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Weeks of an office's life, hour by hour, over changes of the clocks: whatever is published, corrected, withdrawn, imported
 * or announced anew, and whatever readers choose, each digest is what the contract says, and at the end everything due has
 * come once.
 */
class DigestSimulationIT {
    private static final boolean LONG = Boolean.getBoolean("barid.long");
    private static final int SEEDS = LONG ? 20 : 1;
    private static final int DAYS = LONG ? 60 : 6;
    private static final int MUTANT_DAYS = 3;
    /** What is planned is claimed within some hours, long before its edition expires. */
    private static final int CLAIMS = 5;

    private static final int LATEST_CLAIM = 6;

    private static final int READERS = 10;
    /** In either window clocks go forward in some zones and back in others: Lord Howe lies south. */
    private static final List<Instant> STARTS = LONG
            ? List.of(Instant.parse("2026-03-01T00:00:00Z"), Instant.parse("2026-09-28T00:00:00Z"))
            : List.of(Instant.parse("2026-10-24T00:00:00Z"));

    /** Articles' ids end with their number in hexadecimal. */
    private static final Pattern ARTICLE = Pattern.compile("\\b([0-9a-f]+):(?=ar|en|fr)");

    private static final List<String> LANGUAGES = List.of("ar", "en", "fr");
    private static final List<String> TOPICS = List.of("health", "water", "sport");
    private static final List<String> CADENCES = List.of("immediate", "daily", "weekly", "monthly");
    private static final List<String> ZONES =
            List.of("Africa/Cairo", "Europe/Paris", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe");

    @TestFactory
    Stream<DynamicTest> everyArticleComesOnceToWhomItIsDueAndNeverBeforeItsHour() {
        return IntStream.range(0, SEEDS)
                .mapToObj(seed -> DynamicTest.dynamicTest(
                        "seed " + seed, () -> new Life(seed, STARTS.get(seed % STARTS.size()), "").live(DAYS)));
    }

    @Test
    void positionsThatAreDatesLoseOrDoubleArticles() {
        assertThatThrownBy(() -> mutant("(extract(epoch FROM NEW.published) * 1000)::bigint"))
                .isInstanceOf(AssertionError.class)
                .message()
                .containsAnyOf("lost", "doubled");
    }

    @Test
    void positionsOfTheChangeFeedLoseOrDoubleArticles() {
        assertThatThrownBy(() -> mutant("(NEW.snapshot ->> 'position')::bigint"))
                .isInstanceOf(AssertionError.class)
                .message()
                .containsAnyOf("lost", "doubled");
    }

    private static String decimal(String row) {
        return ARTICLE.matcher(row).replaceAll(number -> Integer.parseInt(number.group(1), 16) + ":");
    }

    private static void mutant(String number) throws SQLException {
        new Life(7, STARTS.getLast(), number).live(MUTANT_DAYS);
    }

    /** One life, told to the service and to the oracle alike. */
    private static final class Life {
        private final Random random;
        private final Instant start;
        private final Workshop workshop;
        private final ModelOffice model = new ModelOffice();
        private final Map<String, UUID> ids = new HashMap<>();
        private final Map<String, Change.Published> standing = new TreeMap<>();
        private final Map<String, Change.Published> gone = new TreeMap<>();
        private final List<Integer> articles = new ArrayList<>();
        /** Whether each digest is compared, and not only what came in the end. */
        private final boolean exact;

        private final Connection connection;

        private long feedPosition;
        private long seenChunks;
        private int unclaimed;

        Life(long seed, Instant start, String mutantNumber) throws SQLException {
            this.random = new Random(seed);
            this.start = start;
            this.workshop = new Workshop();
            this.connection = DriverManager.getConnection(
                    workshop.settings.url(), workshop.settings.username(), workshop.settings.password());
            this.exact = mutantNumber.isEmpty();
            workshop.clock.set(start);
            if (!exact) {
                mutate(mutantNumber);
            }
        }

        /** Numbers stories by something else, to see the oracle object. */
        private void mutate(String number) {
            workshop.asOwner("""
                    ALTER TABLE story DROP CONSTRAINT story_number_key;
                    CREATE FUNCTION mutant() RETURNS trigger LANGUAGE plpgsql AS $$
                    BEGIN
                        IF NEW.number IS NOT NULL THEN
                            NEW.number := %1$s;
                            NEW.first_number := NEW.number;
                        END IF;
                        RETURN NEW;
                    END $$;
                    CREATE TRIGGER mutant BEFORE INSERT OR UPDATE ON story FOR EACH ROW EXECUTE FUNCTION mutant()
                    """.formatted(number));
        }

        void live(int days) throws SQLException {
            try (workshop;
                    connection) {
                for (int i = 0; i < READERS; i++) {
                    join("reader" + i);
                }
                for (int hour = 0; hour < days * 24; hour++) {
                    hour(true);
                }
                settle();
                System.out.printf(
                        "from %s: %d digests of %d readers as the oracle says%n",
                        start, model.deliveries.size(), model.readers.size());
            }
        }

        private List<String> strings(String query) {
            return TestRows.strings(connection, query);
        }

        private long number(String query) {
            return Long.parseLong(strings(query).getFirst());
        }

        private void execute(String sql) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
        }

        /** Everyone is awake and daily; after two more days nothing may be left. */
        private void settle() {
            model.readers.stream().filter(reader -> reader.subscribed).forEach(reader -> {
                pause(reader, false);
                reader.cadence = "daily";
                reader.nextDue = ModelOffice.next(reader, now());
                write(reader);
            });
            for (int hour = 0; hour < 50; hour++) {
                hour(false);
            }
            assertThat(model.plan(now().plus(Duration.ofDays(2)))).isEmpty();
            Map<String, Long> expected = model.came();
            Map<String, Long> came = came();
            assertThat(came)
                    .as("lost: due and never came")
                    .containsKeys(expected.keySet().toArray(String[]::new));
            assertThat(came).as("doubled, or never due").isEqualTo(expected);
        }

        /** How often each article came to each reader, from the ledger: what is open or sent, and not left out. */
        private Map<String, Long> came() {
            return strings("""
                            SELECT s.email || ' ' || right(i.article::text, 6) || ':' || i.language
                            FROM delivery_state d JOIN variant v ON v.id = d.variant JOIN subscriber s ON s.id = d.subscriber,
                                jsonb_to_recordset(v.items) AS i (article uuid, language text)
                            WHERE d.state IN ('pending', 'sent') AND NOT EXISTS (SELECT FROM omission o WHERE o.edition = d.edition
                                AND o.subscriber = d.subscriber AND o.article = i.article AND o.language = i.language)""").stream()
                    .map(DigestSimulationIT::decimal)
                    .collect(Collectors.groupingBy(
                            row -> row.substring(0, row.indexOf(':')), TreeMap::new, Collectors.counting()));
        }

        private Instant now() {
            return workshop.clock.instant();
        }

        private void hour(boolean eventful) {
            workshop.clock.advance(Duration.ofMinutes(30));
            if (eventful) {
                IntStream.range(0, random.nextInt(3)).forEach(i -> event());
            }
            workshop.clock.advance(Duration.ofMinutes(30));
            plan();
            if (eventful && random.nextInt(6) == 0) {
                // Between planning and claim.
                event();
            }
            if (!eventful || ++unclaimed == LATEST_CLAIM || random.nextInt(CLAIMS) == 0) {
                claim();
            }
        }

        private void plan() {
            List<String> expected = model.plan(now()).stream()
                    .map(ModelOffice.Delivery::toString)
                    .sorted()
                    .toList();
            int count = workshop.assembler(500).plan(now());
            if (exact) {
                List<String> planned = count == 0 ? List.of() : planned();
                assertThat(planned).as("planned at " + now()).isEqualTo(expected);
            }
        }

        private List<String> planned() {
            List<String> rows = strings("""
                    SELECT s.email || ' ' || e.cadence || ' ' || e.period || ' ['
                        || (SELECT coalesce(string_agg(ltrim(right(i.item ->> 'article', 6), '0') || ':' || (i.item ->> 'language'), ', ' ORDER BY i.place), '')
                            FROM jsonb_array_elements(v.items) WITH ORDINALITY AS i (item, place))
                        || '] ['
                        || (SELECT coalesce(string_agg(ltrim(right(c.item ->> 'article', 6), '0') || ':' || (c.item ->> 'language') || '@' || (c.item ->> 'at'), ', ' ORDER BY c.place), '')
                            FROM jsonb_array_elements(v.corrections) WITH ORDINALITY AS c (item, place)) || ']'
                    FROM delivery d JOIN edition e ON e.id = d.edition JOIN variant v ON v.id = d.variant
                    JOIN subscriber s ON s.id = d.subscriber
                    WHERE d.chunk > %d""".formatted(seenChunks));
            seenChunks = number("SELECT coalesce(max(id), 0) FROM chunk");
            return rows.stream()
                    .map(row -> ARTICLE.matcher(row).replaceAll(number -> Integer.parseInt(number.group(1), 16) + ":"))
                    .sorted()
                    .toList();
        }

        private void claim() {
            unclaimed = 0;
            if (!exact || model.deliveries.stream().noneMatch(delivery -> delivery.open)) {
                return;
            }
            model.claim(now());
            DeliveryWorker worker = workshop.work();
            Await.until("all is settled", () -> number("SELECT count(*) FROM chunk WHERE next_at IS NOT NULL") == 0);
            worker.stop();
        }

        private void event() {
            int kind = random.nextInt(100);
            if (kind < 34) {
                write(nextArticle(), anyLanguage(), false);
            } else if (kind < 44) {
                anyArticle(this::translate);
            } else if (kind < 52) {
                anyPublic(this::correct);
            } else if (kind < 59) {
                anyPublic(this::withdraw);
            } else if (kind < 63) {
                anyGone(this::bringBack);
            } else if (kind < 67) {
                write(nextArticle(), anyLanguage(), true);
            } else if (kind < 71) {
                anyPublic(story -> announce(story));
            } else if (kind < 73) {
                rebuild(random.nextBoolean());
            } else {
                readerEvent(kind);
            }
        }

        private void readerEvent(int kind) {
            ModelOffice.Reader reader = model.readers.get(random.nextInt(model.readers.size()));
            if (kind < 80) {
                changeChoices(reader);
            } else if (kind < 87) {
                changeRhythm(reader);
            } else if (kind < 94) {
                pause(reader, !reader.paused);
            } else if (kind < 96) {
                join("reader" + model.readers.size());
            } else if (reader.subscribed) {
                leave(reader);
            } else {
                confirm(reader);
            }
        }

        private int nextArticle() {
            articles.add(articles.size() + 1);
            return articles.size();
        }

        private String anyLanguage() {
            return LANGUAGES.get(random.nextInt(LANGUAGES.size()));
        }

        private void anyArticle(IntConsumer act) {
            if (!articles.isEmpty()) {
                act.accept(articles.get(random.nextInt(articles.size())));
            }
        }

        private void anyPublic(Consumer<Change.Published> act) {
            any(standing, act);
        }

        private void anyGone(Consumer<Change.Published> act) {
            any(gone, act);
        }

        private void any(Map<String, Change.Published> from, Consumer<Change.Published> act) {
            if (!from.isEmpty()) {
                act.accept(List.copyOf(from.values()).get(random.nextInt(from.size())));
            }
        }

        /** Dated up to three days ago, though it comes now. */
        private void write(int article, String language, boolean historical) {
            Change.Published story = Articles.dated(
                    Articles.published(article, language, "Article " + article),
                    now().minus(Duration.ofMinutes(random.nextInt(3 * 24 * 60))));
            story = Articles.about(
                    story, random.nextInt(3) == 0 ? new String[0] : new String[] {TOPICS.get(random.nextInt(3))});
            announce(historical ? Articles.historical(story) : story);
        }

        private void translate(int article) {
            String language = anyLanguage();
            if (!standing.containsKey(article + ":" + language) && !gone.containsKey(article + ":" + language)) {
                write(article, language, false);
            }
        }

        private void correct(Change.Published story) {
            announce(Articles.corrected(story, now(), "A figure was wrong."));
        }

        private void announce(Change.Published story) {
            Change.Published numbered = Articles.positioned(story, ++feedPosition);
            workshop.announce(numbered);
            tell(numbered);
            standing.put(key(numbered), numbered);
        }

        private void tell(Change.Published story) {
            Change.Correction correction = story.correction();
            model.published(
                    number(story),
                    story.language(),
                    story.topics(),
                    story.updated(),
                    story.historical(),
                    correction == null ? null : correction.at(),
                    now());
        }

        private static int number(Change.Published story) {
            return (int) (story.article().getLeastSignificantBits() & 0xffffff);
        }

        private static String key(Change.Published story) {
            return number(story) + ":" + story.language();
        }

        private void withdraw(Change.Published story) {
            workshop.announce(Articles.withdrawn(story));
            model.withdrawn(number(story), story.language());
            standing.remove(key(story));
            gone.put(key(story), story);
        }

        private void bringBack(Change.Published story) {
            gone.remove(key(story));
            announce(random.nextBoolean() ? story : Articles.updated(story, now()));
        }

        /** Everything is read anew, in another order; {@code restored}: the source lost some of it. */
        private void rebuild(boolean restored) {
            List<Change.Published> all = new ArrayList<>(standing.values());
            Collections.shuffle(all, random);
            if (restored) {
                List<Change.Published> lost = List.copyOf(all.subList(0, Math.min(2, all.size())));
                all.removeAll(lost);
                lost.forEach(story -> {
                    standing.remove(key(story));
                    gone.put(key(story), story);
                    model.withdrawn(number(story), story.language());
                });
            }
            List<Change.Published> announced = all.stream()
                    .map(story -> Articles.positioned(story, ++feedPosition))
                    .toList();
            announced.forEach(story -> {
                tell(story);
                standing.put(key(story), story);
            });
            workshop.rebuild(announced);
        }

        private void join(String name) {
            ModelOffice.Reader reader = new ModelOffice.Reader(name + "@example.net");
            choose(reader);
            rhythm(reader);
            ids.put(reader.name, workshop.rows.reader(reader.name, "en", "daily"));
            model.readers.add(reader);
            confirm(reader);
        }

        private void confirm(ModelOffice.Reader reader) {
            model.confirm(reader, now());
            execute("""
                    UPDATE subscriber SET state = 'confirmed' WHERE id = '%1$s';
                    DELETE FROM owed WHERE subscriber = '%1$s';
                    UPDATE subscription SET position = greatest(position, %2$s), confirmed_position = greatest(confirmed_position, %2$s),
                        looked_to = greatest(looked_to, %2$s) WHERE subscriber = '%1$s'
                    """.formatted(ids.get(reader.name), """
                    (SELECT greatest((SELECT coalesce(max(number), 0) FROM story), (SELECT coalesce(max(number), 0) FROM correction)))"""));
            write(reader);
        }

        private void leave(ModelOffice.Reader reader) {
            reader.subscribed = false;
            execute("UPDATE subscriber SET state = 'unsubscribed' WHERE id = '%s'".formatted(ids.get(reader.name)));
            write(reader);
        }

        private void choose(ModelOffice.Reader reader) {
            List<String> languages = new ArrayList<>(LANGUAGES);
            Collections.shuffle(languages, random);
            reader.languages = List.copyOf(languages.subList(0, 1 + random.nextInt(3)));
            reader.topics = random.nextBoolean()
                    ? List.of()
                    : TOPICS.stream().filter(topic -> random.nextBoolean()).toList();
        }

        private void rhythm(ModelOffice.Reader reader) {
            reader.cadence = CADENCES.get(random.nextInt(CADENCES.size()));
            reader.hour = random.nextInt(24);
            reader.day = 1 + random.nextInt(reader.cadence.equals("weekly") ? 7 : 28);
            reader.zone = ZoneId.of(ZONES.get(random.nextInt(ZONES.size())));
        }

        private void changeChoices(ModelOffice.Reader reader) {
            model.beforeChange(reader);
            workshop.beforeChange(ids.get(reader.name));
            choose(reader);
            write(reader);
        }

        private void changeRhythm(ModelOffice.Reader reader) {
            rhythm(reader);
            reader.nextDue = ModelOffice.next(reader, now());
            write(reader);
        }

        private void pause(ModelOffice.Reader reader, boolean paused) {
            reader.paused = paused;
            write(reader);
        }

        /** What a save of her choices writes; the database's own clock decides of pauses, so a pause has no end here. */
        private void write(ModelOffice.Reader reader) {
            boolean scheduled = reader.subscribed && !reader.cadence.equals("immediate");
            execute("""
                    UPDATE subscription SET languages = string_to_array('%s', ','), topics = string_to_array('%s', ','),
                        cadence = '%s', hour = %d, day = %d, zone = '%s', paused_until = %s, next_due = %s,
                        looked_to = least(looked_to, position)
                    WHERE subscriber = '%s'""".formatted(
                            String.join(",", reader.languages),
                            String.join(",", reader.topics),
                            reader.cadence,
                            reader.hour,
                            reader.day,
                            reader.zone,
                            reader.paused ? "'infinity'" : "NULL",
                            scheduled ? "'" + reader.nextDue.atOffset(ZoneOffset.UTC) + "'" : "NULL",
                            ids.get(reader.name)));
        }
    }
}

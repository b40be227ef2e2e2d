package barid.scale;

import org.postgresql.PGConnection;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** The generated content of one installation. */
final class Corpus {
    static final List<Vocabulary> VOCABULARIES = List.of(Vocabulary.of("en"), Vocabulary.of("ar"), Vocabulary.of("fr"));

    /** After the topics' own changes. */
    static final long FIRST_POSITION = Article.TOPICS + 1L;

    private static final int BATCH = 2_500;
    private static final int WRITERS = 2;
    private static final int AUTHORS = 300;

    private final String url;
    private final String password;
    private final int articles;

    /** @param url the database's, as its superuser finds it; migrated and empty */
    Corpus(String url, String password, int translations) {
        this.url = url;
        this.password = password;
        this.articles = translations / 2;
    }

    static String topic(int number) {
        return "topic-" + number;
    }

    static String topicName(int number) {
        return "Topic " + number;
    }

    static String author(int ordinal) {
        return "Author " + ordinal % AUTHORS;
    }

    /** Fills the real tables, with all their indexes and constraints; returns how long it took. */
    Duration load() throws SQLException, IOException, InterruptedException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("""
                    INSERT INTO topic (slug, names)
                    SELECT 'topic-' || n, jsonb_build_object('en', 'Topic ' || n) FROM generate_series(0, %d) n""".formatted(Article.TOPICS - 1));
            statement.execute("""
                    INSERT INTO change (position, key, kind, topic)
                    SELECT n + 1, 'topic:topic-' || n, 'topic', 'topic-' || n FROM generate_series(0, %d) n""".formatted(Article.TOPICS - 1));
            statement.execute("INSERT INTO change_mark (position, mark) SELECT position, 't' || position FROM change");
        }
        Duration took = write();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SELECT setval('change_position', (SELECT max(position) FROM change))");
            System.out.println("  VACUUM ANALYZE");
            statement.execute("VACUUM ANALYZE");
        }
        return took;
    }

    /**
     * Copies the same rows, from files, into tables without an index, a key or a constraint, and drops them; returns how long
     * the copying in took.
     */
    Duration loadBare() throws SQLException {
        long took = 0;
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA bare");
            for (String table : Batch.tables()) {
                // beside the data, where the server may write, and is removed with it
                String file = "'" + folder(connection) + "/" + table + ".copy'";
                statement.execute("CREATE TABLE bare." + table + " (LIKE public." + table + ")");
                statement.execute("COPY public." + table + " TO " + file);
                long began = System.nanoTime();
                statement.execute("COPY bare." + table + " FROM " + file);
                took += System.nanoTime() - began;
                System.out.printf("  %s copied bare%n", table);
            }
            statement.execute("DROP SCHEMA bare CASCADE");
        }
        return Duration.ofNanos(took);
    }

    private static String folder(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SHOW data_directory")) {
            row.next();
            return row.getString(1);
        }
    }

    private Duration write() throws SQLException, IOException, InterruptedException {
        AtomicInteger next = new AtomicInteger();
        AtomicInteger finished = new AtomicInteger();
        long began = System.nanoTime();
        try (var writers = Executors.newFixedThreadPool(WRITERS)) {
            List<Future<?>> running = IntStream.range(0, WRITERS)
                    .<Future<?>>mapToObj(writer -> writers.submit(() -> {
                        write(next, finished, began);
                        return null;
                    }))
                    .toList();
            for (Future<?> writer : running) {
                writer.get();
            }
        } catch (ExecutionException e) {
            throw new IOException("the rows could not be written", e.getCause());
        }
        System.out.println();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    private void write(AtomicInteger next, AtomicInteger finished, long began) throws SQLException, IOException {
        try (Connection connection = connect()) {
            connection.setAutoCommit(false);
            Batch batch = new Batch();
            for (int from = next.getAndAdd(BATCH); from < articles; from = next.getAndAdd(BATCH)) {
                int to = Math.min(articles, from + BATCH);
                for (int ordinal = from; ordinal < to; ordinal++) {
                    batch.add(Article.of(ordinal, articles, VOCABULARIES));
                }
                batch.copy(connection.unwrap(PGConnection.class).getCopyAPI());
                connection.commit();
                say(finished.addAndGet(to - from), began);
            }
            addWords(connection, batch);
        }
    }

    private static void addWords(Connection connection, Batch batch) throws SQLException {
        String insert = "INSERT INTO search_word (language, word, shown) VALUES (?, ?, ?) ON CONFLICT DO NOTHING";
        try (PreparedStatement statement = connection.prepareStatement(insert)) {
            for (var language : batch.words().entrySet()) {
                // Both writers in one order, so that neither waits for the other in a circle.
                for (var word : new TreeMap<>(language.getValue()).entrySet()) {
                    statement.setString(1, language.getKey());
                    statement.setString(2, word.getKey());
                    statement.setString(3, word.getValue());
                    statement.addBatch();
                }
                statement.executeBatch();
                connection.commit();
            }
        }
    }

    private void say(int finished, long began) {
        double seconds = (System.nanoTime() - began) / 1e9;
        double rate = 2 * finished / seconds;
        System.out.printf(
                Locale.ROOT,
                "\r  %,d of %,d translations loaded, %,.0f a second, %.0f s left    ",
                2 * finished,
                2 * articles,
                rate,
                2 * (articles - finished) / rate);
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "postgres", password);
    }
}

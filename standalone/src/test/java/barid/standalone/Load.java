package barid.standalone;

import barid.kit.http.Json;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Readers who poll pages and feeds, and a writer who publishes, without a pause; whatever is not answered as it should be is kept. */
final class Load implements AutoCloseable {
    private static final long BETWEEN_READS = 10_000_000;
    private static final long BETWEEN_WRITES = 100_000_000;

    private final Deployment deployment;
    private final List<Thread> threads = new ArrayList<>();
    private final Map<String, AtomicInteger> answered = new TreeMap<>();
    private final ConcurrentLinkedQueue<String> failures = new ConcurrentLinkedQueue<>();
    private final List<String> published = new CopyOnWriteArrayList<>();
    private volatile String newest = "/en";
    private volatile boolean stopped;

    /** What one person does again and again. */
    private interface Turn {
        /** Returns what went wrong, or "". */
        String take(KeptConnection connection, int number) throws IOException;
    }

    private Load(Deployment deployment) {
        this.deployment = deployment;
    }

    /**
     * Starts readers of each service and a writer.
     *
     * @param keeps whether there are also readers, and the writer is one who, keeps a connection open, as proxies do
     */
    static Load start(Deployment deployment, boolean keeps) {
        Load load = new Load(deployment);
        for (boolean kept : keeps ? List.of(true, false) : List.of(false)) {
            String how = kept ? ", connection kept" : ", connection for each";
            load.person("RSS" + how, "feed", kept, BETWEEN_READS, load.poll("/feeds/en/articles.rss"));
            load.person("Atom" + how, "feed", kept, BETWEEN_READS, load.poll("/feeds/en/articles.atom"));
            load.person("article" + how, "article", kept, BETWEEN_READS, load::readNewest);
            load.person("front page" + how, "article", kept, BETWEEN_READS, load.poll("/en"));
            load.person("sign-up page" + how, "newsletter", kept, BETWEEN_READS, load.poll("/newsletter/en"));
        }
        load.person("writer", "article", keeps, BETWEEN_WRITES, load::publish);
        load.threads.forEach(Thread::start);
        return load;
    }

    private void person(String who, String service, boolean kept, long pause, Turn turn) {
        AtomicInteger count = new AtomicInteger();
        answered.put(who, count);
        threads.add(Thread.ofVirtual().unstarted(() -> {
            try (KeptConnection connection = new KeptConnection(deployment.port(service))) {
                for (int number = 1; !stopped; number++) {
                    take(who, turn, connection, number, count);
                    if (!kept) {
                        connection.close();
                    }
                    LockSupport.parkNanos(pause);
                }
            } catch (IOException e) {
                failures.add(who + ": " + e);
            }
        }));
    }

    private void take(String who, Turn turn, KeptConnection connection, int number, AtomicInteger count) {
        try {
            String wrong = turn.take(connection, number);
            if (wrong.isEmpty()) {
                count.incrementAndGet();
            } else {
                failures.add(who + ": " + wrong);
            }
        } catch (IOException e) {
            failures.add(who + ": " + e.getMessage());
        }
    }

    /** Asks in turn for the whole and for what is new. */
    private Turn poll(String path) {
        Map<String, String> tags = new TreeMap<>();
        return (connection, number) -> {
            String tag = tags.getOrDefault(path, "");
            KeptConnection.Answer answer = number % 2 == 0 && !tag.isEmpty()
                    ? connection.get(path, "If-None-Match", tag)
                    : connection.get(path);
            if (answer.status() == 200) {
                tags.put(path, answer.header("etag"));
                return answer.text().isEmpty() ? path + " is empty" : "";
            }
            return answer.status() == 304 ? "" : path + " " + answer.status();
        };
    }

    private String readNewest(KeptConnection connection, int number) throws IOException {
        String path = newest;
        KeptConnection.Answer answer = connection.get(path);
        return answer.status() == 200 ? "" : path + " " + answer.status() + " " + answer.text();
    }

    private String publish(KeptConnection connection, int number) throws IOException {
        KeptConnection.Answer written = connection.post(
                "/api/articles",
                "application/json",
                Json.MAPPER
                        .createObjectNode()
                        .put("language", "en")
                        .put("title", "Article number " + number)
                        .put("html", "<p>Written under load.</p>")
                        .toString(),
                "Authorization",
                "Bearer " + Deployment.TOKEN);
        if (written.status() != 201) {
            return "not written: " + written.status() + " " + written.text();
        }
        String article = written.header("location");
        KeptConnection.Answer public_ = connection.post(
                article + "/translations/en/publish",
                "application/json",
                "{}",
                "Authorization",
                "Bearer " + Deployment.TOKEN);
        if (public_.status() != 200) {
            return "not published: " + public_.status() + " " + public_.text();
        }
        published.add(article.substring(article.lastIndexOf('/') + 1));
        newest = URI.create(public_.json().path("url").asText("/en")).getPath();
        return "";
    }

    /** What was not answered as it should be, so far. */
    List<String> failures() {
        return List.copyOf(failures);
    }

    /** The ids of the articles whose publication was answered. */
    List<String> published() {
        return List.copyOf(published);
    }

    /** How many requests of each person succeeded. */
    Map<String, AtomicInteger> answered() {
        return answered;
    }

    /** Lets everybody end what they do. */
    @Override
    public void close() throws InterruptedException {
        stopped = true;
        for (Thread thread : threads) {
            thread.join();
        }
    }
}

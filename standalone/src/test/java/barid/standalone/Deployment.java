package barid.standalone;

import barid.kit.Await;
import barid.kit.TestSmtpServer;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.Roles;
import barid.kit.db.TestRows;
import barid.kit.http.Tokens;
import barid.standalone.postgres.LocalPostgres;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The three services as Kubernetes deploys them: processes behind a {@link Balancer} for each service, which are replaced one
 * by one; their databases on a PostgreSQL of its own; mail to a server that keeps it.
 */
final class Deployment implements AutoCloseable {
    static final List<String> SERVICES = InstallationConfig.SERVICES;
    static final String TOKEN = "a-token-for-tests-of-deployments";

    private static final String PASSWORD = "trial";
    /** Shorter than in the manifests, which give real networks their time. */
    private static final Duration PRE_STOP = Duration.ofSeconds(1);

    private static final String DRAIN_PERIOD = "PT2S";
    private static final Duration START = Duration.ofSeconds(180);

    final TestSmtpServer smtp = new TestSmtpServer();

    private final Path folder;
    private final LocalPostgres postgres;
    private final Map<String, Balancer> balancers = new TreeMap<>();
    private final Map<String, List<ServiceInstance>> instances = new TreeMap<>();

    Deployment(Path folder) throws IOException {
        this.folder = folder;
        postgres = LocalPostgres.start(Installation.cache(), folder, PASSWORD);
        for (String service : SERVICES) {
            new Roles(postgres.url(), "postgres", PASSWORD).create(service, PASSWORD, PASSWORD);
            balancers.put(service, new Balancer());
            instances.put(service, new ArrayList<>());
        }
    }

    /** Where the service is reached, whatever instances it has. */
    int port(String service) {
        return balancer(service).port();
    }

    Balancer balancer(String service) {
        Balancer balancer = balancers.get(service);
        if (balancer == null) {
            throw new IllegalArgumentException(service);
        }
        return balancer;
    }

    private List<ServiceInstance> instances(String service) {
        return instances.computeIfAbsent(service, name -> new ArrayList<>());
    }

    Map<String, String> settings(String service) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("server.drain-period", DRAIN_PERIOD);
        settings.put("db.url", url(service));
        settings.put("db.username", service + "_app");
        settings.put("db.password", PASSWORD);
        settings.put("db.pool-size", "6");
        settings.put("db.migrator.username", service + "_migrator");
        settings.put("db.migrator.password", PASSWORD);
        settings.put("changes.url", local("article"));
        settings.put("changes.token", TOKEN);
        settings.put("keys.secret", "a secret of the deployments under test, for ever");
        settings.put("operators.secret", "another secret of the deployments under test");
        settings.put("journal.folder", folder.resolve("journal").toString());
        settings.put("organisation.default-language", "en");
        settings.put("organisation.name.en", "Example Organisation");
        settings.put("organisation.from", "news@news.example.org");
        settings.put("organisation.bounce-domain", "bounce.news.example.org");
        settings.put("organisation.base-url.articles", local("article"));
        settings.put("organisation.base-url.feeds", local("feed"));
        settings.put("organisation.base-url.newsletter", local("newsletter"));
        settings.put("editions.collecting-window", "PT1S");
        settings.put("preflight.checks", "built-in-mailbox");
        settings.put("smtp.host", "127.0.0.1");
        settings.put("smtp.port", Integer.toString(smtp.port()));
        settings.put("tokens.0.name", "tests");
        settings.put("tokens.0.sha256", Tokens.hash(TOKEN));
        settings.put("tokens.0.scopes.0", "write");
        settings.put("tokens.0.scopes.1", "changes");
        settings.put("tokens.0.scopes.2", "operate");
        return settings;
    }

    private String local(String service) {
        return "http://127.0.0.1:" + port(service);
    }

    private String url(String service) {
        return postgres.url() + service;
    }

    /** The database as its owner sees it. */
    DatabaseSettings owner(String service) {
        DatabaseSettings owner = new DatabaseSettings(
                service, url(service), service + "_migrator", PASSWORD, 1, List.of("classpath:db/" + service));
        return service.equals("article") ? owner : owner.withFollower();
    }

    /** Brings all three schemas to what {@code software} knows. */
    void migrate(Software software) throws IOException, InterruptedException {
        for (String service : SERVICES) {
            ServiceInstance.migrate(software, service, settings(service), folder);
        }
    }

    /** Starts as many instances of each of these services and returns when all are endpoints. */
    void start(Software software, int count, String... services) throws IOException {
        for (String service : services) {
            for (int i = 0; i < count; i++) {
                add(service, software);
            }
        }
        for (String service : services) {
            awaitEndpoints(service, instances(service));
        }
    }

    private ServiceInstance add(String service, Software software) throws IOException {
        ServiceInstance instance = run(service, software);
        instances(service).add(instance);
        balancer(service).add(instance);
        return instance;
    }

    /** Starts an instance that nobody is led to. */
    ServiceInstance run(String service, Software software) throws IOException {
        return ServiceInstance.run(software, service, settings(service), folder);
    }

    private void awaitEndpoints(String service, List<ServiceInstance> all) {
        Await.until(all + " are endpoints", START, () -> {
            for (ServiceInstance one : all) {
                if (!one.isAlive()) {
                    throw new IllegalStateException(one + " ended: " + one.output());
                }
            }
            return balancer(service).endpoints().containsAll(all);
        });
    }

    /**
     * Replaces each instance of the service in turn, as a rolling update with no surplus of more than one does: the successor is
     * ready first; then the old one is taken out of the endpoints, waits, and gets its SIGTERM.
     */
    void roll(String service, Software software) throws IOException, InterruptedException {
        for (ServiceInstance old : List.copyOf(instances(service))) {
            awaitEndpoints(service, List.of(add(service, software)));
            balancer(service).leaves(old);
            Await.until(
                    old + " is no endpoint",
                    () -> !balancer(service).endpoints().contains(old));
            long since = System.nanoTime();
            Await.until("the pause before the signal", () -> System.nanoTime() - since > PRE_STOP.toNanos());
            old.terminate();
            balancer(service).remove(old);
            instances(service).remove(old);
        }
    }

    /** Everything that a service's instances, those of now, said. */
    String logs(String service) {
        StringBuilder all = new StringBuilder();
        instances(service).forEach(instance -> all.append(instance.output()));
        return all.toString();
    }

    /** The first column of what the owner's statement finds. */
    List<String> strings(String service, String sql) {
        return new TestRows(owner(service)).strings(sql);
    }

    @Override
    public void close() throws IOException {
        instances.values().forEach(all -> all.forEach(ServiceInstance::close));
        balancers.values().forEach(Balancer::close);
        smtp.close();
        postgres.stop();
    }
}

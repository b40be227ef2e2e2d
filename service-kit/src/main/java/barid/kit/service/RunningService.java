package barid.kit.service;

import barid.kit.db.Database;
import barid.kit.http.Endpoint;
import barid.kit.http.ProblemFeature;
import barid.kit.tracing.Tracing;
import io.helidon.config.Config;
import io.helidon.health.HealthCheck;
import io.helidon.health.HealthCheckResponse;
import io.helidon.health.HealthCheckType;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.CloseConnectionException;
import io.helidon.webserver.WebServer;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.observe.ObserveFeature;
import io.helidon.webserver.observe.health.HealthObserver;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * One instance of a service, from its first byte of health to its last: the admin port opens first and closes last, the
 * public port opens when everything behind it is there.
 */
public final class RunningService {
    private static final Logger LOG = LoggerFactory.getLogger(RunningService.class);
    /** Our own limits are lower; this one only bounds what a handler forgets. */
    private static final long MAX_PAYLOAD = 600L << 20;

    /** Bytes of an answer that the system takes at once: a thread that must wait for room costs more than the answer. */
    private static final int SEND_BUFFER = 256 << 10;

    private final String name;
    private final Config config;
    private final PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final AtomicBoolean ready = new AtomicBoolean();
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final AtomicBoolean closing = new AtomicBoolean();
    private final Deque<Stoppable> wakeups = new ArrayDeque<>();
    private final Deque<Stoppable> stoppables = new ArrayDeque<>();
    private final List<Endpoint.Registered> endpoints = new ArrayList<>();
    private final Tracing tracing;
    private final WebServer admin;
    private @Nullable WebServer server;

    private RunningService(String name, Config config) {
        this.name = name;
        this.config = config;
        new JvmMemoryMetrics().bindTo(metrics);
        @SuppressWarnings("resource") // it listens to the collector for as long as the process lives
        JvmGcMetrics gc = new JvmGcMetrics();
        gc.bindTo(metrics);
        this.tracing = Tracing.from(name, config.get("tracing"));
        this.admin = openAdmin();
    }

    /**
     * Opens the admin port: {@code /observe/health/{started,live,ready}} and {@code /observe/metrics}; not ready yet.
     *
     * @param config the service's whole configuration; reads {@code server}, {@code admin} and {@code tracing}
     */
    public static RunningService begin(String name, Config config) {
        return new RunningService(name, config);
    }

    private WebServer openAdmin() {
        HealthObserver health = HealthObserver.builder()
                .useSystemServices(false)
                .details(true)
                .addCheck(check(HealthCheckType.STARTUP, "started", new AtomicBoolean(true)))
                .addCheck(check(HealthCheckType.LIVENESS, "live", new AtomicBoolean(true)))
                .addCheck(check(HealthCheckType.READINESS, "ready", ready))
                .build();
        ObserveFeature observe = ObserveFeature.builder()
                .observersDiscoverServices(false)
                .addObserver(health)
                .build();
        return WebServer.builder()
                .host(config.get("admin.host").asString().orElse("127.0.0.1"))
                .port(config.get("admin.port").asInt().orElse(0))
                .featuresDiscoverServices(false)
                .shutdownHook(false)
                .directHandlers(ProblemFeature.directHandlers())
                .addFeature(observe)
                .routing(routing -> routing.get(
                        "/observe/metrics",
                        (request, response) -> response.header(
                                        HeaderNames.CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")
                                .send(metrics.scrape())))
                .build()
                .start();
    }

    private static HealthCheck check(HealthCheckType type, String name, AtomicBoolean up) {
        return new HealthCheck() {
            @Override
            public HealthCheckType type() {
                return type;
            }

            @Override
            public String name() {
                return name;
            }

            @Override
            public HealthCheckResponse call() {
                return HealthCheckResponse.builder().status(up.get()).build();
            }
        };
    }

    /** This instance's own registry; nothing is registered globally, since several services may share one JVM. */
    public MeterRegistry metrics() {
        return metrics;
    }

    /** Where this instance's work is told; writes by the API are already. */
    public Tracing tracing() {
        return tracing;
    }

    /** Waits for the database and its schema; closes it at the end. */
    public Database open(Database database) {
        stoppables.push(database::close);
        FunctionCounter.builder("barid.db.statements", database, Database::statements)
                .description("Statements sent to the service's database")
                .register(metrics);
        if (!database.awaitReady(stopping::get)) {
            throw new IllegalStateException(name + " was stopped before its database was there");
        }
        stoppables.push(DatabaseWatch.start(database, metrics));
        return database;
    }

    /** Stops {@code part} when the service stops, after the public port is closed, the latest added first. */
    public <T extends Stoppable> T stopping(T part) {
        stoppables.push(part);
        return part;
    }

    /** Runs {@code wakeup} first of all at the stop: it ends long polls, so that requests in flight can drain. */
    public void wakingUp(Stoppable wakeup) {
        wakeups.push(wakeup);
    }

    /** Opens the public port with this routing and turns ready. */
    public RunningService serve(Consumer<HttpRouting.Builder> routing) {
        server = ScopedValue.where(Endpoint.REGISTRATIONS, endpoints::add)
                .where(Endpoint.TRACING, tracing)
                .call(() -> build(routing))
                .start();
        ready.set(true);
        LOG.info("{} is ready on port {}, admin on {}", name, port(), adminPort());
        return this;
    }

    private WebServer build(Consumer<HttpRouting.Builder> routing) {
        return WebServer.builder()
                .host(config.get("server.host").asString().orElse("0.0.0.0"))
                .port(config.get("server.port").asInt().orElse(0))
                .maxPayloadSize(MAX_PAYLOAD)
                // A long body follows its headers in a write of its own, which must not wait until these are
                // acknowledged.
                .connectionOptions(options -> options.tcpNoDelay(true).socketSendBufferSize(SEND_BUFFER))
                .shutdownGracePeriod(config.get("server.shutdown-grace-period")
                        .as(Duration.class)
                        .orElse(Duration.ofSeconds(20)))
                .featuresDiscoverServices(false)
                .shutdownHook(false)
                .directHandlers(ProblemFeature.directHandlers())
                .routing(builder -> {
                    followRequests(builder);
                    routing.accept(builder);
                })
                .build();
    }

    private void followRequests(HttpRouting.Builder builder) {
        RequestCounters requests = new RequestCounters(metrics);
        builder.addFilter((chain, request, response) -> {
            response.whenSent(() -> requests.count(
                    request.prologue().method(), response.status().code()));
            if (stopping.get()) {
                ProblemFeature.endConnection(request, response);
            }
            chain.proceed();
            // An answer that did not say so must not be the last before the port closes: the next request is on its
            // way.
            if (closing.get() || response.headers().contains(HeaderValues.CONNECTION_CLOSE)) {
                response.commit();
                // A kept connection would hold the stop up for the whole grace period.
                throw new CloseConnectionException("the service is stopping");
            }
        });
    }

    /** Every endpoint of the public port, in the order in which they are tried. */
    public List<Endpoint.Registered> endpoints() {
        return List.copyOf(endpoints);
    }

    /** The public port in use. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException(name + " does not serve yet");
        }
        return server.port();
    }

    /** The admin port in use. */
    public int adminPort() {
        return admin.port();
    }

    /**
     * Stops in order: not ready, long polls woken, kept connections given up by their clients, requests drained and the port
     * closed, parts stopped, admin closed.
     */
    public void stop() {
        if (!stopping.compareAndSet(false, true)) {
            return;
        }
        ready.set(false);
        LOG.info("{} stops: it is not ready any more, and its port closes", name);
        wakeups.forEach(this::stop);
        if (server != null) {
            drain();
            closing.set(true);
            server.stop();
        }
        stoppables.forEach(this::stop);
        stop(tracing::close);
        admin.stop();
        metrics.close();
        LOG.info("{} has stopped", name);
    }

    /**
     * A connection that is closed while its client sends loses that request. So for a while each answer says that it is the
     * last on its connection, and clients open their next one, which leads to another instance.
     */
    private void drain() {
        Duration period = config.get("server.drain-period").as(Duration.class).orElse(Duration.ZERO);
        try {
            Thread.sleep(period);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void stop(Stoppable part) {
        try {
            part.stop();
        } catch (RuntimeException e) {
            LOG.warn("A part of {} did not stop cleanly", name, e);
        }
    }
}

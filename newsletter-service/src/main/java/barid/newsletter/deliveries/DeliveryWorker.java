package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.kit.service.Repeating;
import barid.kit.service.Stoppable;
import barid.kit.tracing.Tracing;
import barid.kit.tracing.Work;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.journal.Journal;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.MailTransport;
import barid.newsletter.suppression.Suppressions;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * Sends what is planned. Each connection claims a chunk of a lane that has room and sends its deliveries; any number of
 * processes do so side by side.
 */
public final class DeliveryWorker implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final Duration RELAY_PAUSE = Duration.ofSeconds(2);
    private static final Duration SHORTEST_WAIT = Duration.ofMillis(10);
    private static final Duration LOOK = Duration.ofSeconds(1);
    /** A kept connection may have been closed by the relay meanwhile: then once more over a new one. */
    private static final int VAIN_OPENINGS = 2;

    private final DeliverySettings settings;
    private final InstantSource clock;
    private final ChunkQueue queue;
    private final VariantCompiler compiler;
    private final DigestMail digests;
    private final Lanes lanes;
    private final LedgerWriter ledger;
    private final List<Repeating> connections = new ArrayList<>();
    private final List<MailTransport> transports = new ArrayList<>();
    private final Repeating watch;
    private Journal journal = Journal.off();
    private ChunkTraces traces;
    private volatile boolean stopping;

    /** Each of {@code connections} threads gets a transport of its own from {@code transport}. */
    public DeliveryWorker(
            Database database,
            VariantCompiler compiler,
            DigestMail digests,
            Suppressions suppressions,
            Supplier<MailTransport> transport,
            int connections,
            DeliverySettings settings,
            InstantSource clock,
            MeterRegistry metrics) {
        this.settings = settings;
        this.traces = new ChunkTraces(new ChunkWriteStore(database), Tracing.OFF);
        this.clock = clock;
        this.compiler = compiler;
        this.digests = digests;
        this.queue = new ChunkQueue(database, settings);
        this.lanes = new Lanes(new LaneStore(database), settings, clock, metrics);
        this.ledger = new LedgerWriter(
                new LedgerBatch.Tables(database, queue, new DeliveryStore(), compiler, suppressions),
                new OutcomePolicy(new RetryPolicy(settings.retryGaps()), settings.holdUncertain()),
                settings,
                clock);
        ledger.measure(metrics);
        for (int i = 0; i < connections; i++) {
            MailTransport own = transport.get();
            transports.add(own);
            // A virtual thread that waits for an answer costs two more calls of the system for each, and these are few.
            this.connections.add(new Repeating(
                    "deliveries-" + i,
                    settings.poll(),
                    () -> work(own),
                    Thread.ofPlatform().daemon()));
        }
        this.watch = new Repeating("lanes", LOOK, this::look);
    }

    /** Notes each claim in {@code given} before a mail of it leaves, and claims nothing while that one has a question. */
    public DeliveryWorker noting(Journal given) {
        journal = given;
        queue.noting(given);
        ledger.noting(given);
        return this;
    }

    /** Tells {@code given} of each chunk's sending, in the traces of the writes that its mails bring. */
    public DeliveryWorker traced(Tracing given) {
        traces = traces.to(given);
        return this;
    }

    public DeliveryWorker start() {
        ledger.start();
        watch.start();
        connections.forEach(Repeating::start);
        return this;
    }

    /** Looks for planned chunks at once. */
    public void wake() {
        watch.wake();
        connections.forEach(Repeating::wake);
    }

    private boolean look() {
        lanes.refresh();
        lanes.write();
        long held = queue.holdLate(clock.instant());
        if (held > 0) {
            LOG.warn("{} editions are late, and wait for a person", held);
        }
        return false;
    }

    /** One chunk, or a wait for room; false if there was neither, or no relay. */
    private boolean work(MailTransport transport) {
        if (stopping) {
            return false;
        }
        long full = transport.fullFor();
        if (full > 0) {
            return waited(full);
        }
        List<String> open = lanes.open();
        Optional<ClaimedChunk> claimed =
                open.isEmpty() ? Optional.empty() : queue.claim(open, ledger.held(), clock.instant());
        if (claimed.isEmpty()) {
            return waited(lanes.closedFor());
        }
        ClaimedChunk chunk = claimed.get();
        // Whatever goes wrong before it is held, its lease runs out.
        try (Work work = traces.begin(chunk)) {
            ledger.hold(chunk);
            lanes.enter(chunk.lane());
            ChunkSource source = new ChunkSource(
                    chunk, lanes, transport, ledger, compiler, digests, clock, settings.mark(), () -> stopping);
            boolean relayThere = false;
            try {
                relayThere = send(chunk, source, transport);
                return relayThere;
            } finally {
                lanes.leave(chunk.lane());
                Instant now = clock.instant();
                source.finish(relayThere ? now : now.plus(RELAY_PAUSE));
                work.tell("barid.mails", source.answers());
            }
        }
    }

    /** Waits for room with no chunk in hand, whose lease would run out; false if there is nothing to wait for. */
    private boolean waited(long nanos) {
        if (nanos > 0) {
            LockSupport.parkNanos(Math.min(
                    Math.max(nanos, SHORTEST_WAIT.toNanos()), settings.poll().toNanos()));
        }
        return nanos > 0;
    }

    /** Sends until nothing is left to do in this chunk; false if the relay cannot be reached. */
    private boolean send(ClaimedChunk chunk, ChunkSource source, MailTransport transport) {
        int vain = 0;
        MailTransport.Limit counted = null;
        while (source.hasMore()) {
            long before = source.answers();
            if (vain == VAIN_OPENINGS || !open(transport)) {
                return false;
            }
            MailTransport.Limit limit = transport.limit();
            if (counted != null && limit.limits() && !limit.equals(counted)) {
                // What is marked was counted out for the relay that broke.
                return true;
            }
            counted = limit;
            journal.claimed(chunk.owner());
            if (transport.send(source)) {
                return true;
            }
            vain = source.answers() > before ? 0 : vain + 1;
        }
        return true;
    }

    private boolean open(MailTransport transport) {
        try {
            transport.open();
            return true;
        } catch (IOException e) {
            LOG.warn("{}", e.getMessage());
            return false;
        }
    }

    /** Finishes what is on the wire, writes it, gives the chunks back. */
    @Override
    public void stop() {
        stopping = true;
        ledger.hurry();
        connections.forEach(Repeating::stop);
        watch.stop();
        ledger.stop();
        transports.forEach(MailTransport::close);
    }
}

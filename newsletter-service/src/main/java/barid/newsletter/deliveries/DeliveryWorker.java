package barid.newsletter.deliveries;

import barid.kit.db.Database;
import barid.kit.service.Stoppable;
import barid.newsletter.background.Repeating;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.MailTransport;
import barid.newsletter.stories.StoryStore;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Sends what is planned: each connection claims a chunk, marks a few deliveries, sends them one after another, and marks
 * the next when their outcomes are written.
 */
public final class DeliveryWorker implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryWorker.class);
    private static final Duration RELAY_PAUSE = Duration.ofSeconds(2);

    private final DeliverySettings settings;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final DeliveryQueue queue;
    private final VariantCompiler compiler;
    private final Marking marking;
    private final OutcomeWriter writer;
    private final DigestMail digests;
    private final List<Repeating> connections = new ArrayList<>();
    private final List<MailTransport> transports = new ArrayList<>();
    private volatile boolean stopping;

    /** Each of {@code connections} threads gets a transport of its own from {@code transport}. */
    public DeliveryWorker(
            Database database,
            StoryStore stories,
            VariantCompiler compiler,
            DigestMail digests,
            Supplier<MailTransport> transport,
            int connections,
            DeliverySettings settings,
            InstantSource clock,
            MeterRegistry metrics) {
        this.settings = settings;
        this.clock = clock;
        this.metrics = metrics;
        this.digests = digests;
        // A name of this start alone: a process that comes back never takes itself for the one that died.
        this.queue = new DeliveryQueue(database, UUID.randomUUID(), settings);
        this.compiler = compiler;
        this.marking = new Marking(database, queue, stories, compiler);
        this.writer = new OutcomeWriter(
                database,
                queue,
                new OutcomePolicy(new RetryPolicy(settings.retryGaps()), settings.holdUncertain()),
                settings,
                clock);
        for (int i = 0; i < connections; i++) {
            MailTransport own = transport.get();
            transports.add(own);
            this.connections.add(new Repeating("deliveries-" + i, settings.poll(), () -> work(own)));
        }
    }

    public DeliveryWorker start() {
        writer.start();
        connections.forEach(Repeating::start);
        return this;
    }

    /** Looks for planned chunks at once. */
    public void wake() {
        connections.forEach(Repeating::wake);
    }

    /** One chunk; false if there was none, or no relay. */
    private boolean work(MailTransport transport) {
        if (stopping) {
            return false;
        }
        Optional<ClaimedChunk> claimed = queue.claim(clock.instant());
        if (claimed.isEmpty()) {
            return false;
        }
        ClaimedChunk chunk = claimed.get();
        writer.hold(chunk);
        try {
            boolean relayThere = send(chunk, transport);
            chunk.awaitWritten();
            if (!chunk.lost()) {
                queue.release(
                        chunk, relayThere ? clock.instant() : clock.instant().plus(RELAY_PAUSE));
            }
            return relayThere;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            writer.forget(chunk);
        }
    }

    /** Sends until nothing is left to do in this chunk; false if the relay cannot be reached. */
    private boolean send(ClaimedChunk chunk, MailTransport transport) throws InterruptedException {
        while (!stopping && chunk.stands(clock.instant())) {
            // Before the mark, so that a relay that is away makes nothing uncertain.
            if (!open(transport)) {
                return false;
            }
            Marking.Batch batch = marking.mark(chunk, settings.mark(), clock.instant());
            if (batch == null || batch.looked() == 0) {
                return true;
            }
            boolean relayThere = send(chunk, batch.toSend(), transport);
            chunk.awaitWritten();
            if (!relayThere) {
                return false;
            }
        }
        return true;
    }

    private boolean send(ClaimedChunk chunk, List<Marked> batch, MailTransport transport) {
        for (int i = 0; i < batch.size(); i++) {
            Marked marked = batch.get(i);
            if (stopping || !chunk.stands(clock.instant())) {
                unmark(chunk, batch.subList(i, batch.size()), "the sender stopped");
                return true;
            }
            DeliveryResult result = attempt(chunk, marked, transport);
            if (result instanceof DeliveryResult.NotTried(String reason)) {
                unmark(chunk, batch.subList(i, batch.size()), reason);
                return false;
            }
            count(result);
            writer.add(new Outcome(chunk, marked, result));
        }
        return true;
    }

    /** A kept connection may have been closed by the relay meanwhile: then once more over a new one. */
    private DeliveryResult attempt(ClaimedChunk chunk, Marked marked, MailTransport transport) {
        DigestMail.Copy copy = digests.copy(
                compiler.mail(marked.variant(), marked.omitted()),
                chunk.edition(),
                marked.subscriber(),
                marked.mailbox(),
                clock.instant());
        DeliveryResult result = transport.send(copy.envelopeFrom(), marked.mailbox(), copy.message());
        return result instanceof DeliveryResult.NotTried && open(transport)
                ? transport.send(copy.envelopeFrom(), marked.mailbox(), copy.message())
                : result;
    }

    /** Not begun, so nothing is uncertain about them: they are pending again. */
    private void unmark(ClaimedChunk chunk, List<Marked> rest, String reason) {
        rest.stream()
                .filter(marked -> !marked.exceptional())
                .mapToInt(Marked::ordinal)
                .min()
                .ifPresent(chunk::unmarkFrom);
        rest.stream()
                .filter(Marked::exceptional)
                .forEach(marked -> writer.add(new Outcome(chunk, marked, new DeliveryResult.NotTried(reason))));
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

    private void count(DeliveryResult result) {
        String word = switch (result) {
            case DeliveryResult.Accepted accepted -> "accepted";
            case DeliveryResult.Deferred deferred -> "deferred";
            case DeliveryResult.Rejected rejected -> "rejected";
            case DeliveryResult.Unanswered unanswered -> "unanswered";
            case DeliveryResult.NotTried notTried -> "not-tried";
        };
        Counter.builder("barid.deliveries.attempts")
                .description("Attempts to deliver, by what came of them")
                .tag("result", word)
                .register(metrics)
                .increment();
    }

    /** Finishes what is on the wire, writes it, gives the chunks back. */
    @Override
    public void stop() {
        stopping = true;
        writer.hurry();
        connections.forEach(Repeating::stop);
        writer.stop();
        transports.forEach(MailTransport::close);
    }
}

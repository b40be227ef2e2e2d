package barid.newsletter.bounces;

import barid.kit.db.Database;
import barid.kit.service.Stoppable;
import barid.newsletter.keys.Keys;
import barid.newsletter.subscriptions.Subscriptions;
import barid.newsletter.suppression.Suppressions;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.mail.MessagingException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads the mailbox that the bounce domain's mail ends in, by a connection that is kept open. Any number of processes may; none
 * of them ever sends anything.
 */
public final class BounceMailbox implements Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(BounceMailbox.class);
    private static final Duration FIRST_GAP = Duration.ofSeconds(1);
    private static final Duration LONGEST_GAP = Duration.ofMinutes(5);
    /** A server ends an IDLE of half an hour (RFC 2177 section 3). */
    private static final Duration LONGEST_IDLE = Duration.ofMinutes(20);

    private static final int FAILURES = 3;
    private static final Duration STOP = Duration.ofSeconds(20);

    private final BounceSettings settings;
    private final Reports reports;
    private final AtomicInteger reachable = new AtomicInteger();
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private int failures;
    private volatile @Nullable ImapFolder open;

    public BounceMailbox(
            BounceSettings settings,
            Database database,
            Suppressions suppressions,
            Subscriptions subscriptions,
            Keys keys,
            InstantSource clock,
            MeterRegistry metrics) {
        this(
                settings,
                new Reports(database, new BounceStore(database), suppressions, subscriptions, keys, clock, metrics),
                metrics);
    }

    BounceMailbox(BounceSettings settings, Reports reports, MeterRegistry metrics) {
        this.settings = settings;
        this.reports = reports;
        this.thread = Thread.ofVirtual().name("bounces").unstarted(this::run);
        if (settings.host().isPresent()) {
            Gauge.builder("barid.reports.mailbox", reachable, AtomicInteger::get)
                    .description("Whether the bounce mailbox can be read: 1 or 0")
                    .register(metrics);
        }
    }

    /** Does nothing unless a host is set. */
    public BounceMailbox start() {
        if (settings.host().isPresent()) {
            thread.start();
        }
        return this;
    }

    private void run() {
        Duration gap = FIRST_GAP;
        while (!stopping()) {
            try (ImapFolder folder = ImapFolder.open(settings)) {
                open = folder;
                reachable.set(1);
                while (!stopping()) {
                    failures = 0;
                    folder.lookThrough(this::look, this::stopping);
                    gap = FIRST_GAP;
                    rest(folder);
                }
            } catch (MessagingException | RuntimeException e) {
                reachable.set(0);
                if (!stopping()) {
                    LOG.warn(
                            "the bounce mailbox {} cannot be read, again in {}: {}",
                            settings,
                            gap,
                            Redaction.of(e.toString(), List.of()));
                    pause(gap);
                    gap = gap.multipliedBy(2).compareTo(LONGEST_GAP) < 0 ? gap.multipliedBy(2) : LONGEST_GAP;
                }
            } finally {
                open = null;
            }
        }
        reachable.set(0);
    }

    /** One report that fails must not keep others from their effect; if all do, it is the database. */
    private ImapFolder.Verdict look(byte[] raw) {
        try {
            Report report = reports.take(raw);
            failures = 0;
            return report instanceof Report.Unknown ? ImapFolder.Verdict.FLAGGED : ImapFolder.Verdict.DONE;
        } catch (RuntimeException e) {
            if (++failures >= FAILURES) {
                throw e;
            }
            LOG.warn("a report has to wait: {}", Redaction.of(e.toString(), List.of()));
            return ImapFolder.Verdict.LEFT;
        }
    }

    private void rest(ImapFolder folder) throws MessagingException {
        Duration longest = settings.poll().compareTo(LONGEST_IDLE) < 0 ? settings.poll() : LONGEST_IDLE;
        if (!stopping() && !folder.awaitNews(longest)) {
            pause(longest);
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void pause(Duration gap) {
        try {
            stopped.await(gap.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Lets the report in hand finish. */
    @Override
    public void stop() {
        stopped.countDown();
        ImapFolder folder = open;
        if (folder != null) {
            folder.wake();
        }
        if (thread.getState() == Thread.State.NEW) {
            return;
        }
        try {
            thread.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

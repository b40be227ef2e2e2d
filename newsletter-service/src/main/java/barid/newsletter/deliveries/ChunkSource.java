package barid.newsletter.deliveries;

import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.MailTransport;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A chunk's mails, one after another: composed as they are asked for, of deliveries that are marked before. The next marks are
 * asked for while some are left, so that the connection need not wait for the database.
 */
final class ChunkSource implements MailTransport.Source {
    /** With so small a part of the most left, the next are asked for. */
    private static final int FEW = 3;

    private final ClaimedChunk chunk;
    private final Lanes lanes;
    private final MailTransport over;
    private final LedgerWriter ledger;
    private final VariantCompiler compiler;
    private final DigestMail digests;
    private final InstantSource clock;
    private final int most;
    private final BooleanSupplier stopping;
    /** Marked, and not given out or given back. */
    private final Deque<Marked> ready = new ArrayDeque<>();

    private boolean asked;
    private boolean exhausted;
    private int out;
    private long answers;
    private String lastFailure = "the sender stopped";

    ChunkSource(
            ClaimedChunk chunk,
            Lanes lanes,
            MailTransport over,
            LedgerWriter ledger,
            VariantCompiler compiler,
            DigestMail digests,
            InstantSource clock,
            int most,
            BooleanSupplier stopping) {
        this.chunk = chunk;
        this.lanes = lanes;
        this.over = over;
        this.ledger = ledger;
        this.compiler = compiler;
        this.digests = digests;
        this.clock = clock;
        this.most = most;
        this.stopping = stopping;
    }

    /** The ledger's answer; {@code more}: it may have further ones. */
    synchronized void give(List<Marked> marked, boolean more) {
        ready.addAll(marked);
        asked = false;
        exhausted = !more;
        notifyAll();
    }

    @Override
    public synchronized boolean ready() {
        ask();
        return !ready.isEmpty() || exhausted || ended();
    }

    @Override
    public MailTransport.@Nullable Outgoing next() {
        Marked marked = take();
        if (marked == null) {
            return null;
        }
        try {
            DigestMail.Copy copy = digests.copy(
                    compiler.mail(marked.variant(), marked.omitted()),
                    chunk.edition(),
                    marked.subscriber(),
                    marked.mailbox(),
                    clock.instant());
            return new Mail(marked, copy);
        } catch (RuntimeException e) {
            giveBack(marked, "it could not be composed");
            throw e;
        }
    }

    private synchronized @Nullable Marked take() {
        while (!ended()) {
            ask();
            Marked first = ready.poll();
            if (first != null) {
                out++;
                return first;
            }
            if (exhausted) {
                return null;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return null;
            }
        }
        return null;
    }

    private boolean ended() {
        return stopping.getAsBoolean() || !chunk.stands(clock.instant());
    }

    /** Asks for marks if few are left: where mails are counted out only when none is. */
    private void ask() {
        int want = most - ready.size() - out;
        boolean few = ready.isEmpty() || (ready.size() <= most / FEW && !lanes.limited(chunk.lane(), over));
        if (asked || exhausted || !few || ended()) {
            return;
        }
        int granted = want <= 0 ? 0 : lanes.grant(chunk.lane(), want, over);
        if (granted > 0) {
            asked = true;
            ledger.want(chunk, granted, this);
        } else if (want > 0) {
            exhausted = true;
        }
    }

    /** How many it takes along when others ask, however few: so that all ask together the next time, too. */
    synchronized int asksAlong() {
        int want = most - ready.size() - out;
        if (asked || exhausted || want <= 0 || ended() || lanes.limited(chunk.lane(), over)) {
            return 0;
        }
        asked = true;
        return want;
    }

    private synchronized void giveBack(Marked marked, String why) {
        out--;
        lastFailure = why;
        ready.addFirst(marked);
    }

    /** How many mails something came of so far. */
    synchronized long answers() {
        return answers;
    }

    /** Whether there may be something to send still. */
    synchronized boolean hasMore() {
        return !ended() && (!ready.isEmpty() || !exhausted);
    }

    /** No mail of it goes any more: gives the chunk back with what was marked in vain. */
    void finish(Instant again) {
        List<Marked> unsent;
        String why;
        synchronized (this) {
            // Marks that are still on their way would be nobody's.
            boolean interrupted = false;
            while (asked) {
                try {
                    wait();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
            unsent = new ArrayList<>(ready);
            ready.clear();
            exhausted = true;
            why = lastFailure;
        }
        ledger.finish(chunk, unsent, again, why);
    }

    private final class Mail implements MailTransport.Outgoing {
        private final Marked marked;
        private final DigestMail.Copy copy;
        private boolean gone;
        private long left;

        Mail(Marked marked, DigestMail.Copy copy) {
            this.marked = marked;
            this.copy = copy;
        }

        @Override
        public String envelopeFrom() {
            return copy.envelopeFrom();
        }

        @Override
        public String mailbox() {
            return marked.mailbox();
        }

        @Override
        public byte @Nullable [] message() {
            if (!ledger.awaitWritten(chunk) || ended()) {
                return null;
            }
            gone = true;
            left = System.nanoTime();
            return copy.message();
        }

        @Override
        public boolean dotless() {
            return true;
        }

        @Override
        public void done(DeliveryResult result) {
            lanes.answered(chunk.lane(), result);
            if (result instanceof DeliveryResult.NotTried(String reason)) {
                giveBack(marked, reason);
                return;
            }
            synchronized (ChunkSource.this) {
                out--;
                answers++;
            }
            ledger.answered(chunk, new Outcome(marked, result), gone ? left : System.nanoTime());
        }
    }
}

package barid.newsletter.mail;

import barid.kit.service.Stoppable;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The relays that take the mails. Each connection goes to the one that has the least for its weight; one that cannot be used
 * is left alone for a while, in growing gaps, and the others take over. One that is at its limit keeps its connections, and
 * mails go over others meanwhile.
 */
public final class Relays implements Stoppable {
    private static final Duration FIRST_GAP = Duration.ofSeconds(1);
    private static final Duration LONGEST_GAP = Duration.ofMinutes(1);

    private final List<Relay> relays;
    private final int connections;
    private final String domain;
    private final StallWatch watch;

    /** {@code domain} is what we greet with unless the settings say another. */
    public Relays(List<SmtpSettings> settings, String domain) {
        this.relays = settings.stream().map(Relay::new).toList();
        this.connections =
                settings.stream().mapToInt(SmtpSettings::connections).max().orElse(1);
        this.domain = domain;
        this.watch = new StallWatch(settings.stream()
                        .map(SmtpSettings::timeout)
                        .max(Comparator.naturalOrder())
                        .orElseThrow())
                .start();
    }

    private static final class Relay {
        private final SmtpSettings settings;
        private final MailTransport.Limit limit;
        private int open;
        private Duration gap = Duration.ZERO;
        private long leftAloneUntil = System.nanoTime();
        private long fullUntil = System.nanoTime();

        Relay(SmtpSettings settings) {
            this.settings = settings;
            this.limit = new MailTransport.Limit(settings.toString(), settings.perSecond());
        }

        boolean usable() {
            return System.nanoTime() - leftAloneUntil >= 0;
        }

        /** Nanoseconds until more may go over it. */
        long fullFor() {
            return Math.max(0, fullUntil - System.nanoTime());
        }

        double load() {
            return (double) open / settings.weight();
        }
    }

    /** How many connections are kept open for digests. */
    public int connections() {
        return connections;
    }

    /** A connection of its own, to be opened. */
    public MailTransport transport() {
        return new Failover();
    }

    /** A connection to this one alone, to be opened. */
    public MailTransport to(SmtpSettings relay) {
        return relay.pipelined() ? new SmtpTransport(relay, domain) : new PlainTransport(relay, domain);
    }

    @Override
    public void stop() {
        watch.stop();
    }

    private synchronized @Nullable Relay choose() {
        Relay chosen = relays.stream()
                .filter(Relay::usable)
                .min(Comparator.comparing((Relay relay) -> relay.fullFor() > 0).thenComparingDouble(Relay::load))
                .orElse(relays.size() == 1 ? relays.getFirst() : null);
        if (chosen != null) {
            chosen.open++;
        }
        return chosen;
    }

    private synchronized void full(Relay relay, long nanos) {
        relay.fullUntil = System.nanoTime() + nanos;
    }

    private synchronized long fullFor(Relay relay) {
        return relay.fullFor();
    }

    /** 0 too if no relay can be used: whoever connects learns why. */
    private synchronized long fullFor() {
        return relays.stream()
                .filter(Relay::usable)
                .mapToLong(Relay::fullFor)
                .min()
                .orElse(0);
    }

    /** Whether another has room. */
    private synchronized boolean roomBeside(Relay full) {
        return relays.stream().anyMatch(relay -> relay != full && relay.usable() && relay.fullFor() == 0);
    }

    private synchronized void worked(Relay relay) {
        relay.gap = Duration.ZERO;
    }

    private synchronized void failed(Relay relay) {
        relay.open--;
        relay.gap = relay.gap.isZero() ? FIRST_GAP : relay.gap.multipliedBy(2);
        if (relay.gap.compareTo(LONGEST_GAP) > 0) {
            relay.gap = LONGEST_GAP;
        }
        relay.leftAloneUntil = System.nanoTime() + relay.gap.toNanos();
    }

    private synchronized void closed(Relay relay) {
        relay.open--;
    }

    /** Goes to one relay at a time; connections to others stay open for when it is at its limit. */
    private final class Failover implements MailTransport {
        private final Map<Relay, MailTransport> kept = new HashMap<>();
        private volatile @Nullable Relay relay;

        @Override
        public Limit limit() {
            Relay current = relay;
            return current == null ? Limit.NONE : current.limit;
        }

        @Override
        public void full(long nanos) {
            Relay current = relay;
            if (current != null) {
                Relays.this.full(current, nanos);
            }
        }

        @Override
        public long fullFor() {
            return Relays.this.fullFor();
        }

        @Override
        public void open() throws IOException {
            Relay current = relay;
            if (current != null) {
                if (Relays.this.fullFor(current) == 0 || !roomBeside(current)) {
                    return;
                }
                relay = null;
                closed(current);
            }
            IOException last = null;
            for (int tries = 0; tries < relays.size(); tries++) {
                Relay chosen = choose();
                if (chosen == null) {
                    break;
                }
                MailTransport candidate = kept.computeIfAbsent(chosen, this::connect);
                try {
                    candidate.open();
                    worked(chosen);
                    relay = chosen;
                    return;
                } catch (IOException e) {
                    failed(chosen);
                    forget(chosen);
                    last = e;
                }
            }
            throw last != null ? last : new IOException("no relay can be used just now");
        }

        private MailTransport connect(Relay chosen) {
            MailTransport made = to(chosen.settings);
            if (made instanceof StallWatch.Watched watched) {
                watch.watch(watched);
            }
            return made;
        }

        private void forget(Relay gone) {
            MailTransport made = kept.remove(gone);
            if (made != null) {
                made.close();
            }
            if (made instanceof StallWatch.Watched watched) {
                watch.forget(watched);
            }
        }

        @Override
        public boolean send(Source source) {
            Relay current = relay;
            MailTransport open = current == null ? null : kept.get(current);
            if (current == null || open == null) {
                return false;
            }
            boolean there = false;
            try {
                there = open.send(source);
            } finally {
                if (!there) {
                    relay = null;
                    closed(current);
                    forget(current);
                }
            }
            return there;
        }

        @Override
        public void close() {
            Relay current = relay;
            relay = null;
            if (current != null) {
                closed(current);
            }
            List.copyOf(kept.keySet()).forEach(this::forget);
        }
    }
}

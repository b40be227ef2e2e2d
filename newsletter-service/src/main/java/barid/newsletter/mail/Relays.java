package barid.newsletter.mail;

import barid.kit.service.Stoppable;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * The relays that take the mails. Each connection goes to the one that has the least for its weight; one that cannot be used
 * is left alone for a while, in growing gaps, and the others take over.
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
        private int open;
        private Duration gap = Duration.ZERO;
        private long leftAloneUntil = System.nanoTime();

        Relay(SmtpSettings settings) {
            this.settings = settings;
        }

        boolean usable() {
            return System.nanoTime() - leftAloneUntil >= 0;
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
                .min(Comparator.comparingDouble(Relay::load))
                .orElse(relays.size() == 1 ? relays.getFirst() : null);
        if (chosen != null) {
            chosen.open++;
        }
        return chosen;
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

    /** Goes to one relay at a time. */
    private final class Failover implements MailTransport {
        private @Nullable Relay relay;
        private @Nullable MailTransport transport;

        @Override
        public void open() throws IOException {
            if (transport != null) {
                return;
            }
            IOException last = null;
            for (int tries = 0; tries < relays.size(); tries++) {
                Relay chosen = choose();
                if (chosen == null) {
                    break;
                }
                MailTransport candidate = connect(chosen);
                try {
                    candidate.open();
                    worked(chosen);
                    relay = chosen;
                    transport = candidate;
                    return;
                } catch (IOException e) {
                    failed(chosen);
                    forget(candidate);
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

        private void forget(MailTransport made) {
            if (made instanceof StallWatch.Watched watched) {
                watch.forget(watched);
            }
        }

        @Override
        public boolean send(Source source) {
            MailTransport open = transport;
            if (open == null) {
                return false;
            }
            boolean there = false;
            try {
                there = open.send(source);
            } finally {
                if (!there) {
                    close();
                }
            }
            return there;
        }

        @Override
        public void close() {
            MailTransport open = transport;
            Relay from = relay;
            transport = null;
            relay = null;
            if (open != null && from != null) {
                open.close();
                forget(open);
                closed(from);
            }
        }
    }
}

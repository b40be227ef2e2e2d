package barid.newsletter.preflight;

import barid.kit.site.Organisation;
import barid.newsletter.mail.DkimSettings;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Makes the checks, side by side, and keeps what they found last. */
public final class Preflight {
    private static final Logger LOG = LoggerFactory.getLogger(Preflight.class);

    private final Map<Check, Probe> probes = new EnumMap<>(Check.class);
    private final PreflightSettings settings;
    private volatile @Nullable Report last;

    /** {@code relays}: the first is the one that is named in records to publish. */
    public Preflight(
            PreflightSettings settings,
            Organisation organisation,
            DkimSettings dkim,
            List<Relay> relays,
            MeterRegistry metrics) {
        this.settings = settings;
        Dns dns = new Dns(settings.resolver(), settings.timeout());
        String domain = organisation.from().substring(organisation.from().indexOf('@') + 1);
        String bounces = organisation.bounceDomain();
        probes.put(Check.DKIM, new DkimProbe(dns, dkim, domain));
        probes.put(Check.SPF, new SpfProbe(dns, bounces, relays.getFirst().host()));
        probes.put(Check.MX, new MxProbe(dns, bounces));
        probes.put(Check.DMARC, new DmarcProbe(dns, domain, bounces, organisation.replyTo()));
        probes.put(Check.UNSUBSCRIBE, new UnsubscribeProbe(dns, organisation.newsletter()));
        probes.put(Check.RELAY, new RelayProbe(relays));
        probes.put(Check.REVERSE, new ReverseProbe(dns, relays));
        for (Check check : Check.values()) {
            Gauge.builder("barid.preflight", () -> passed(check))
                    .description("Checks before an edition: 1 passed, 0 failed, none before the first")
                    .tag("check", check.word())
                    .register(metrics);
        }
    }

    private double passed(Check check) {
        Report known = last;
        return known == null
                ? Double.NaN
                : known.findings().stream()
                                .filter(finding -> finding.check() == check)
                                .anyMatch(finding -> finding.outcome() != Outcome.FAILED)
                        ? 1
                        : 0;
    }

    /** What was found last; empty before the first time. */
    Optional<Report> last() {
        return Optional.ofNullable(last);
    }

    /** What was found last if it is new enough, else what is found now; what failed is old sooner if it is waited for. */
    Report current(Instant now, boolean awaited) {
        Report known = last;
        if (known != null) {
            Duration good = known.passed() || !awaited ? settings.passed() : settings.failed();
            if (Duration.between(known.at(), now).abs().compareTo(good) < 0) {
                return known;
            }
        }
        return look(now);
    }

    /** Makes all checks now; two that ask at once wait for the same. */
    synchronized Report look(Instant now) {
        List<Finding> findings = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Map<Check, Future<List<Remark>>> looks = new EnumMap<>(Check.class);
            probes.forEach((check, probe) -> looks.put(check, threads.submit(() -> probe.look(now))));
            for (Map.Entry<Check, Future<List<Remark>>> look : looks.entrySet()) {
                findings.add(new Finding(look.getKey(), remarks(look.getKey(), look.getValue())));
            }
        }
        Report report = new Report(now, findings);
        last = report;
        return report;
    }

    private static List<Remark> remarks(Check check, Future<List<Remark>> look) {
        try {
            return look.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of(Remark.failed("broken", check.word()));
        } catch (ExecutionException e) {
            LOG.warn("the check {} broke off", check.word(), e);
            return List.of(Remark.failed("broken", check.word()));
        }
    }
}

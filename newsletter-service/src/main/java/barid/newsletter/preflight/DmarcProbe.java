package barid.newsletter.preflight;

import barid.newsletter.preflight.Remark.Publish;
import org.apache.hc.client5.http.psl.PublicSuffixMatcher;
import org.apache.hc.client5.http.psl.PublicSuffixMatcherLoader;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether receivers of either generation find a policy for our mails: those of RFC 7489 look at the domain and at the one
 * below a public suffix, those of RFC 9989 walk up the tree.
 */
final class DmarcProbe implements Probe {
    /** Steps of a walk (RFC 9989 section 4.10). */
    private static final int LONGEST_WALK = 8;

    private static final Set<String> POLICIES = Set.of("none", "quarantine", "reject");

    private final Dns dns;
    private final String domain;
    private final String bounceDomain;
    private final String reports;
    private final PublicSuffixMatcher suffixes = PublicSuffixMatcherLoader.getDefault();

    /** {@code reports} is an address that may be given for receivers' reports. */
    DmarcProbe(Dns dns, String domain, String bounceDomain, String reports) {
        this.dns = dns;
        this.domain = domain;
        this.bounceDomain = bounceDomain;
        this.reports = reports;
    }

    /** A policy and the domain that it stands at. */
    private record Policy(String domain, Tags tags) {}

    /** What a look-up ended with: a policy, a fault, or neither. */
    private record LookUp(Optional<Policy> policy, Optional<Remark> fault) {
        static final LookUp NOTHING = new LookUp(Optional.empty(), Optional.empty());

        boolean ended() {
            return policy.isPresent() || fault.isPresent();
        }
    }

    /** Each name is asked once a look. */
    private final class Looked {
        private final Map<String, LookUp> known = new LinkedHashMap<>();

        LookUp at(String name) {
            LookUp found = known.get(name);
            if (found == null) {
                found = record(name);
                known.put(name, found);
            }
            return found;
        }
    }

    @Override
    public List<Remark> look(Instant now) {
        Looked looked = new Looked();
        LookUp older = older(looked);
        LookUp newer = newer(looked);
        Optional<Remark> fault = older.fault().or(newer::fault);
        if (fault.isPresent()) {
            return List.of(fault.get());
        }
        Optional<Policy> policy = older.policy().or(newer::policy);
        if (policy.isEmpty()) {
            return List.of(absent("dmarc.absent"));
        }
        if (older.policy().isEmpty() || newer.policy().isEmpty()) {
            return List.of(absent(newer.policy().isEmpty() ? "dmarc.older-only" : "dmarc.newer-only"));
        }
        List<Remark> remarks = new ArrayList<>();
        remarks.add(judged(policy.get()));
        if (!sameOrganisation()) {
            remarks.add(Remark.advice("dmarc.apart", bounceDomain, domain));
        }
        return remarks;
    }

    private Remark absent(String key) {
        return Remark.failed(key, "_dmarc." + domain)
                .publishing(Publish.txt("_dmarc." + domain, "v=DMARC1; p=none; rua=mailto:" + reports));
    }

    /** RFC 7489 section 6.6.3. */
    private LookUp older(Looked looked) {
        LookUp here = looked.at(domain);
        return here.ended() ? here : looked.at(organisation(domain));
    }

    private String organisation(String name) {
        String root = suffixes.getDomainRoot(name);
        return root == null ? name : root;
    }

    private boolean sameOrganisation() {
        return organisation(domain).equals(organisation(bounceDomain));
    }

    /** RFC 9989 section 4.10: what is nearest to the root rules, unless a record says where the organisation ends. */
    private LookUp newer(Looked looked) {
        LookUp here = looked.at(domain);
        if (here.ended()) {
            return here;
        }
        LookUp last = LookUp.NOTHING;
        for (String name : walk(domain)) {
            LookUp found = looked.at(name);
            if (found.fault().isPresent()) {
                return found;
            }
            String suffix =
                    found.policy().flatMap(each -> each.tags().get("psd")).orElse("u");
            if (suffix.equals("y")) {
                return last.ended() ? last : found;
            }
            if (found.ended()) {
                last = found;
            }
            if (suffix.equals("n")) {
                return found;
            }
        }
        return last;
    }

    /** The domains above, without the first; of a long name the walk begins at seven labels. */
    private static List<String> walk(String domain) {
        List<String> labels = List.of(domain.split("\\.", -1));
        int from = Math.max(1, labels.size() - LONGEST_WALK + 1);
        List<String> names = new ArrayList<>();
        for (int i = from; i < labels.size(); i++) {
            names.add(String.join(".", labels.subList(i, labels.size())));
        }
        return names;
    }

    private LookUp record(String name) {
        return switch (dns.txt("_dmarc." + name)) {
            case DnsAnswer.None none -> LookUp.NOTHING;
            case DnsAnswer.Unanswered unanswered ->
                new LookUp(Optional.empty(), Optional.of(Remark.unanswered(unanswered)));
            case DnsAnswer.Found(String asked, List<String> values) ->
                policy(
                        name,
                        values.stream()
                                .filter(text -> text.strip().matches("v\\s*=\\s*DMARC1(\\s*;.*)?"))
                                .toList());
        };
    }

    private LookUp policy(String name, List<String> records) {
        if (records.size() > 1) {
            return new LookUp(Optional.empty(), Optional.of(Remark.failed("dmarc.several", "_dmarc." + name)));
        }
        return records.isEmpty()
                ? LookUp.NOTHING
                : new LookUp(Optional.of(new Policy(name, Tags.parse(records.getFirst()))), Optional.empty());
    }

    private Remark judged(Policy policy) {
        String at = "_dmarc." + policy.domain();
        String asked = policy.tags().get("p").orElse("").toLowerCase(Locale.ROOT);
        if (!POLICIES.contains(asked)) {
            return Remark.failed("dmarc.broken", at)
                    .publishing(Publish.txt(at, "v=DMARC1; p=none; rua=mailto:" + reports));
        }
        return Remark.ok("dmarc.ok", at, asked);
    }
}

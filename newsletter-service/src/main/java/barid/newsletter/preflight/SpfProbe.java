package barid.newsletter.preflight;

import barid.newsletter.preflight.Remark.Publish;

import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Whether the domain that envelopes come from says who may send for it (RFC 7208). */
final class SpfProbe implements Probe {
    private static final Pattern BLANKS = Pattern.compile(" +");
    private static final Pattern MECHANISM = Pattern.compile(
            "[+?~-]?(all|include:\\S+|a([:/]\\S+)?|mx([:/]\\S+)?|ptr(:\\S+)?|ip4:[0-9./]+|ip6:[0-9a-fA-F:./]+"
                    + "|exists:\\S+)");
    private static final Pattern MODIFIER = Pattern.compile("[a-zA-Z][a-zA-Z0-9._-]*=\\S*");
    private static final Pattern LOOKS_UP =
            Pattern.compile("[+?~-]?(include:|a\\b|mx\\b|ptr\\b|exists:).*|redirect=.*");
    /** RFC 7208 section 4.6.4. */
    private static final int MOST_LOOKUPS = 10;

    private final Dns dns;
    private final String domain;
    private final String relay;

    /** {@code relay} is the name of a host that sends for us. */
    SpfProbe(Dns dns, String domain, String relay) {
        this.dns = dns;
        this.domain = domain;
        this.relay = relay;
    }

    @Override
    public List<Remark> look(Instant now) {
        return List.of(
                switch (dns.txt(domain)) {
                    case DnsAnswer.Unanswered unanswered -> Remark.unanswered(unanswered);
                    case DnsAnswer.None none -> absent();
                    case DnsAnswer.Found(String name, List<String> values) ->
                        policy(values.stream().filter(SpfProbe::isPolicy).toList());
                });
    }

    private static boolean isPolicy(String text) {
        String lower = text.toLowerCase(Locale.ROOT);
        return lower.equals("v=spf1") || lower.startsWith("v=spf1 ");
    }

    private Remark absent() {
        return Remark.failed("spf.absent", domain).publishing(Publish.txt(domain, "v=spf1 a:" + relay + " -all"));
    }

    private Remark policy(List<String> policies) {
        if (policies.isEmpty()) {
            return absent();
        }
        if (policies.size() > 1) {
            return Remark.failed("spf.several", domain);
        }
        String policy = policies.getFirst();
        List<String> terms = terms(policy).toList();
        Optional<String> wrong = terms.stream()
                .filter(term ->
                        !MECHANISM.matcher(term.toLowerCase(Locale.ROOT)).matches()
                                && !MODIFIER.matcher(term).matches())
                .findFirst();
        if (wrong.isPresent()) {
            return Remark.failed("spf.broken", domain, wrong.get());
        }
        if (terms.stream().filter(term -> LOOKS_UP.matcher(term).matches()).count() > MOST_LOOKUPS) {
            return Remark.failed("spf.lookups", domain);
        }
        return terms.contains("all") || terms.contains("+all")
                ? Remark.advice("spf.open", domain)
                : Remark.ok("spf.ok", domain, policy);
    }

    private static Stream<String> terms(String policy) {
        return BLANKS.splitAsStream(policy).skip(1).filter(term -> !term.isEmpty());
    }
}

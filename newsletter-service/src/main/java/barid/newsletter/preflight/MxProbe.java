package barid.newsletter.preflight;

import barid.newsletter.preflight.Remark.Publish;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether bounces find the way back. */
final class MxProbe implements Probe {
    private final Dns dns;
    private final String domain;

    MxProbe(Dns dns, String domain) {
        this.dns = dns;
        this.domain = domain;
    }

    @Override
    public List<Remark> look(Instant now) {
        return switch (dns.mx(domain)) {
            case DnsAnswer.Unanswered unanswered -> List.of(Remark.unanswered(unanswered));
            case DnsAnswer.None none ->
                List.of(Remark.failed("mx.absent", domain)
                        .publishing(new Publish(domain, "MX", "10 mail.example.org.")));
            case DnsAnswer.Found(String name, List<String> hosts) ->
                hosts.stream().allMatch(String::isEmpty) ? List.of(Remark.failed("mx.null", domain)) : hosts(hosts);
        };
    }

    private List<Remark> hosts(List<String> hosts) {
        List<Remark> remarks = new ArrayList<>();
        for (String host : hosts) {
            switch (dns.addresses(host)) {
                case DnsAnswer.Unanswered unanswered -> remarks.add(Remark.unanswered(unanswered));
                case DnsAnswer.None none -> remarks.add(Remark.failed("mx.unresolved", domain, host));
                case DnsAnswer.Found found -> remarks.add(Remark.ok("mx.ok", domain, host));
            }
        }
        // One that takes the mail is enough.
        return remarks.stream().anyMatch(remark -> remark.outcome() == Outcome.OK)
                ? remarks.stream().map(Remark::asAdvice).toList()
                : remarks;
    }
}

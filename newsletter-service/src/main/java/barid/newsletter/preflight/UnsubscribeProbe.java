package barid.newsletter.preflight;

import java.net.URI;
import java.time.Instant;
import java.util.List;

/** Whether the link by which readers leave can be what RFC 8058 asks for. */
final class UnsubscribeProbe implements Probe {
    private final Dns dns;
    private final URI newsletter;

    /** {@code newsletter} is the public base URL that links in mails begin with. */
    UnsubscribeProbe(Dns dns, URI newsletter) {
        this.dns = dns;
        this.newsletter = newsletter;
    }

    @Override
    public List<Remark> look(Instant now) {
        String host = newsletter.getHost();
        if (!"https".equalsIgnoreCase(newsletter.getScheme()) || host == null) {
            return List.of(Remark.failed("unsubscribe.plain", newsletter.toString()));
        }
        return List.of(
                switch (dns.addresses(host)) {
                    case DnsAnswer.Unanswered unanswered -> Remark.unanswered(unanswered);
                    case DnsAnswer.None none -> Remark.failed("unsubscribe.unresolved", host);
                    case DnsAnswer.Found found -> Remark.ok("unsubscribe.ok", newsletter.toString());
                });
    }
}

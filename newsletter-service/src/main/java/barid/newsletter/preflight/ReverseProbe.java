package barid.newsletter.preflight;

import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** Whether the relays' addresses have names that lead back to them, as large receivers want of who connects to them. */
final class ReverseProbe implements Probe {
    private final Dns dns;
    private final List<Relay> relays;

    ReverseProbe(Dns dns, List<Relay> relays) {
        this.dns = dns;
        this.relays = relays;
    }

    @Override
    public List<Remark> look(Instant now) {
        return relays.stream()
                .flatMap(relay -> ofHost(relay.host()).stream())
                .map(Remark::asAdvice)
                .toList();
    }

    private List<Remark> ofHost(String host) {
        List<Remark> remarks = new ArrayList<>();
        for (String address : addresses(host)) {
            remarks.add(ofAddress(InetAddress.ofLiteral(address)));
        }
        return remarks.isEmpty() ? List.of(Remark.failed("reverse.unknown", host)) : remarks;
    }

    private List<String> addresses(String host) {
        if (host.equals("localhost")) {
            return List.of("127.0.0.1");
        }
        try {
            return List.of(InetAddress.ofLiteral(host).getHostAddress());
        } catch (IllegalArgumentException e) {
            return dns.addresses(host) instanceof DnsAnswer.Found(String name, List<String> values)
                    ? values
                    : List.of();
        }
    }

    private Remark ofAddress(InetAddress address) {
        String shown = address.getHostAddress();
        if (address.isLoopbackAddress() || address.isSiteLocalAddress() || address.isLinkLocalAddress()) {
            return Remark.failed("reverse.inside", shown);
        }
        return switch (dns.names(address)) {
            case DnsAnswer.Unanswered unanswered -> Remark.unanswered(unanswered);
            case DnsAnswer.None none -> Remark.failed("reverse.absent", shown);
            case DnsAnswer.Found(String asked, List<String> names) ->
                names.stream()
                        .filter(name -> leadsTo(name, shown))
                        .findFirst()
                        .map(name -> Remark.ok("reverse.ok", shown, name))
                        .orElseGet(() -> Remark.failed("reverse.astray", shown, names.getFirst()));
        };
    }

    private boolean leadsTo(String name, String address) {
        return dns.addresses(name) instanceof DnsAnswer.Found(String asked, List<String> values)
                && values.contains(address);
    }
}

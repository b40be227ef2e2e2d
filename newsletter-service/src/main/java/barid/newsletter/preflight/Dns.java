package barid.newsletter.preflight;

import org.xbill.DNS.AAAARecord;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.ExtendedResolver;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.PTRRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.ReverseMap;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.IDN;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Asks a resolver, and remembers nothing: whoever has just mended a record sees it mended. */
final class Dns {
    private final Resolver resolver;

    /** The system's resolvers, unless another one is given. */
    Dns(Optional<InetSocketAddress> resolver, Duration timeout) {
        this.resolver = resolver.<Resolver>map(SimpleResolver::new).orElseGet(ExtendedResolver::new);
        this.resolver.setTimeout(timeout);
    }

    DnsAnswer txt(String name) {
        return ask(name, Type.TXT);
    }

    DnsAnswer mx(String name) {
        return ask(name, Type.MX);
    }

    /** Addresses of either version. */
    DnsAnswer addresses(String host) {
        DnsAnswer four = ask(host, Type.A);
        DnsAnswer six = ask(host, Type.AAAA);
        List<String> all = new ArrayList<>();
        for (DnsAnswer answer : List.of(four, six)) {
            if (answer instanceof DnsAnswer.Found(String name, List<String> values)) {
                all.addAll(values);
            }
        }
        if (!all.isEmpty()) {
            return new DnsAnswer.Found(host, all);
        }
        return four instanceof DnsAnswer.Unanswered ? four : six;
    }

    /** The names of an address. */
    DnsAnswer names(InetAddress address) {
        return ask(ReverseMap.fromAddress(address), address.getHostAddress(), Type.PTR);
    }

    private DnsAnswer ask(String name, int type) {
        try {
            return ask(Name.fromString(IDN.toASCII(name), Name.root), name, type);
        } catch (TextParseException | IllegalArgumentException e) {
            return new DnsAnswer.None(name);
        }
    }

    private DnsAnswer ask(Name name, String shown, int type) {
        try {
            Message answer = resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)));
            int code = answer.getRcode();
            if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
                return new DnsAnswer.Unanswered(shown, Rcode.string(code));
            }
            // A resolver has followed aliases, so what is of the type is what was asked for.
            List<String> values = answer.getSection(Section.ANSWER).stream()
                    .filter(one -> one.getType() == type)
                    .map(Dns::text)
                    .toList();
            return values.isEmpty() ? new DnsAnswer.None(shown) : new DnsAnswer.Found(shown, values);
        } catch (IOException e) {
            return new DnsAnswer.Unanswered(shown, String.valueOf(e.getMessage()));
        }
    }

    private static String text(Record one) {
        return switch (one) {
            case TXTRecord txt -> joined(txt.getStringsAsByteArrays());
            case MXRecord mx ->
                mx.getTarget().equals(Name.root) ? "" : mx.getTarget().toString(true);
            case PTRRecord ptr -> ptr.getTarget().toString(true);
            case ARecord a -> a.getAddress().getHostAddress();
            case AAAARecord aaaa -> aaaa.getAddress().getHostAddress();
            default -> one.rdataToString();
        };
    }

    /** A record of more than 255 octets comes in pieces. */
    private static String joined(List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        pieces.forEach(all::writeBytes);
        return all.toString(StandardCharsets.UTF_8);
    }
}

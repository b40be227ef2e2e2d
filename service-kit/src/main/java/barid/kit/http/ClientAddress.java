package barid.kit.http;

import io.helidon.config.Config;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.Set;

/** Finds the client's address behind proxies that are trusted by name; IPv6 is counted by /64. */
public final class ClientAddress {
    private final Set<String> trustedProxies;

    public ClientAddress(Set<String> trustedProxies) {
        this.trustedProxies = Set.copyOf(trustedProxies);
    }

    /** Reads the list {@code trusted-proxies} of addresses. */
    public static ClientAddress from(Config config) {
        return new ClientAddress(
                Set.copyOf(config.get("trusted-proxies").asList(String.class).orElse(List.of())));
    }

    /** The peer, or the last address of X-Forwarded-For that no trusted proxy has. */
    public String of(ServerRequest request) {
        String client = request.remotePeer().address() instanceof InetSocketAddress address
                ? address.getAddress().getHostAddress()
                : request.remotePeer().host();
        if (trustedProxies.contains(client) && request.headers().contains(HeaderNames.X_FORWARDED_FOR)) {
            String[] forwarded = String.join(
                            ",",
                            request.headers().get(HeaderNames.X_FORWARDED_FOR).allValues())
                    .split(",", -1);
            for (int i = forwarded.length - 1; i >= 0 && trustedProxies.contains(client); i--) {
                client = forwarded[i].strip();
            }
        }
        return network(client);
    }

    private static String network(String client) {
        if (client.indexOf(':') < 0) {
            return client;
        }
        try {
            // A literal, so nothing is looked up; the colon keeps host names out.
            if (InetAddress.getByName(client) instanceof Inet6Address address) {
                byte[] bytes = address.getAddress();
                Arrays.fill(bytes, 8, 16, (byte) 0);
                return InetAddress.getByAddress(bytes).getHostAddress() + "/64";
            }
            return client;
        } catch (UnknownHostException e) {
            return client;
        }
    }
}

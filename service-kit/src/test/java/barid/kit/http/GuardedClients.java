package barid.kit.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;

/** Clients to whom the test says what names lead to. */
public final class GuardedClients {
    private GuardedClients() {}

    /** Looks a name up. */
    public interface Names {
        InetAddress[] addresses(String host) throws UnknownHostException;
    }

    public static GuardedClient named(boolean allowPrivate, Duration total, Names names) {
        return new GuardedClient(
                allowPrivate, Duration.ofSeconds(5), total, new GuardedClient.Connections(200, 20), names::addresses);
    }
}

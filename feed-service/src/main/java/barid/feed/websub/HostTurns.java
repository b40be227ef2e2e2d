package barid.feed.websub;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Semaphore;

/** Few requests to one host at once, whatever they are for; holds a host only while something is on its way to it. */
final class HostTurns {
    /** Requests to one host at once. */
    static final int WIDTH = 8;

    private final Map<String, Turns> hosts = new HashMap<>();

    private static final class Turns {
        private final Semaphore free = new Semaphore(WIDTH);
        private int users;
    }

    /** What to acquire before a request; {@link #leave} must follow. */
    synchronized Semaphore enter(String host) {
        Turns turns = hosts.computeIfAbsent(host, key -> new Turns());
        turns.users++;
        return turns.free;
    }

    synchronized void leave(String host) {
        hosts.computeIfPresent(host, (key, turns) -> --turns.users == 0 ? null : turns);
    }
}

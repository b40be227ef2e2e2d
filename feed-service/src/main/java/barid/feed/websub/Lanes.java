package barid.feed.websub;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;

/**
 * Claimed work that waits for its host's turn, so that a host that does not answer keeps nobody else waiting.
 *
 * <p>More is claimed only when half of the room is free: few large claims instead of many small ones.
 */
final class Lanes {
    /** How much one claim may take for one host, and how much a host may have waiting before it gets no more. */
    static final int REFILL = 8 * HostTurns.WIDTH;

    private final HostTurns turns;
    private final int refill;
    private final Semaphore inFlight;
    private final Runnable roomAgain;
    private final Map<String, Integer> waiting = new HashMap<>();
    private int claimed;

    /** A request to a host. */
    interface Work {
        void run() throws InterruptedException;
    }

    /** {@code inFlight} requests at once; {@code roomAgain} runs when more can be claimed. */
    Lanes(HostTurns turns, int inFlight, Runnable roomAgain) {
        this.turns = turns;
        this.refill = 2 * inFlight;
        this.inFlight = new Semaphore(inFlight);
        this.roomAgain = roomAgain;
    }

    /** How much may be claimed now; 0 while enough waits. */
    synchronized int room() {
        return claimed > refill ? 0 : refill;
    }

    /** The hosts for which enough waits. */
    synchronized List<String> busy() {
        return waiting.entrySet().stream()
                .filter(host -> host.getValue() > REFILL)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Something was claimed; {@link #take} must follow. */
    synchronized void claimed(String host) {
        claimed++;
        waiting.merge(host, 1, Integer::sum);
    }

    /** Does what was claimed when the host's turn has come. */
    void take(String host, Work work) throws InterruptedException {
        Semaphore turn = turns.enter(host);
        try {
            turn.acquire();
            try {
                inFlight.acquire();
                try {
                    work.run();
                } finally {
                    inFlight.release();
                }
            } finally {
                turn.release();
            }
        } finally {
            turns.leave(host);
            if (leave(host)) {
                roomAgain.run();
            }
        }
    }

    private synchronized boolean leave(String host) {
        claimed--;
        int left = waiting.merge(host, -1, Integer::sum);
        if (left == 0) {
            waiting.remove(host);
        }
        return claimed == refill || left == REFILL;
    }
}

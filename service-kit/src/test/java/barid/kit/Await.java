package barid.kit;

import java.time.Duration;
import java.util.concurrent.Callable;

/** Waits for a condition, with a limit; the tests' only way to let time pass. */
public final class Await {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private Await() {}

    /** Returns when {@code condition} is true; what it throws meanwhile counts as not yet. */
    public static void until(String what, Callable<Boolean> condition) {
        until(what, LIMIT, condition);
    }

    /** The same with a limit of its own. */
    public static void until(String what, Duration limit, Callable<Boolean> condition) {
        long end = System.nanoTime() + limit.toNanos();
        Throwable last = null;
        while (System.nanoTime() < end) {
            try {
                if (condition.call()) {
                    return;
                }
                last = null;
            } catch (Exception | AssertionError e) {
                last = e;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
        throw new AssertionError("not within " + limit + ": " + what, last);
    }
}

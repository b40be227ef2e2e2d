package barid.newsletter.deliveries;

/**
 * How fast a receiver is mailed by this process. Unhindered until it says that it is too much (421, 4.7.x): then at half of
 * what it was given, again half if it says so still. Once it is quiet it gets twice as much at each step up to the first half, and
 * slowly more from there, until there is no limit any more.
 * Pure: all times are {@link System#nanoTime}s that are passed in.
 */
final class Pace {
    private static final long SECOND = 1_000_000_000L;
    private static final int WINDOW = 5;
    /** Complaints within it are of what was under way already. */
    private static final long HOLD = 2 * SECOND;

    private static final long QUIET = 10 * SECOND;
    private static final long STEP = 5 * SECOND;
    private static final double FASTER = 1.25;
    private static final double SLOWEST = 0.1;
    /** A limit so many times above what led to it is none. */
    private static final double FREE = 4;

    private final long[] counts = new long[WINDOW + 1];
    private long second = Long.MIN_VALUE;
    private long firstSecond = Long.MIN_VALUE;
    /** Mails a second; infinite: no limit. */
    private double limit = Double.POSITIVE_INFINITY;

    private double before;
    private long complainedAt;
    private long slowedAt;
    private long steppedAt;
    private double tokens;
    private long filledAt;

    /** One mail was sent. */
    synchronized void sent(long now) {
        turn(now);
        counts[index(second)]++;
    }

    /** The receiver said that it is too much. */
    synchronized void complained(long now) {
        turn(now);
        complainedAt = now;
        if (limited() && now - slowedAt < HOLD) {
            return;
        }
        if (!limited()) {
            before = Math.max(measured(now), 2 * SLOWEST);
            tokens = 0;
            filledAt = now;
        }
        limit = Math.max(SLOWEST, Math.min(limit, before) / 2);
        slowedAt = now;
        steppedAt = now;
    }

    /** How many of {@code want} may go now; 0 if it must be waited, {@link #nextAt} tells until when. */
    synchronized int grant(int want, long now) {
        recover(now);
        if (!limited()) {
            return want;
        }
        fill(now);
        int granted = (int) Math.min(want, tokens);
        tokens -= granted;
        return granted;
    }

    /** When one may go again. */
    synchronized long nextAt(long now) {
        fill(now);
        return limited() && tokens < 1 ? now + (long) ((1 - tokens) / limit * SECOND) : now;
    }

    /** Mails a second, or infinite. */
    synchronized double limit(long now) {
        recover(now);
        return limit;
    }

    private boolean limited() {
        return limit < Double.POSITIVE_INFINITY;
    }

    private void fill(long now) {
        if (limited()) {
            tokens = Math.min(tokens + (now - filledAt) * limit / SECOND, Math.max(1, limit / 5));
            filledAt = now;
        }
    }

    private void recover(long now) {
        while (limited() && now - complainedAt > QUIET && now - steppedAt > STEP) {
            fill(now);
            steppedAt += STEP;
            double half = before / 2;
            limit = limit < half ? Math.min(2 * limit, half) : limit * FASTER;
            if (limit > FREE * before) {
                limit = Double.POSITIVE_INFINITY;
            }
        }
    }

    private double measured(long now) {
        long seconds = Math.min(WINDOW, Math.max(1, now / SECOND - firstSecond));
        long sum = 0;
        for (long s = second - seconds; s < second; s++) {
            sum += counts[index(s)];
        }
        return Math.max((double) sum / seconds, (double) counts[index(second)]);
    }

    /** Goes on to the second of {@code now}; those between had nothing. */
    private void turn(long now) {
        long current = Math.floorDiv(now, SECOND);
        if (second == Long.MIN_VALUE) {
            second = current;
            firstSecond = current;
        }
        for (int i = 0; second < current && i < counts.length; i++) {
            second++;
            counts[index(second)] = 0;
        }
        second = current;
    }

    private int index(long s) {
        return (int) Math.floorMod(s, (long) counts.length);
    }
}

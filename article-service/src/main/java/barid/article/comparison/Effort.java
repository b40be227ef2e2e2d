package barid.article.comparison;

import com.github.difflib.algorithm.DiffAlgorithmListener;

/** Counts the steps of one comparison and ends it when they are used up. */
final class Effort implements DiffAlgorithmListener {
    /** Differences within one run: each step is kept in memory, and their number grows with the square of it. */
    private static final int MOST_DIFFERENCES = 1_500;

    /** Steps of all runs together: a fraction of a second. */
    private static final long MOST_STEPS = 4_000_000;

    private long steps;

    /** The texts differ in more places than will be looked for. */
    static final class UsedUp extends RuntimeException {
        private static final long serialVersionUID = 1L;

        UsedUp() {
            super("the texts differ in too many places", null, false, false);
        }
    }

    @Override
    public void diffStart() {}

    /** {@code differences} is how many have been found so far; that many paths are about to be followed. */
    @Override
    public void diffStep(int differences, int most) {
        steps += differences + 1L;
        if (differences > MOST_DIFFERENCES || steps > MOST_STEPS) {
            throw new UsedUp();
        }
    }

    @Override
    public void diffEnd() {}
}

package barid.newsletter.preflight;

/** How a check ended, the worst last. */
enum Outcome {
    OK,
    /** Better otherwise, and no reason to wait. */
    ADVICE,
    FAILED;

    Outcome or(Outcome other) {
        return compareTo(other) >= 0 ? this : other;
    }
}

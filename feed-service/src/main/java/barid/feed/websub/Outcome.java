package barid.feed.websub;

/** What became of a {@link Delivery}. */
sealed interface Outcome {
    /** Of the subscription. */
    long id();

    /** The callback took the state at {@code position}. */
    record Delivered(long id, long position) implements Outcome {}

    /** There was nothing to tell up to {@code position}. */
    record Passed(long id, long position) implements Outcome {}

    /** It did not; {@code failures} in a row by now. */
    record Failed(long id, int failures, String error) implements Outcome {}

    /** The callback is gone for good (410). */
    record Ended(long id) implements Outcome {}

    /** Nothing was tried; another time. */
    record LetGo(long id) implements Outcome {}
}

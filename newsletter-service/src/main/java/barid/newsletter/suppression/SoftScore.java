package barid.newsletter.suppression;

/**
 * How many mails in a row could not be delivered to a reader for a time.
 *
 * <p>The row is one of mails, not of reports: a relay that keeps a mail for days reports each of five daily mails days after
 * the next one was sent. A mail between two that failed, sent and not reported, was taken: the row begins anew.
 */
record SoftScore(int inARow) {
    /** What this many mails in a row tell: the mailbox will not come back. */
    static final int MOST = 3;

    /** After one more mail that failed; {@code takenBetween}: one since the last that failed was taken. */
    SoftScore failedAgain(boolean takenBetween) {
        return new SoftScore(takenBetween ? 1 : inARow + 1);
    }

    boolean dead() {
        return inARow >= MOST;
    }
}

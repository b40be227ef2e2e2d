package barid.newsletter.bounces;

import barid.newsletter.mail.Blame;

import java.util.List;

/** What arrived in the bounce mailbox. */
sealed interface Report {
    /** A mail that was not delivered, for good. */
    record Bounce(Clues clues, List<Failure> failures) implements Report {}

    /** A reader called a mail abuse (RFC 5965). {@code recipients}: addresses that the report names, often none. */
    record Complaint(Clues clues, List<String> recipients) implements Report {}

    /** A mail to the address that leaves for her; {@code tokens} as they stand there, not yet verified. */
    record Unsubscribe(List<String> tokens) implements Report {}

    /** A note of absence, a receipt, or what else a program or a feedback service answers. Nothing follows from it. */
    record Reply() implements Report {}

    /** Mail under way, or arrived: delayed, relayed, expanded, delivered. It is no bounce. */
    record Transit() implements Report {}

    /** A person may read it. */
    record Unknown() implements Report {}

    /**
     * A recipient that could not be reached.
     *
     * @param recipients her addresses as the report names them, the one that was mailed to first; maybe none
     * @param status enhanced status code (RFC 3463), else the reply code, else empty
     * @param reason what the server said, without addresses
     */
    record Failure(List<String> recipients, String status, Blame blame, String reason) {}

    /** What may prove whose mail a report is about: found anywhere in it, not yet verified. */
    record Clues(List<String> returnPaths, List<String> messageIds, List<String> tokens) {}

    /** The word under which it is counted and stored. */
    default String kind() {
        return switch (this) {
            case Bounce bounce -> "bounce";
            case Complaint complaint -> "complaint";
            case Unsubscribe unsubscribe -> "unsubscribe";
            case Reply reply -> "reply";
            case Transit transit -> "transit";
            case Unknown unknown -> "unknown";
        };
    }
}

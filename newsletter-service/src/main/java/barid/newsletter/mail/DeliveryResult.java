package barid.newsletter.mail;

/** What became of one attempt. */
public sealed interface DeliveryResult {
    /** The relay has it: 2xx. */
    record Accepted() implements DeliveryResult {}

    /** Not now: 4xx. {@code code} is the enhanced status (RFC 3463), else the reply code. */
    record Deferred(String code, String reason) implements DeliveryResult {}

    /** Never: 5xx. */
    record Rejected(String code, String reason) implements DeliveryResult {}

    /** The connection was lost after the content began: the relay may have it or not. */
    record Unanswered(String reason) implements DeliveryResult {}

    /** The connection was lost, or never there, before the content began: nothing was sent. */
    record NotTried(String reason) implements DeliveryResult {}
}

package barid.feed.websub;

/**
 * A stored request that this process may verify.
 *
 * @param attempts verifications that went without an answer
 */
record PendingRequest(long id, SubscriptionRequest request, int attempts) {}

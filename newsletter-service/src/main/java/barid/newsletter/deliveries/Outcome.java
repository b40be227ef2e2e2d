package barid.newsletter.deliveries;

import barid.newsletter.mail.DeliveryResult;

/** What one attempt came to, on its way into the ledger. */
record Outcome(Marked marked, DeliveryResult result) {}

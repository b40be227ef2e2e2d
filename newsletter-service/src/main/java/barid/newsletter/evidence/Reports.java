package barid.newsletter.evidence;

import barid.newsletter.bounces.BounceStore;

import java.util.List;
import java.util.UUID;

/** What came back of a mail after it was taken: bounces and complaints. */
public interface Reports {
    /** Those that the bounce mailbox brought. */
    static Reports of(BounceStore store) {
        return (edition, subscriber) -> store.of(edition, subscriber).reversed().stream()
                .map(told -> new MailEvidence.Report(
                        told.at(), told.kind(), told.status().isEmpty() ? null : told.status()))
                .toList();
    }

    /** The reports on one delivery, the oldest first. */
    List<MailEvidence.Report> on(UUID edition, UUID subscriber);
}

package barid.newsletter.evidence;

import java.util.List;
import java.util.UUID;

/** What came back of a mail after it was taken: bounces and complaints. */
public interface Reports {
    /** Where no mailbox of reports is read. */
    Reports NONE = (edition, subscriber) -> List.of();

    /** The reports on one delivery, the oldest first. */
    List<MailEvidence.Report> on(UUID edition, UUID subscriber);
}

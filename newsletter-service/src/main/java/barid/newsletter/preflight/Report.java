package barid.newsletter.preflight;

import java.time.Instant;
import java.util.List;

/** What all checks found at an instant. */
record Report(Instant at, List<Finding> findings) {
    boolean passed() {
        return findings.stream().noneMatch(finding -> finding.outcome() == Outcome.FAILED);
    }

    List<Finding> failed() {
        return findings.stream()
                .filter(finding -> finding.outcome() == Outcome.FAILED)
                .toList();
    }
}

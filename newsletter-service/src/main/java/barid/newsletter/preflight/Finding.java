package barid.newsletter.preflight;

import java.util.List;

/** What one check found: at least one remark. */
record Finding(Check check, List<Remark> remarks) {
    Outcome outcome() {
        return remarks.stream().map(Remark::outcome).reduce(Outcome.OK, Outcome::or);
    }
}

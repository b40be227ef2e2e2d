package barid.newsletter.imports;

import barid.newsletter.subscriptions.Address;
import barid.newsletter.subscriptions.Choices;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.UUID;

/** Rows that are dealt with in one transaction. */
final class RowBatch {
    private final List<Candidate> candidates = new ArrayList<>();
    private final List<ArrivalStore.Silenced> silenced = new ArrayList<>();
    private final List<Fault> faults = new ArrayList<>();
    private int doubled;
    private int left;
    private int bad;

    /** Whoever may be taken, if nothing here speaks against it; {@code key} is in hexadecimal. */
    record Candidate(long line, UUID id, Address address, String key, Choices choices, String consented) {}

    void add(Candidate candidate) {
        candidates.add(candidate);
    }

    void addDoubled(Fault fault) {
        faults.add(fault);
        doubled++;
    }

    void addLeft(Fault fault, Standing standing, byte[] key) {
        faults.add(fault);
        left++;
        standing.suppression()
                .ifPresent(reason ->
                        silenced.add(new ArrivalStore.Silenced(HexFormat.of().formatHex(key), reason)));
    }

    void addBad(List<Fault> reasons) {
        faults.addAll(reasons);
        bad++;
    }

    int rows() {
        return candidates.size() + doubled + left + bad;
    }

    boolean isEmpty() {
        return rows() == 0;
    }

    List<Candidate> candidates() {
        return candidates;
    }

    List<ArrivalStore.Silenced> silenced() {
        return silenced;
    }

    /** What was found out without a look at what is known here. */
    List<Fault> faults() {
        return faults;
    }

    /** The count of it all, once it is known what became of the candidates. */
    Tally tally(long taken, long known, long refused) {
        return new Tally(taken, known, doubled, left, refused, bad, silenced.size());
    }
}

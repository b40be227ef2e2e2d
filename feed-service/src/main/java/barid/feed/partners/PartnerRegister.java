package barid.feed.partners;

import barid.kit.http.Tokens;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** All partners and their valid keys, in memory; {@link #renew} reads them anew. */
public final class PartnerRegister {
    private final PartnerStore store;
    private volatile Known known = new Known(Map.of(), List.of());

    private record Known(Map<String, Partner> partners, List<Candidate> keys) {}

    private record Candidate(Partner partner, int number, String sha256) {}

    /** Whether somebody may have a partner's feed. */
    sealed interface Admission {
        /** By the key of this number. */
        record Admitted(Partner partner, int key) implements Admission {}

        /** The key is right, but the partner's time is over. */
        record Ended() implements Admission {}

        record Refused() implements Admission {}
    }

    PartnerRegister(PartnerStore store) {
        this.store = store;
    }

    /** Reads the partners and keys that stand now. */
    public synchronized void renew() {
        Map<String, Partner> partners =
                store.all().stream().collect(Collectors.toUnmodifiableMap(Partner::id, Function.identity()));
        List<Candidate> keys = store.validKeys().stream()
                .flatMap(key -> Optional.ofNullable(partners.get(key.partner())).stream()
                        .map(partner -> new Candidate(partner, key.number(), key.sha256())))
                .toList();
        known = new Known(partners, keys);
    }

    Optional<Partner> find(String id) {
        return Optional.ofNullable(known.partners().get(id));
    }

    /** Compares with every key there is, so that neither a wrong key nor an unknown partner is told apart by its time. */
    Admission admit(String id, String key) {
        byte[] hash = ascii(Tokens.hash(key));
        Admission admission = new Admission.Refused();
        for (Candidate candidate : known.keys()) {
            boolean right = MessageDigest.isEqual(ascii(candidate.sha256()), hash);
            if (right && candidate.partner().id().equals(id)) {
                admission = candidate.partner().revoked().isPresent()
                        ? new Admission.Ended()
                        : new Admission.Admitted(candidate.partner(), candidate.number());
            }
        }
        return admission;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}

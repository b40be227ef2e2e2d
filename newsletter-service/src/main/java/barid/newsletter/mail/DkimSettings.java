package barid.newsletter.mail;

import barid.kit.config.Secrets;
import io.helidon.config.Config;

import java.security.PrivateKey;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Who signs our mails, and by which keys.
 *
 * @param mode whether this service signs, the relay, or nobody was told to
 * @param relaySelector the selector that the relay signs with, as far as it is known
 * @param keys of which at most one of an algorithm signs at a time
 */
public record DkimSettings(Mode mode, Optional<String> relaySelector, List<Key> keys) {
    /** No mail is signed, and nobody said that this is meant. */
    public static final DkimSettings UNSET = new DkimSettings(Mode.UNSET, Optional.empty(), List.of());

    private static final Pattern SELECTOR = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9.-]{0,61}[A-Za-z0-9])?");

    /** Who signs. */
    public enum Mode {
        SERVICE,
        RELAY,
        UNSET
    }

    /** How a key signs (RFC 8301, RFC 8463). */
    public enum Algorithm {
        RSA("rsa-sha256", "SHA256withRSA"),
        ED25519("ed25519-sha256", "Ed25519");

        private final String word;
        private final String signature;

        Algorithm(String word, String signature) {
            this.word = word;
            this.signature = signature;
        }

        String word() {
            return word;
        }

        String signature() {
            return signature;
        }
    }

    /**
     * A key pair.
     *
     * @param publicPart what {@code p=} of the published record is
     * @param from when it takes over from the key of its algorithm that signed before
     */
    public record Key(
            String selector, Algorithm algorithm, PrivateKey privateKey, String publicPart, Optional<Instant> from) {
        /** The TXT record to publish at {@code selector._domainkey.domain}. */
        public String record() {
            return "v=DKIM1; k=" + algorithm.name().toLowerCase(Locale.ROOT) + "; p=" + publicPart;
        }

        @Override
        public String toString() {
            return selector + " (" + algorithm.word() + ")";
        }
    }

    /** Reads the {@code dkim} block. */
    public static DkimSettings from(Config config) {
        List<Key> keys = new ArrayList<>();
        for (Config node : config.get("keys").asNodeList().orElse(List.of())) {
            if (node.get("active").asBoolean().orElse(true)) {
                keys.add(key(node));
            }
        }
        Optional<Boolean> sign = config.get("sign").asBoolean().asOptional();
        if (sign.orElse(false) && keys.isEmpty()) {
            throw new IllegalStateException("dkim.sign is true: set dkim.keys");
        }
        requireOneAtATime(keys);
        boolean service = sign.orElse(!keys.isEmpty());
        Mode mode = service ? Mode.SERVICE : sign.isPresent() ? Mode.RELAY : Mode.UNSET;
        return new DkimSettings(mode, config.get("relay-selector").asString().asOptional(), List.copyOf(keys));
    }

    private static Key key(Config node) {
        String selector = node.get("selector")
                .asString()
                .asOptional()
                .filter(text -> SELECTOR.matcher(text).matches())
                .orElseThrow(() ->
                        new IllegalStateException(node.get("selector").key() + " is missing, or no name in the DNS"));
        String algorithm = node.get("algorithm").asString().orElse("");
        Optional<Instant> from = node.get("from").asString().asOptional().map(Instant::parse);
        return switch (algorithm) {
            case "rsa" -> DkimKeys.rsa(selector, Secrets.read(node, "private-key"), from);
            case "ed25519" -> DkimKeys.ed25519(selector, Secrets.read(node, "private-key"), from);
            default -> throw new IllegalStateException(node.get("algorithm").key() + " is rsa or ed25519");
        };
    }

    private static void requireOneAtATime(List<Key> keys) {
        Set<String> starts = new HashSet<>();
        Set<String> selectors = new HashSet<>();
        for (Key key : keys) {
            if (!starts.add(key.algorithm() + " " + key.from())) {
                throw new IllegalStateException("two keys of dkim.keys would sign as "
                        + key.algorithm().word() + " at once: set active: false, or from, at one of them");
            }
            if (!selectors.add(key.selector())) {
                throw new IllegalStateException("two keys of dkim.keys have the selector " + key.selector());
            }
        }
    }

    /** The keys that sign at {@code now}: of each algorithm the one that took over last. */
    public List<Key> active(Instant now) {
        List<Key> active = new ArrayList<>();
        if (mode == Mode.SERVICE) {
            for (Algorithm algorithm : Algorithm.values()) {
                latest(algorithm, now).ifPresent(active::add);
            }
        }
        return active;
    }

    private Optional<Key> latest(Algorithm algorithm, Instant now) {
        Key latest = null;
        for (Key key : keys) {
            boolean standing = key.algorithm() == algorithm && !start(key).isAfter(now);
            if (standing && (latest == null || start(key).isAfter(start(latest)))) {
                latest = key;
            }
        }
        return Optional.ofNullable(latest);
    }

    private static Instant start(Key key) {
        return key.from().orElse(Instant.MIN);
    }
}

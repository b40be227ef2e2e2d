package barid.kit.operators;

import barid.kit.config.Secrets;
import io.helidon.config.Config;

import java.net.URI;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Set;

/**
 * How operators come in.
 *
 * @param prefix the path under which their pages stand: {@code /partners}
 * @param secret what signs the sessions, the same on every replica
 * @param secure whether the cookie is for TLS alone
 */
public record OperatorSettings(String prefix, String secret, boolean secure) {
    private static final int MINIMUM_SECRET = 32;
    private static final Set<String> LOOPBACK = Set.of("localhost", "127.0.0.1", "[::1]");

    /**
     * Reads {@code secret} or {@code secret-file} of the {@code operators} block; without it the key is random, so sessions end
     * with the process and hold on no other replica.
     *
     * @param base the service's public URL: plain HTTP keeps a cookie only on the own machine
     */
    public static OperatorSettings from(Config config, String prefix, URI base, SecureRandom random) {
        boolean plain = "http".equals(base.getScheme()) && base.getHost() != null && LOOPBACK.contains(base.getHost());
        return new OperatorSettings(prefix, secret(config, random), !plain);
    }

    private static String secret(Config config, SecureRandom random) {
        if (!config.get("secret").exists() && !config.get("secret-file").exists()) {
            byte[] key = new byte[MINIMUM_SECRET];
            random.nextBytes(key);
            return HexFormat.of().formatHex(key);
        }
        String secret = Secrets.read(config, "secret");
        if (secret.length() < MINIMUM_SECRET) {
            throw new IllegalArgumentException("operators.secret must have at least " + MINIMUM_SECRET + " characters");
        }
        return secret;
    }

    /** The secret is for no log. */
    @Override
    public String toString() {
        return "operators under " + prefix;
    }
}

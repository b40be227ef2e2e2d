package barid.kit.operators;

import barid.kit.http.Tokens;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/** Writes sessions as signed text and reads back only what it wrote, while it holds and the token behind it does. */
final class SessionSeal {
    static final Duration LASTS = Duration.ofHours(12);

    private static final String ALGORITHM = "HmacSHA256";
    private static final int ID_BYTES = 16;
    private static final int LONGEST = 600;
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final byte[] key;
    private final SecureRandom random;
    private final Tokens tokens;

    SessionSeal(String secret, SecureRandom random, Tokens tokens) {
        this.key = secret.getBytes(StandardCharsets.UTF_8);
        this.random = random;
        this.tokens = tokens;
    }

    /** A session that begins now, as the cookie's value. */
    String begin(Tokens.Token token, Instant now) {
        String what = BASE64.encodeToString(token.name().getBytes(StandardCharsets.UTF_8)) + "."
                + now.plus(LASTS).getEpochSecond() + "." + nonce();
        return what + "." + sign(what, token);
    }

    /** The session of this text; empty if it is not ours, has ended, or the token is not an operator's any longer. */
    Optional<OperatorSession> open(String sealed, Instant now) {
        String[] parts = sealed.split("\\.", -1);
        if (sealed.length() > LONGEST || parts.length != 4) {
            return Optional.empty();
        }
        String what = sealed.substring(0, sealed.lastIndexOf('.'));
        try {
            String name = new String(Base64.getUrlDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            Instant ends = Instant.ofEpochSecond(Long.parseLong(parts[1]));
            // The signature covers the token's hash: another token under the same name is not the one that came in.
            return tokens.named(name, Tokens.Scope.OPERATE).stream()
                                    .anyMatch(token -> same(sign(what, token), parts[3]))
                            && now.isBefore(ends)
                    ? Optional.of(new OperatorSession(name, ends, mac("form", what), parts[2]))
                    : Optional.empty();
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private String sign(String what, Tokens.Token token) {
        return mac("session", what + "." + token.sha256());
    }

    /** Something that nobody guesses, to be kept by a browser that has no session yet. */
    String nonce() {
        byte[] bytes = new byte[ID_BYTES];
        random.nextBytes(bytes);
        return BASE64.encodeToString(bytes);
    }

    /** What a sign-in form must hold for the browser that keeps {@code nonce}. */
    String signInToken(String nonce) {
        return mac("sign-in", nonce);
    }

    /** Compares in the same time whatever was guessed. */
    static boolean same(String right, String given) {
        return MessageDigest.isEqual(right.getBytes(StandardCharsets.US_ASCII), given.getBytes(StandardCharsets.UTF_8));
    }

    private String mac(String purpose, String text) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key, ALGORITHM));
            return BASE64.encodeToString(mac.doFinal((purpose + "\n" + text).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}

package barid.feed.websub;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The body of a delivery, shared by all who get the same, with its signatures. */
final class Payload {
    private static final String ALGORITHM = "HmacSHA256";

    private final byte[] bytes;
    private final Map<String, String> signatures = new ConcurrentHashMap<>();

    Payload(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Not copied. */
    byte[] bytes() {
        return bytes;
    }

    /** The value of X-Hub-Signature: {@code sha256=} and the HMAC in hexadecimal; once per secret (WebSub section 7.1). */
    String signature(String secret) {
        return signatures.computeIfAbsent(secret, this::sign);
    }

    private String sign(String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return "sha256=" + HexFormat.of().formatHex(mac.doFinal(bytes));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}

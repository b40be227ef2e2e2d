package barid.newsletter.keys;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.security.GeneralSecurityException;

/** HMAC-SHA-256 under one key, which is set up once and copied for each use: setting up costs more than the hash. */
final class KeyedHash {
    private static final String ALGORITHM = "HmacSHA256";

    private final Mac ready;

    KeyedHash(byte[] key) {
        try {
            this.ready = Mac.getInstance(ALGORITHM);
            ready.init(new SecretKeySpec(key, ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** 32 bytes; of any number of threads. */
    byte[] of(byte[] data) {
        try {
            return ((Mac) ready.clone()).doFinal(data);
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}

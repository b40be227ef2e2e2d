package barid.newsletter.mail;

import org.jspecify.annotations.Nullable;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.EdECPrivateKey;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;

/** Reads private keys (PKCS#8 in PEM) and works out the public part that the DNS has to show. */
final class DkimKeys {
    /** RFC 8301 section 3.2. */
    private static final int FEWEST_BITS = 2048;

    private static final int ED25519_BYTES = 32;

    private DkimKeys() {}

    static DkimSettings.Key rsa(String selector, String pem, Optional<Instant> from) {
        try {
            KeyFactory keys = KeyFactory.getInstance("RSA");
            if (!(keys.generatePrivate(pkcs8(selector, pem)) instanceof RSAPrivateCrtKey key)) {
                throw unreadable(selector, null);
            }
            if (key.getModulus().bitLength() < FEWEST_BITS) {
                throw new IllegalStateException(
                        "the RSA key of the DKIM selector " + selector + " has fewer than " + FEWEST_BITS + " bits");
            }
            byte[] published = keys.generatePublic(new RSAPublicKeySpec(key.getModulus(), key.getPublicExponent()))
                    .getEncoded();
            return new DkimSettings.Key(
                    selector, DkimSettings.Algorithm.RSA, key, Hashing.BASE64.encodeToString(published), from);
        } catch (GeneralSecurityException e) {
            throw unreadable(selector, e);
        }
    }

    static DkimSettings.Key ed25519(String selector, String pem, Optional<Instant> from) {
        try {
            PrivateKey key = KeyFactory.getInstance("Ed25519").generatePrivate(pkcs8(selector, pem));
            return new DkimSettings.Key(
                    selector,
                    DkimSettings.Algorithm.ED25519,
                    key,
                    Hashing.BASE64.encodeToString(published(selector, key)),
                    from);
        } catch (GeneralSecurityException e) {
            throw unreadable(selector, e);
        }
    }

    /** The JDK derives the public part only as it makes a pair; so it makes this very pair. RFC 8463 section 4.2: without ASN.1. */
    private static byte[] published(String selector, PrivateKey key) throws GeneralSecurityException {
        byte[] secret =
                key instanceof EdECPrivateKey edwards ? edwards.getBytes().orElse(new byte[0]) : new byte[0];
        if (secret.length != ED25519_BYTES) {
            throw unreadable(selector, null);
        }
        KeyPairGenerator pairs = KeyPairGenerator.getInstance("Ed25519");
        pairs.initialize(NamedParameterSpec.ED25519, new SecureRandom() {
            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(secret, 0, bytes, 0, bytes.length);
            }
        });
        byte[] encoded = pairs.generateKeyPair().getPublic().getEncoded();
        return Arrays.copyOfRange(encoded, encoded.length - ED25519_BYTES, encoded.length);
    }

    private static PKCS8EncodedKeySpec pkcs8(String selector, String pem) {
        try {
            return new PKCS8EncodedKeySpec(
                    Base64.getMimeDecoder().decode(pem.replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "")));
        } catch (IllegalArgumentException e) {
            throw unreadable(selector, e);
        }
    }

    private static IllegalStateException unreadable(String selector, @Nullable Exception cause) {
        return new IllegalStateException(
                "the private key of the DKIM selector " + selector + " is not PKCS#8 in PEM of its algorithm", cause);
    }
}

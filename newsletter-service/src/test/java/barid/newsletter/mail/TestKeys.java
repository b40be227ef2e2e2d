package barid.newsletter.mail;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.Optional;

/** DKIM keys made for a run of the tests. */
public final class TestKeys {
    public static final String RSA = pem("RSA", 2048);
    public static final String ED25519 = pem("Ed25519", 255);

    private TestKeys() {}

    static DkimSettings.Key rsa(String selector) {
        return DkimKeys.rsa(selector, RSA, Optional.empty());
    }

    static DkimSettings.Key ed25519(String selector) {
        return DkimKeys.ed25519(selector, ED25519, Optional.empty());
    }

    /** A new private key, PKCS#8 in PEM. */
    public static String pem(String algorithm, int size) {
        try {
            KeyPairGenerator pairs = KeyPairGenerator.getInstance(algorithm);
            pairs.initialize(size);
            return "-----BEGIN PRIVATE KEY-----\n"
                    + Base64.getMimeEncoder()
                            .encodeToString(pairs.generateKeyPair().getPrivate().getEncoded())
                    + "\n-----END PRIVATE KEY-----\n";
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

package barid.newsletter.mail;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** SHA-256 by the JDK, whose code for it runs on the processor's own instructions. */
final class Hashing {
    static final Base64.Encoder BASE64 = Base64.getEncoder();

    private Hashing() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Another one that goes on from where {@code begun} is. */
    static MessageDigest continued(MessageDigest begun) {
        try {
            return (MessageDigest) begun.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException(e);
        }
    }
}

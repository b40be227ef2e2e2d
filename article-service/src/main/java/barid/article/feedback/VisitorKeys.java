package barid.article.feedback;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.LocalDate;

/** Tells one visitor of a page from another for a day, and no longer. */
final class VisitorKeys {
    private static final String ALGORITHM = "HmacSHA256";
    private static final int SECRET_BYTES = 32;

    private final FeedbackStore store;
    private final SecureRandom random;

    VisitorKeys(FeedbackStore store, SecureRandom random) {
        this.store = store;
        this.random = random;
    }

    /** The visitor's key on this page and day; the address itself goes no further. */
    byte[] of(LocalDate day, String address, String userAgent, String page) {
        byte[] proposal = new byte[SECRET_BYTES];
        random.nextBytes(proposal);
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(store.secretOf(day, proposal), ALGORITHM));
            return mac.doFinal((address + "\0" + userAgent + "\0" + page).getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException | InvalidKeyException e) {
            throw new IllegalStateException(e);
        }
    }
}

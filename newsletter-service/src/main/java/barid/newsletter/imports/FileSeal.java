package barid.newsletter.imports;

import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;

/** Seals the pieces of one file (AES-256-GCM); a piece opens only in its own place. */
final class FileSeal {
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecretKeySpec key;

    /** {@code key} is this file's alone, so a piece's ordinal is a nonce that never comes twice. */
    FileSeal(byte[] key) {
        this.key = new SecretKeySpec(key, "AES");
    }

    byte[] seal(int ordinal, byte[] bytes, int length) {
        return run(Cipher.ENCRYPT_MODE, ordinal, bytes, length);
    }

    /** Fails if the piece was changed, or is another's. */
    byte[] open(int ordinal, byte[] sealed) {
        return run(Cipher.DECRYPT_MODE, ordinal, sealed, sealed.length);
    }

    private byte[] run(int mode, int ordinal, byte[] bytes, int length) {
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            byte[] nonce = ByteBuffer.allocate(NONCE_BYTES).putInt(ordinal).array();
            cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
            return cipher.doFinal(bytes, 0, length);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a piece of an imported file cannot be sealed or opened", e);
        }
    }
}

package barid.newsletter.keys;

import barid.kit.config.Secrets;
import io.helidon.config.Config;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Everything derived from the installation's secret; a change of the secret breaks every link that was ever mailed. */
public final class Keys {
    /** Characters of a token in a link; a multiple of 3, so that it fills whole base64 groups. */
    public static final int TOKEN_LENGTH = 42;

    /** As long as a token and never one: it is not of the alphabet. */
    public static final String DEAD_TOKEN = "0".repeat(TOKEN_LENGTH);

    private static final int MINIMUM_SECRET = 32;
    private static final int ID_BYTES = 16;
    private static final int TOKEN_MAC_BYTES = 10;
    private static final int RETURN_PATH_MAC_BYTES = 6;
    private static final String RETURN_PATH = "b+";

    private final KeyedHash unsubscribe;
    private final KeyedHash preferences;
    private final KeyedHash confirmation;
    private final KeyedHash addressChange;
    private final KeyedHash address;
    private final KeyedHash message;
    private final KeyedHash returnPath;
    private final KeyedHash consent;
    private final KeyedHash file;
    private final KeyedHash edition;
    private final KeyedHash view;

    /** {@code secret}: at least 32 random characters. */
    public Keys(String secret) {
        if (secret.length() < MINIMUM_SECRET) {
            throw new IllegalArgumentException("the secret must have at least " + MINIMUM_SECRET + " characters");
        }
        KeyedHash root = new KeyedHash(secret.getBytes(StandardCharsets.UTF_8));
        this.unsubscribe = derive(root, "unsubscribe");
        this.preferences = derive(root, "preferences");
        this.confirmation = derive(root, "confirmation");
        this.addressChange = derive(root, "address-change");
        this.address = derive(root, "address");
        this.message = derive(root, "message-id");
        this.returnPath = derive(root, "return-path");
        this.consent = derive(root, "consent");
        this.file = derive(root, "file");
        this.edition = derive(root, "edition");
        this.view = derive(root, "view");
    }

    /** Reads {@code secret} or {@code secret-file} of the {@code keys} block. */
    public static Keys from(Config config) {
        return new Keys(Secrets.read(config, "secret"));
    }

    private static KeyedHash derive(KeyedHash root, String purpose) {
        return new KeyedHash(root.of(purpose.getBytes(StandardCharsets.US_ASCII)));
    }

    /** The keyed hash under which an address, already normalised, is known. */
    public byte[] addressKey(String normalised) {
        return address.of(normalised.getBytes(StandardCharsets.UTF_8));
    }

    /** The key that seals a reader's consent, of the random bytes stored for her: a copy of the database alone opens nothing. */
    public byte[] consentKey(byte[] stored) {
        return consent.of(stored);
    }

    /** Valid for ever, also when nothing is left of the subscriber but her id in this token. */
    public String unsubscribeToken(UUID subscriber) {
        return token(unsubscribe, subscriber);
    }

    /** The subscriber whom {@link #unsubscribeToken} names; empty for a forged one. */
    public Optional<UUID> unsubscribing(String token) {
        return verify(unsubscribe, token);
    }

    public String preferencesToken(UUID subscriber) {
        return token(preferences, subscriber);
    }

    public Optional<UUID> preferring(String token) {
        return verify(preferences, token);
    }

    /** The token that a sign-up's mail carries, the same however often the mail is tried. */
    public String confirmationToken(UUID signup) {
        return token(confirmation, signup);
    }

    /** The token that the mail to a reader's new address carries. */
    public String addressToken(UUID change) {
        return token(addressChange, change);
    }

    /** The change that {@link #addressToken} names; empty for a forged one. */
    public Optional<UUID> changingAddress(String token) {
        return verify(addressChange, token);
    }

    /** What is stored of a confirmation's token. */
    public static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The left part of a delivery's Message-ID: the same at every attempt, and without a trace of the address. */
    public String messageId(UUID edition, UUID subscriber) {
        return Base32.encode(Arrays.copyOf(message.of(bytes(edition, subscriber)), 16));
    }

    /** The local part of a delivery's envelope sender: names edition and subscriber, 63 octets, not to be forged. */
    public String returnPath(UUID edition, UUID subscriber) {
        byte[] ids = bytes(edition, subscriber);
        byte[] mac = returnPath.of(ids);
        return RETURN_PATH
                + Base32.encode(ByteBuffer.allocate(ids.length + RETURN_PATH_MAC_BYTES)
                        .put(ids)
                        .put(mac, 0, RETURN_PATH_MAC_BYTES)
                        .array());
    }

    /** A delivery, as its envelope sender names it. */
    public record Returned(UUID edition, UUID subscriber) {}

    /** The delivery that {@link #returnPath} names, in letters of either case; empty for a forged one. */
    public Optional<Returned> returned(String localPart) {
        String text = localPart.toLowerCase(Locale.ROOT);
        return text.startsWith(RETURN_PATH)
                ? Base32.decode(text.substring(RETURN_PATH.length()), 2 * ID_BYTES + RETURN_PATH_MAC_BYTES)
                        .filter(bytes -> authentic(returnPath, bytes, 2 * ID_BYTES))
                        .map(ByteBuffer::wrap)
                        .map(ids -> new Returned(id(ids), id(ids)))
                : Optional.empty();
    }

    /** The AES-256 key of one file that waits in the database. */
    public byte[] fileKey(UUID id) {
        return file.of(bytes(id));
    }

    /**
     * The id of the edition of a cadence and period: the same before its first reader is due, so that a preview is the mail,
     * and the same in a restored database, so that a mail that goes once more bears its first Message-ID.
     */
    public UUID editionId(String cadence, String period) {
        ByteBuffer mac = ByteBuffer.wrap(edition.of((cadence + ' ' + period).getBytes(StandardCharsets.UTF_8)));
        // RFC 9562 section 5.8: version 8, of our own making.
        return new UUID(
                (mac.getLong() & 0xffff_ffff_ffff_0fffL) | 0x8000L,
                (mac.getLong() & 0x3fff_ffff_ffff_ffffL) | 0x8000_0000_0000_0000L);
    }

    /** Opens a variant in a browser: by its edition and the key of its content, and not to be guessed. */
    public String viewId(UUID edition, String contentKey) {
        byte[] key = contentKey.getBytes(StandardCharsets.US_ASCII);
        byte[] data = ByteBuffer.allocate(ID_BYTES + key.length)
                .put(bytes(edition))
                .put(key)
                .array();
        return Base32.encode(Arrays.copyOf(view.of(data), ID_BYTES));
    }

    private static String token(KeyedHash key, UUID id) {
        byte[] bytes = bytes(id);
        return Base32.encode(ByteBuffer.allocate(ID_BYTES + TOKEN_MAC_BYTES)
                .put(bytes)
                .put(key.of(bytes), 0, TOKEN_MAC_BYTES)
                .array());
    }

    private static Optional<UUID> verify(KeyedHash key, String token) {
        return Base32.decode(token, ID_BYTES + TOKEN_MAC_BYTES)
                .filter(bytes -> authentic(key, bytes, ID_BYTES))
                .map(bytes -> id(ByteBuffer.wrap(bytes)));
    }

    /** Whether what follows the first {@code length} bytes is the beginning of their MAC. */
    private static boolean authentic(KeyedHash key, byte[] bytes, int length) {
        byte[] given = Arrays.copyOfRange(bytes, length, bytes.length);
        return MessageDigest.isEqual(Arrays.copyOf(key.of(Arrays.copyOf(bytes, length)), given.length), given);
    }

    private static UUID id(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static byte[] bytes(UUID... ids) {
        ByteBuffer buffer = ByteBuffer.allocate(ids.length * ID_BYTES);
        for (UUID id : ids) {
            buffer.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
        return buffer.array();
    }
}

package barid.newsletter.consent;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.UUID;

/**
 * The hashes of the chain, SHA-256, over fields that each state their length first, so that no two acts are written alike.
 * Whoever holds the rows can compute them anew; CONTRACTS.md says how.
 */
final class ChainHash {
    /** What the first act of a chain follows. */
    static final String START = "00".repeat(32);

    private static final String FORMAT = "barid-consent-1";

    private ChainHash() {}

    /** The version of a text. */
    static String ofText(String language, String text) {
        return digest(out -> {
            field(out, language);
            field(out, text);
        });
    }

    /** The hash of an act; bytes are in hexadecimal, {@code textVersion} is empty if no text was shown. */
    static String ofAct(
            UUID subscriber,
            int step,
            String act,
            Instant at,
            String form,
            String language,
            String textVersion,
            String sealed,
            String previous) {
        return digest(out -> {
            field(out, FORMAT);
            field(out, subscriber.toString());
            field(out, Integer.toString(step));
            field(out, act);
            field(out, Long.toString(micros(at)));
            field(out, form);
            field(out, language);
            field(out, textVersion);
            field(out, sealed);
            field(out, previous);
        });
    }

    /** As fine as the database keeps an instant: microseconds since 1970. */
    private static long micros(Instant at) {
        return Math.addExact(Math.multiplyExact(at.getEpochSecond(), 1_000_000L), at.getNano() / 1_000);
    }

    private interface Fields {
        void write(DataOutputStream out) throws IOException;
    }

    private static void field(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String digest(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            fields.write(out);
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes.toByteArray()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

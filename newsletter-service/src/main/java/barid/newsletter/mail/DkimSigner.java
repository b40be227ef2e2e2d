package barid.newsletter.mail;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Provider;
import java.security.Signature;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;

/** One key at work: writes a field DKIM-Signature of a size that is known before. Of any number of threads. */
final class DkimSigner {
    /** Made when more sign at once than were kept. */
    private static final int KEPT_SIGNATURES = 64;

    private static final int SIGNATURE_LINE = 72;
    private static final byte[] FOLD = {'\r', '\n', '\t'};

    private final DkimSettings.Key key;
    private final String domain;
    private final Provider provider;
    private final int encodedLength;
    private final BlockingQueue<Signature> kept = new ArrayBlockingQueue<>(KEPT_SIGNATURES);
    private final Map<String, Frame> frames = new ConcurrentHashMap<>();

    /** What of a field is the same for all mails of the same fields: as written, and in canonical form. */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    private record Frame(
            byte[] start,
            byte[] middle,
            byte[] end,
            byte[] canonicalStart,
            byte[] canonicalMiddle,
            byte[] canonicalEnd) {
        int size() {
            return start.length + middle.length + end.length;
        }

        int canonicalSize() {
            return canonicalStart.length + canonicalMiddle.length + canonicalEnd.length;
        }
    }

    /** {@code provider} can sign with this key. */
    DkimSigner(DkimSettings.Key key, String domain, Provider provider) throws GeneralSecurityException {
        this.key = key;
        this.domain = domain;
        this.provider = provider;
        Signature first = signature();
        first.update((byte) 0);
        this.encodedLength = (first.sign().length + 2) / 3 * 4;
        kept.add(first);
    }

    DkimSettings.Key key() {
        return key;
    }

    Provider provider() {
        return provider;
    }

    private Signature signature() throws GeneralSecurityException {
        Signature signature = Signature.getInstance(key.algorithm().signature(), provider);
        signature.initSign(key.privateKey());
        return signature;
    }

    private Frame frame(String names) {
        return frames.computeIfAbsent(names, this::newFrame);
    }

    private Frame newFrame(String names) {
        String start = "v=1; a=" + key.algorithm().word() + "; c=relaxed/relaxed; d=" + domain + ";\r\n\ts="
                + key.selector() + "; t=";
        String middle = ";\r\n\t" + names + ";\r\n\tbh=";
        String end = ";\r\n\tb=";
        return new Frame(
                ascii("DKIM-Signature: " + start),
                ascii(middle),
                ascii(end),
                ascii(Canonical.text("DKIM-Signature", start)),
                ascii(relaxed(middle)),
                ascii(relaxed(end)));
    }

    private static String relaxed(String text) {
        return text.replace("\r\n\t", " ");
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /** Bytes of the field; {@code signed} is when, in seconds since 1970. */
    int size(SignedFields fields, String signed) {
        return frame(fields.names()).size()
                + signed.length()
                + 44
                + encodedLength
                + (encodedLength - 1) / SIGNATURE_LINE * FOLD.length
                + 2;
    }

    /** Writes the field of exactly that size; where it ends. */
    int write(SignedFields fields, byte[] canonical, byte[] bodyHash, String signed, byte[] out, int from) {
        Frame frame = frame(fields.names());
        byte[] time = ascii(signed);
        byte[] toSign = new byte[canonical.length + frame.canonicalSize() + time.length + bodyHash.length];
        int at = put(canonical, toSign, 0);
        at = put(frame.canonicalStart(), toSign, at);
        at = put(time, toSign, at);
        at = put(frame.canonicalMiddle(), toSign, at);
        at = put(bodyHash, toSign, at);
        put(frame.canonicalEnd(), toSign, at);

        byte[] signature = Hashing.BASE64.encode(sign(toSign));
        at = put(frame.start(), out, from);
        at = put(time, out, at);
        at = put(frame.middle(), out, at);
        at = put(bodyHash, out, at);
        at = put(frame.end(), out, at);
        for (int i = 0; i < signature.length; i += SIGNATURE_LINE) {
            if (i > 0) {
                at = put(FOLD, out, at);
            }
            int length = Math.min(SIGNATURE_LINE, signature.length - i);
            System.arraycopy(signature, i, out, at, length);
            at += length;
        }
        out[at] = '\r';
        out[at + 1] = '\n';
        return at + 2;
    }

    private static int put(byte[] bytes, byte[] out, int at) {
        System.arraycopy(bytes, 0, out, at, bytes.length);
        return at + bytes.length;
    }

    private byte[] sign(byte[] data) {
        try {
            Signature kept = this.kept.poll();
            Signature signature = kept == null ? signature() : kept;
            signature.update(
                    switch (key.algorithm()) {
                        case RSA -> data;
                        // RFC 8463 section 3: the hash is what is signed.
                        case ED25519 -> hash(data);
                    });
            byte[] signed = signature.sign();
            this.kept.offer(signature);
            return signed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of the selector " + key.selector() + " did not sign", e);
        }
    }

    private static byte[] hash(byte[] data) {
        MessageDigest digest = Hashing.sha256();
        return digest.digest(data);
    }
}

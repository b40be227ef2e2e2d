package barid.newsletter.mail;

import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Semaphore;

/** A mail with everything done that is the same for all its readers; a copy is spliced and signed, not built. */
public final class CompiledMail {
    /** More at once than there are processors end no sooner, and the threads that only read and write wait behind them. */
    private static final Semaphore SIGNING = new Semaphore(Runtime.getRuntime().availableProcessors());

    private final Template header;
    private final Template body;
    private final SignedFields fields;
    /** What hashing the body comes to before its first slot. */
    private final MessageDigest bodyBegun;

    /** What differs from reader to reader; {@code messageId} is without angle brackets. */
    public record Personal(
            String mailbox, String date, String messageId, String unsubscribeToken, String preferencesToken) {}

    /** {@code body} is in canonical form ({@link Canonical}). */
    CompiledMail(List<Field> fields, List<Segment> body) {
        Canonical.requireBody(body);
        Canonical.requireNoDots(body);
        List<Segment> header = header(fields);
        Canonical.requireNoDots(header);
        this.header = new Template(header);
        this.body = new Template(body);
        this.fields = new SignedFields(fields);
        this.bodyBegun = Hashing.sha256();
        bodyBegun.update(this.body.start());
    }

    private static List<Segment> header(List<Field> fields) {
        List<Segment> segments = new ArrayList<>();
        for (Field field : fields) {
            segments.add(Template.literal(field.name() + ": "));
            segments.addAll(field.value());
            segments.add(Template.literal("\r\n"));
        }
        segments.add(Template.literal("\r\n"));
        return segments;
    }

    /** Bytes of one copy, about. */
    public int size() {
        return header.literals() + body.literals() + 256;
    }

    /** The whole message for one reader, unsigned: 7-bit, but for an address that is not ASCII (RFC 6532). */
    public byte[] splice(Personal personal) {
        return splice(personal, List.of(), Instant.EPOCH);
    }

    /** The same, ready for DATA, with a signature of each key made at {@code now} (RFC 6376 section 5). */
    byte[] splice(Personal personal, List<DkimSigner> signers, Instant now) {
        Filling filling = new Filling(personal);
        String signed = Long.toString(now.getEpochSecond());
        int ahead = 0;
        for (DkimSigner signer : signers) {
            ahead += signer.size(fields, signed);
        }
        int bodyAt = ahead + header.size(filling);
        byte[] message = new byte[bodyAt + body.size(filling)];
        header.write(filling, message, ahead);
        body.write(filling, message, bodyAt);
        if (!signers.isEmpty()) {
            SIGNING.acquireUninterruptibly();
            try {
                sign(signers, fields.canonical(filling), bodyHash(message, bodyAt), signed, message);
            } finally {
                SIGNING.release();
            }
        }
        return message;
    }

    private void sign(List<DkimSigner> signers, byte[] canonical, byte[] bodyHash, String signed, byte[] message) {
        int at = 0;
        for (DkimSigner signer : signers) {
            at = signer.write(fields, canonical, bodyHash, signed, message, at);
        }
    }

    private byte[] bodyHash(byte[] message, int bodyAt) {
        MessageDigest digest = Hashing.continued(bodyBegun);
        int begun = bodyAt + body.start().length;
        digest.update(message, begun, message.length - begun);
        return Hashing.BASE64.encode(digest.digest());
    }

    /** SHA-256, in hexadecimal, of everything but what differs from reader to reader: the same if the bytes are. */
    public String fingerprint() {
        MessageDigest hash = Hashing.sha256();
        header.addTo(hash);
        body.addTo(hash);
        return HexFormat.of().formatHex(hash.digest());
    }
}

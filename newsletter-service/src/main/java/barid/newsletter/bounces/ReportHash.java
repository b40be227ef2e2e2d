package barid.newsletter.bounces;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Knows a report again: SHA-256 of what its writer made of it, without what servers on its way add. The same report in another
 * folder, delivered twice, or kept with other line ends, is the same.
 */
final class ReportHash {
    private static final List<String> WRITTEN =
            List.of("message-id", "date", "from", "to", "subject", "content-type", "auto-submitted");

    private ReportHash() {}

    static byte[] of(MailPart mail) {
        String header = WRITTEN.stream()
                .flatMap(name -> mail.fields(name).map(value -> name + ':' + value.replaceAll("\\s+", " ")))
                .collect(Collectors.joining("\n"));
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            digest.update(header.getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            digest.update(mail.lines());
            return digest.digest();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

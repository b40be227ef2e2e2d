package barid.newsletter.mail;

import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** The bytes that fill the slots of one copy. */
final class Filling {
    private final byte[] mailbox;
    private final byte[] date;
    private final byte[] messageId;
    private final byte[] unsubscribe;
    private final byte[] preferences;
    private byte @Nullable [] unsubscribeInBase64;
    private byte @Nullable [] preferencesInBase64;

    Filling(CompiledMail.Personal personal) {
        this.mailbox = bytes(personal.mailbox());
        this.date = bytes(personal.date());
        this.messageId = bytes(personal.messageId());
        this.unsubscribe = bytes(personal.unsubscribeToken());
        this.preferences = bytes(personal.preferencesToken());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    byte[] of(Segment.Personal place) {
        return switch (place.slot()) {
            case TO -> mailbox;
            case DATE -> date;
            case MESSAGE_ID -> messageId;
            case UNSUBSCRIBE -> place.base64() ? unsubscribeInBase64() : unsubscribe;
            case PREFERENCES -> place.base64() ? preferencesInBase64() : preferences;
        };
    }

    private byte[] unsubscribeInBase64() {
        byte[] encoded = unsubscribeInBase64;
        if (encoded == null) {
            encoded = Base64.getEncoder().encode(unsubscribe);
            unsubscribeInBase64 = encoded;
        }
        return encoded;
    }

    private byte[] preferencesInBase64() {
        byte[] encoded = preferencesInBase64;
        if (encoded == null) {
            encoded = Base64.getEncoder().encode(preferences);
            preferencesInBase64 = encoded;
        }
        return encoded;
    }
}

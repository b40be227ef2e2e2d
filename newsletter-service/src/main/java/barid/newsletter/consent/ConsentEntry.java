package barid.newsletter.consent;

import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;

/**
 * One act as it is read from the log.
 *
 * @param step from 1
 * @param act an {@link Act#word()}
 * @param textVersion SHA-256 of language and text, in hexadecimal; null if no text was shown
 * @param details null once the reader's key is destroyed
 * @param hash the act's place in the chain, in hexadecimal
 */
public record ConsentEntry(
        int step,
        String act,
        Instant at,
        String form,
        String language,
        @Nullable String textVersion,
        @Nullable String text,
        @Nullable Map<String, Object> details,
        String hash) {}

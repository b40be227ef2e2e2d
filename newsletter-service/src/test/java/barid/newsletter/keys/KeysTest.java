package barid.newsletter.keys;

import org.junit.jupiter.api.Test;

import java.util.Locale;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

class KeysTest {
    private final Keys keys = new Keys("a secret of the tests, long enough to be one");
    private final UUID reader = UUID.randomUUID();
    private final UUID edition = UUID.randomUUID();

    @Test
    void aTokenNamesItsReaderAndServesOnePurpose() {
        String token = keys.unsubscribeToken(reader);
        assertThat(token).hasSize(Keys.TOKEN_LENGTH).matches("[a-z2-7]+");
        assertThat(keys.unsubscribing(token)).contains(reader);
        assertThat(keys.preferring(token)).isEmpty();
        assertThat(new Keys("another secret, also long enough to be one").unsubscribing(token))
                .isEmpty();
    }

    @Test
    void aChangedTokenIsForged() {
        String token = keys.unsubscribeToken(reader);
        for (int i = 0; i < token.length(); i++) {
            char other = token.charAt(i) == 'a' ? 'b' : 'a';
            assertThat(keys.unsubscribing(token.substring(0, i) + other + token.substring(i + 1)))
                    .isEmpty();
        }
        assertThat(keys.unsubscribing("")).isEmpty();
        assertThat(keys.unsubscribing(token + "a")).isEmpty();
    }

    @Test
    void aReturnPathFitsALocalPartAndAMessageIdStaysTheSame() {
        assertThat(keys.returnPath(edition, reader)).startsWith("b+").hasSizeLessThanOrEqualTo(64);
        assertThat(keys.messageId(edition, reader))
                .isEqualTo(keys.messageId(edition, reader))
                .isNotEqualTo(keys.messageId(reader, edition));
    }

    @Test
    void aReturnPathNamesItsDeliveryInLettersOfEitherCaseAndIsNotToBeForged() {
        String path = keys.returnPath(edition, reader);
        assertThat(keys.returned(path)).contains(new Keys.Returned(edition, reader));
        assertThat(keys.returned(path.toUpperCase(Locale.ROOT))).contains(new Keys.Returned(edition, reader));
        assertThat(new Keys("another secret, also long enough to be one").returned(path))
                .isEmpty();
        assertThat(keys.returned("")).isEmpty();
        assertThat(keys.returned(path + "a")).isEmpty();
        for (int i = 0; i < path.length(); i++) {
            char other = path.charAt(i) == 'c' ? 'd' : 'c';
            assertThat(keys.returned(path.substring(0, i) + other + path.substring(i + 1)))
                    .isEmpty();
        }
    }
}

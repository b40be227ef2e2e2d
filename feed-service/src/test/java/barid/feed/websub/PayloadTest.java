package barid.feed.websub;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;

import static org.assertj.core.api.Assertions.assertThat;

class PayloadTest {
    /** RFC 4231 section 4.3. */
    @Test
    void theSignatureIsTheOneThatEveryoneElseComputes() {
        Payload payload = new Payload("what do ya want for nothing?".getBytes(StandardCharsets.US_ASCII));
        assertThat(payload.signature("Jefe"))
                .isEqualTo("sha256=5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")
                .isSameAs(payload.signature("Jefe"));
    }
}

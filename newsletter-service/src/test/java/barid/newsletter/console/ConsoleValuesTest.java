package barid.newsletter.console;

import barid.kit.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ConsoleValuesTest {
    @ParameterizedTest
    @CsvSource({
        "amal@example.org, a•••@e•••.org",
        "a@b.example.org, a•••@b•••.org",
        "أمل@مثال.إختبار, أ•••@م•••.إختبار",
        "nonsense, •••",
    })
    void anAddressIsShownButForItsMiddle(String address, String shown) {
        assertThat(Masked.of(address)).isEqualTo(shown);
    }

    @Test
    void aPositionInAListIsExactToTheMicrosecond() {
        After after = new After(Instant.parse("2026-11-28T18:00:00.123456Z"), UUID.randomUUID());
        assertThat(After.parse(after.text())).isEqualTo(after);
        assertThat(After.parse("")).isEqualTo(After.START);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"x", "1", "1.x", ".", "99999999999999999999.00000000-0000-0000-0000-000000000000", "-1.0-0-0-0-0"
            })
    void anUnknownPositionIsRefused(String text) {
        assertThatThrownBy(() -> After.parse(text)).isInstanceOf(Problem.class);
    }

    @Test
    void onlyTheFieldToIsAnotherInACopy() {
        String message =
                "From: a\r\nTo: amal@example.org,\r\n other@example.org\r\nSubject: s\r\n\r\nTo: stays \u00e9\r\n";
        byte[] copy = Readdressed.to("editor@example.net", message.getBytes(StandardCharsets.UTF_8));
        assertThat(new String(copy, StandardCharsets.UTF_8))
                .isEqualTo("From: a\r\nTo: editor@example.net\r\nSubject: s\r\n\r\nTo: stays \u00e9\r\n");
    }

    @Test
    void whatIsDearIsComputedOnceInItsTime() {
        Instant[] now = {Instant.parse("2026-11-28T18:00:00Z")};
        AtomicInteger computed = new AtomicInteger();
        Kept<Integer> kept = new Kept<>(Duration.ofMinutes(1), () -> now[0], at -> computed.incrementAndGet());
        assertThat(kept.get()).isEqualTo(1);
        now[0] = now[0].plusSeconds(59);
        assertThat(kept.get()).isEqualTo(1);
        now[0] = now[0].plusSeconds(1);
        assertThat(kept.get()).isEqualTo(2);
    }
}

package barid.newsletter.mail;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class BlameTest {
    @ParameterizedTest
    @CsvSource({
        "5.1.1, ADDRESS",
        "5.1.2, ADDRESS",
        "5.1.3, ADDRESS",
        "5.1.6, ADDRESS",
        "5.1.10, ADDRESS",
        "5.2.1, ADDRESS",
        "4.2.2, SOFT",
        "5.2.2, SOFT",
        "4.4.1, SOFT",
        "451, SOFT",
        "4.1.8, SOFT",
        "5.7.1, OURS",
        "5.7.26, OURS",
        "5.7.515, OURS",
        "4.7.28, OURS",
        "5.3.4, OURS",
        "5.6.7, OURS",
        "5.1.7, OURS",
        "5.1.8, OURS",
        "5.0.0, UNKNOWN",
        "550, UNKNOWN",
        "5.4.4, UNKNOWN",
        "5.1.0, UNKNOWN"
    })
    void aCodeTellsWhoseFaultItIs(String code, Blame blame) {
        assertThat(Blame.of(code)).isEqualTo(blame);
    }
}

package barid.article.importing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class PhpArrayTest {
    @Test
    void aFlatArrayOfStringsAndNumbersIsRead() {
        assertThat(PhpArray.read("a:3:{s:2:\"ar\";i:12;s:2:\"en\";s:2:\"11\";i:0;s:8:\"ماء\"\";}"))
                .isEmpty();
        assertThat(PhpArray.read("a:3:{s:2:\"ar\";i:12;s:2:\"en\";s:2:\"11\";i:0;s:6:\"ماء\";}")
                        .orElseThrow())
                .containsExactly(entry("ar", "12"), entry("en", "11"), entry("0", "ماء"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "a:1:",
                "a:1:{",
                "a:1:{s:2:\"ar\";i:12;",
                "a:2:{s:2:\"ar\";i:12;}",
                "a:1:{s:99:\"ar\";i:12;}",
                "a:1:{s:2:\"ar\";O:8:\"stdClass\":0:{}}",
                "a:1:{s:2:\"ar\";a:0:{}}",
                "a:-1:{}",
                "a:99999999999:{}",
                "a:1:{s:-1:\"\";i:1;}",
                "O:8:\"stdClass\":0:{}",
                "a:0:{}x"
            })
    void whateverElseIsNotRead(String text) {
        assertThat(PhpArray.read(text)).isEmpty();
    }
}

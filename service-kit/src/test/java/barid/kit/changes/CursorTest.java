package barid.kit.changes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CursorTest {
    @Test
    void isReadAsItWasWritten() {
        assertThat(Cursor.parse("1042.k3q9")).contains(new Cursor(1042, "k3q9"));
        assertThat(new Cursor(1042, "k3q9")).hasToString("1042.k3q9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "1042",
                "1042.",
                ".k3q9",
                "-1.k3q9",
                "1e3.k",
                "99999999999999999999.k",
                "1.K",
                "1.k k",
                "١.k"
            })
    void isNothingElse(String text) {
        assertThat(Cursor.parse(text)).isEmpty();
    }
}

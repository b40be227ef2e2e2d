package barid.newsletter.imports;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CsvCellsTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"=1+1", "+41@example.org", "-x@example.org", "@handle", "\tx", "\rx", "\nx", "＝1", "'=x", "''+x"
            })
    void whatASpreadsheetWouldRunIsGuardedAndComesBackAsItWas(String text) {
        String guarded = CsvCells.guarded(text);
        assertThat(guarded).startsWith("'").isNotEqualTo(text);
        assertThat(CsvCells.plain(guarded)).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "reader@example.org", "'quoted'", "a=b", "O'Brien"})
    void everythingElseStaysAsItIs(String text) {
        assertThat(CsvCells.guarded(text)).isEqualTo(text);
        assertThat(CsvCells.plain(text)).isEqualTo(text);
    }
}

package barid.article.media;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** RFC 9110 section 14, of a content of 100 bytes. */
class ByteRangeTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "bytes=0-0 | 0-0",
                "bytes=0-99 | 0-99",
                "bytes=10-19 | 10-19",
                "bytes=90-1000 | 90-99",
                "bytes=90- | 90-99",
                "bytes=-10 | 90-99",
                "bytes=-1000 | 0-99",
                "bytes= 5-6 | 5-6",
                "BYTES=5-6 | 5-6",
                "bytes=100- | none",
                "bytes=100-200 | none",
                "bytes=-0 | none",
                "bytes=9-5 | all",
                "bytes=0-1,5-6 | all",
                "bytes=- | all",
                "bytes=a-b | all",
                "bytes=1-99999999999999999999 | all",
                "items=0-5 | all",
            })
    void meansTheseBytes(String header, String meant) {
        String read = switch (ByteRange.of(header, 100)) {
            case ByteRange.Whole() -> "all";
            case ByteRange.Unsatisfiable() -> "none";
            case ByteRange.Part(long first, long last) -> first + "-" + last;
        };
        assertThat(read).isEqualTo(meant);
    }
}

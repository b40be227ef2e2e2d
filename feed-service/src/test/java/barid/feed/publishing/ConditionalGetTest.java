package barid.feed.publishing;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.time.Instant;
import java.util.Optional;

import static org.assertj.core.api.Assertions.assertThat;

class ConditionalGetTest {
    private static final String TAG = "\"g.7.abc-gzip\"";
    private static final Instant MODIFIED = Instant.parse("2026-03-26T12:00:00Z");

    @ParameterizedTest
    @CsvSource(quoteCharacter = '\'', delimiter = '|', textBlock = """
                '"g.7.abc-gzip"'                       |                               | true
                'W/"g.7.abc-gzip"'                     |                               | true
                '"x", W/"y", "g.7.abc-gzip"'           |                               | true
                '"a,b","g.7.abc-gzip"'                 |                               | true
                '*'                                    |                               | true
                '"g.7.abc-identity"'                   |                               | false
                '"g.6.abc-gzip"'                       |                               | false
                '"h.7.abc-gzip"'                       |                               | false
                'g.7.abc-gzip'                         |                               | false
                '"g.7.abc-gzip'                        |                               | false
                '""'                                   |                               | false
                '"x"'                                  | Fri, 27 Mar 2026 12:00:00 GMT | false
                '"g.7.abc-gzip"'                       | Thu, 01 Jan 2026 00:00:00 GMT | true
                                                       | Thu, 26 Mar 2026 12:00:00 GMT | true
                                                       | Thu, 26 Mar 2026 12:00:01 GMT | true
                                                       | Thu, 26 Mar 2026 11:59:59 GMT | false
                                                       | Thursday, 26-Mar-26 12:00:00 GMT | true
                                                       | Thu Mar 26 12:00:00 2026      | true
                                                       | yesterday                     | false
                                                       |                               | false
                """)
    void decides(String ifNoneMatch, String ifModifiedSince, boolean notModified) {
        assertThat(ConditionalGet.notModified(
                        Optional.ofNullable(ifNoneMatch),
                        Optional.ofNullable(ifModifiedSince),
                        TAG,
                        Optional.of(MODIFIED)))
                .isEqualTo(notModified);
    }

    @ParameterizedTest
    @CsvSource({"'Thu, 26 Mar 2026 12:00:00 GMT'", "'Thu, 01 Jan 2099 00:00:00 GMT'"})
    void aStateWithoutADateIsSentWhole(String ifModifiedSince) {
        assertThat(ConditionalGet.notModified(Optional.empty(), Optional.of(ifModifiedSince), TAG, Optional.empty()))
                .isFalse();
    }
}

package barid.feed.publishing;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ContentCodingTest {
    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                ''                            | IDENTITY
                gzip                          | GZIP
                x-gzip                        | GZIP
                'GZip , br'                   | BR
                'GZip , br;q=0.9'             | GZIP
                'gzip, deflate, br, zstd'     | BR
                'br;q=0, gzip;q=0'            | IDENTITY
                'identity;q=0.5, br;q=0.4'    | IDENTITY
                zstd                          | IDENTITY
                br                            | BR
                *                             | BR
                *;q=0                         | IDENTITY
                gzip;q=0                      | IDENTITY
                'gzip;q=0, *'                 | BR
                'gzip;q=0, br;q=0, *'         | IDENTITY
                'gzip;q=0.5, identity'        | IDENTITY
                'gzip;q=0.5, identity;q=0.2'  | GZIP
                'identity;q=0, gzip;q=0.001'  | GZIP
                'identity, gzip'              | GZIP
                'gzip; q=1.0'                 | GZIP
                'gzip;q=nonsense'             | IDENTITY
                'identity;q=0'                | IDENTITY
                """)
    void isTheBestThatTheClientAllows(String acceptEncoding, ContentCoding coding) {
        assertThat(ContentCoding.negotiate(acceptEncoding)).isEqualTo(coding);
    }
}

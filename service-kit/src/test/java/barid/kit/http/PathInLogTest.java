package barid.kit.http;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class PathInLogTest {
    @ParameterizedTest
    @CsvSource({
        "/newsletter/unsubscribe/AgAAAZ3kq0c2mXQ1r5, /newsletter/unsubscribe/(left out)",
        "/newsletter/confirm/abcdefghijklmnopqrst/, /newsletter/confirm/(left out)/",
        "/api/articles/0199f0aa-7c1e-7b55-8a3e-3f1d2c4b5a69, /api/articles/0199f0aa-7c1e-7b55-8a3e-3f1d2c4b5a69",
        "/en/articles/rivers-rise-in-spring, /en/articles/rivers-rise-in-spring",
        "/, /"
    })
    void whatLooksLikeATokenIsLeftOutOfThePathThatIsLogged(String path, String logged) {
        assertThat(PathInLog.of(path)).isEqualTo(logged);
    }
}

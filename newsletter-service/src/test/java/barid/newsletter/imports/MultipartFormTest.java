package barid.newsletter.imports;

import barid.kit.http.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class MultipartFormTest {
    private static final String TYPE = "multipart/form-data; boundary=\"x-y\"";

    /** Gives a few bytes at a time, so that boundaries are cut apart. */
    private static InputStream slowly(String body) {
        Random random = new Random(1);
        return new ByteArrayInputStream(body.getBytes(StandardCharsets.ISO_8859_1)) {
            @Override
            public int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, 1 + random.nextInt(9)));
            }
        };
    }

    private static String body(String file) {
        return "--x-y\r\nContent-Disposition: form-data; name=\"consent\"\r\n\r\nHere\r\nand there\r\n"
                + "--x-y\r\nContent-Disposition: form-data; name=\"empty\"\r\n\r\n\r\n"
                + "--x-y\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a %22b%22.csv\"\r\n"
                + "Content-Type: text/csv\r\n\r\n" + file + "\r\n--x-y--\r\n";
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a,b\r\n", "\r\n--x-", "--x-", "\r\r\n\r\n-\r\n--x\r\n--x-z", "\r\n"})
    void fieldsComeFirstThenTheFileToItsLastByte(String file) throws IOException {
        MultipartForm form = MultipartForm.read(TYPE, slowly(body(file)));
        assertThat(form.fields()).containsEntry("consent", "Here\r\nand there").containsEntry("empty", "");
        assertThat(form.fileName()).contains("a \"b\".csv");
        assertThat(new String(form.file().readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(file);
    }

    @Test
    void aLongFileIsStreamed() throws IOException {
        String file = "\r\n--x-".repeat(100_000);
        MultipartForm form =
                MultipartForm.read(TYPE, new ByteArrayInputStream(body(file).getBytes()));
        assertThat(new String(form.file().readAllBytes(), StandardCharsets.ISO_8859_1))
                .isEqualTo(file);
    }

    @Test
    void whatIsCutOffOrIsNoFormIsRefused() {
        assertThatThrownBy(() -> MultipartForm.read("text/plain", slowly("")))
                .isInstanceOfSatisfying(
                        Problem.class, problem -> assertThat(problem.status()).isEqualTo(415));
        assertThatThrownBy(() -> MultipartForm.read(TYPE, slowly("--x-y\r\nContent-Disp")))
                .isInstanceOf(Problem.class);
        String whole = body("abc".repeat(100));
        assertThatThrownBy(() -> MultipartForm.read(TYPE, slowly(whole.substring(0, whole.length() - 10)))
                        .file()
                        .readAllBytes())
                .isInstanceOf(IOException.class);
    }
}

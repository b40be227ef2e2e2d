package barid.standalone;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Path;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DataFolderTest {
    @TempDir
    private Path path;

    @Test
    void isNobodyElsesWhileOneHoldsItAndKeepsItsSecrets() throws Exception {
        String secret;
        try (DataFolder held = DataFolder.kept(path)) {
            secret = held.secret("token");
            assertThatThrownBy(() -> DataFolder.kept(path))
                    .isInstanceOf(Refusal.class)
                    .hasMessageContaining("Another Barid is running on the folder " + path);
        }
        try (DataFolder again = DataFolder.kept(path)) {
            assertThat(again.secret("token")).isEqualTo(secret);
        }
    }
}

package barid.newsletter.privacy;

import barid.kit.db.TestPostgres;
import io.helidon.config.Config;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import static org.assertj.core.api.Assertions.assertThat;

class PersonalDataIT {
    private static final PrivacySettings DEFAULTS = PrivacySettings.from(Config.empty());

    @Test
    void eachColumnOfAReadersTableHasAPurposeAndATimeAndNoTableIsForgotten() {
        Traces catalogue = new Traces(TestPostgres.owner(TestPostgres.create("newsletter", true)));
        List<String> there = new ArrayList<>();
        for (String table : catalogue.tables()) {
            if (!PersonalData.WITHOUT_READERS.contains(table)) {
                catalogue.columns(table).forEach(column -> there.add(table + "." + column));
            }
        }
        List<String> listed = new ArrayList<>();
        for (PersonalData.Column column : PersonalData.COLUMNS) {
            if (PersonalData.WITHOUT_READERS.contains(column.table())) {
                assertThat(catalogue.columns(column.table())).contains(column.column());
            } else {
                listed.add(column.table() + "." + column.column());
            }
        }
        assertThat(listed).containsExactlyInAnyOrderElementsOf(there);
        assertThat(catalogue.tables()).containsAll(PersonalData.WITHOUT_READERS);
    }

    @Test
    void thePageForReadersSaysWhatTheCodeDoes() throws IOException {
        List<String> page = Files.readAllLines(Path.of("../docs/privacy.md")).stream()
                .filter(line -> line.startsWith("| ") && !line.startsWith("| table "))
                .toList();
        assertThat(page)
                .containsExactlyElementsOf(PersonalData.COLUMNS.stream()
                        .map(column -> "| %s | %s | %s | %s |"
                                .formatted(
                                        column.table(),
                                        column.column(),
                                        column.purpose(),
                                        column.kept().words(DEFAULTS)))
                        .toList());
    }
}

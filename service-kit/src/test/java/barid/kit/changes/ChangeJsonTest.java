package barid.kit.changes;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

import static org.assertj.core.api.Assertions.assertThat;

/** The golden file is the contract's shape; both sides of the feed are held to it. */
class ChangeJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static byte[] golden() throws IOException {
        try (InputStream in = ChangeJsonTest.class.getResourceAsStream("change-page.json")) {
            return in.readAllBytes();
        }
    }

    @Test
    void theGoldenPageIsReadWhole() throws IOException {
        ChangePage page = ChangeJson.readPage(golden());

        assertThat(page.cursor()).isEqualTo("1043.k3q9");
        assertThat(page.tagAuthority()).isEqualTo("news.example.org,2026");
        assertThat(page.changes()).hasSize(3);
        Change.Published published = (Change.Published) page.changes().get(0);
        assertThat(published.origin()).isEqualTo(Origin.MACHINE);
        assertThat(published.updated()).isEqualTo(Instant.parse("2026-03-27T10:30:00.500Z"));
        assertThat(published.media().getFirst().caption()).isEqualTo("بئر جديدة");
        assertThat(published.key()).isEqualTo("0199f0a4-7c1e-7d3a-9b55-0a1b2c3d4e5f:ar");
        assertThat(((Change.Withdrawn) page.changes().get(1)).reason()).isEqualTo("Publié par erreur.");
        assertThat(((Change.Topic) page.changes().get(2)).mergedInto()).isEqualTo("well-being");
        assertThat(page.changes().get(2).key()).isEqualTo("topic:health");
    }

    @Test
    void whatIsWrittenIsTheGoldenPage() throws IOException {
        byte[] written = ChangeJson.write(ChangeJson.readPage(golden()));

        assertThat(JSON.readTree(written)).isEqualTo(JSON.readTree(golden()));
    }

    @Test
    void whatIsQuietIsAppliedAsHistoricalAndNothingElseIs() throws IOException {
        ChangePage page = ChangeJson.readPage(golden());

        assertThat(((Change.Published) page.changes().getFirst()).historical()).isFalse();
        assertThat(page.applied().getFirst())
                .isEqualTo(((Change.Published) page.changes().getFirst()).asHistorical());
        assertThat(((Change.Published) page.applied().getFirst()).historical()).isTrue();
        assertThat(page.applied().subList(1, 3)).isEqualTo(page.changes().subList(1, 3));
        ChangePage loud = new ChangePage(page.cursor(), page.tagAuthority(), page.changes());
        assertThat(loud.applied()).isEqualTo(page.changes());
        assertThat(new String(ChangeJson.write(loud), StandardCharsets.UTF_8)).doesNotContain("quiet");
    }

    @Test
    void aTopicThatIsNotMergedSaysSo() throws IOException {
        JsonNode topic =
                JSON.readTree(ChangeJson.write(new Change.Topic(7, "health", java.util.Map.of("en", "Health"), null)));

        assertThat(topic.has("mergedInto")).isTrue();
        assertThat(topic.get("mergedInto").isNull()).isTrue();
    }

    @Test
    void fieldsOfALaterVersionAreIgnoredWhereverTheyStand() throws IOException {
        ObjectNode page = (ObjectNode) JSON.readTree(golden());
        page.put("later", 1);
        page.withArray("changes").forEach(change -> ((ObjectNode) change).put("later", "x"));
        JsonNode published = page.withArray("changes").get(0);
        ((ObjectNode) published.get("media").get(0)).put("later", true);
        ((ObjectNode) published.get("correction")).put("later", true);
        ((ObjectNode) published.get("translations").get(0)).put("later", true);

        assertThat(ChangeJson.readPage(JSON.writeValueAsBytes(page))).isEqualTo(ChangeJson.readPage(golden()));
    }
}

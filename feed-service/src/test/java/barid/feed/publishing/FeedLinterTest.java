package barid.feed.publishing;

import barid.feed.Organisations;
import barid.feed.Translations;
import barid.kit.changes.Change;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

class FeedLinterTest {
    private final FeedRenderer renderer = new FeedRenderer(Organisations.relief(), new SimpleMeterRegistry());

    static Stream<Arguments> breaches() {
        return Stream.of(
                arguments("urls", Translations.titled("x").pictured("/media/1.webp", "")),
                arguments("urls", Translations.titled("x").pictured("//cdn.example.org/1.webp", "")),
                arguments("dates", Translations.titled("x").publishedAt(Instant.parse("0001-01-01T00:00:00Z"))),
                arguments("dates", Translations.titled("x").updatedAt(Instant.parse("9999-01-01T00:00:00Z"))),
                arguments("id", Translations.titled("x").withEntryId("")));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("breaches")
    void anEntryThatReadersWouldTripOverIsLeftOutAndItsNeighboursStay(String rule, Translations bad) {
        Change.Published good = Translations.titled("Good").at(1);
        FeedState state = FeedStates.of("en", bad.at(2), good);
        FeedRenderer.Rendering rendering = renderer.render(state, List.of(FeedFormat.values()), renderer.visit());
        assertThat(rendering.breaches()).singleElement().satisfies(breach -> {
            assertThat(breach.article()).isEqualTo(bad.at(2).article());
            assertThat(breach.flaws()).extracting(Fragment.Flaw::rule).contains(rule);
        });
        for (FeedFormat format : FeedFormat.values()) {
            assertThat(new String(rendering.in(format).bytes(), StandardCharsets.UTF_8))
                    .contains(good.entryId())
                    .doesNotContain(bad.at(2).article().toString());
        }
    }

    private static final Change.Published PICTURED = Translations.titled("x")
            .pictured("https://news.example.org/1.webp", "Alt")
            .at(1);

    private static final Labelled ENTRY = new Labelled(PICTURED, List.of(), Translations.AUTHORITY);

    private Map<FeedFormat, byte[]> rendered() {
        Map<FeedFormat, byte[]> bytes = new EnumMap<>(FeedFormat.class);
        FeedRenderer.Rendering rendering =
                renderer.render(FeedStates.of("en", PICTURED), List.of(FeedFormat.values()), renderer.visit());
        rendering
                .documents()
                .forEach((format, document) ->
                        bytes.put(format, document.pieces().getFirst().bytes()));
        return bytes;
    }

    private List<String> rulesBroken(FeedFormat format, String what, String by) {
        Map<FeedFormat, byte[]> rendered = rendered();
        String text = new String(rendered.get(format), StandardCharsets.UTF_8);
        assertThat(text).contains(what);
        rendered.put(format, text.replace(what, by).getBytes(StandardCharsets.UTF_8));
        return new FeedLinter()
                .check(ENTRY, rendered).stream()
                        .map(Fragment.Flaw::rule)
                        .distinct()
                        .toList();
    }

    @ParameterizedTest
    @EnumSource(FeedFormat.class)
    void whatARendererCouldGetWrongIsNamed(FeedFormat format) {
        boolean json = format == FeedFormat.JSON;
        assertThat(rulesBroken(
                        format, "dir=" + (json ? "\\\"ltr\\\"" : "\"ltr\""), "title=" + (json ? "\\\"\\\"" : "\"\"")))
                .containsExactly("direction");
        assertThat(rulesBroken(format, "48211", "48212")).contains("length");
        assertThat(rulesBroken(
                        format,
                        json ? "\"url\":\"https://news.example.org/en/" : "https://news.example.org/en/",
                        json ? "\"url\":\"/en/" : "/en/"))
                .contains("urls");
        assertThat(rulesBroken(format, "In full", json ? "In full\"" : "In & full"))
                .contains("strict");
        assertThat(rulesBroken(format, "2026", "20x6")).contains("dates");
    }

    @Test
    void whatIsRenderedHereBreaksNoRule() {
        assertThat(new FeedLinter().check(ENTRY, rendered())).isEmpty();
    }
}

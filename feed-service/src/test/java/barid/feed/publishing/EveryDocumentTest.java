package barid.feed.publishing;

import barid.feed.Organisations;
import barid.feed.Translations;
import barid.feed.entries.FeedKey;
import barid.feed.entries.Tombstone;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.http.Json;
import com.rometools.rome.io.SyndFeedInput;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import java.io.ByteArrayInputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/** Formats, languages, topics, archive pages; empty, with one entry and with fifty. */
class EveryDocumentTest {
    private final FeedRenderer renderer = new FeedRenderer(Organisations.relief(), new SimpleMeterRegistry());
    private final Schemas schemas = new Schemas();

    static Stream<Arguments> documents() {
        List<Arguments> all = new ArrayList<>();
        for (String language : List.of("ar", "en", "fr", "ur", "zh-Hant", "all")) {
            for (FeedKey feed : List.of(FeedKey.articles(language), FeedKey.topic(language, "health"))) {
                for (int entries : List.of(0, 1, 50)) {
                    for (FeedFormat format : FeedFormat.values()) {
                        all.add(arguments(feed, format, Optional.empty(), entries));
                    }
                    all.add(arguments(feed, FeedFormat.ATOM, Optional.of("0a1b2c-50-d4e5f6"), entries));
                }
            }
        }
        all.add(arguments(FeedKey.partner("radio"), FeedFormat.ATOM, Optional.empty(), 50));
        return all.stream();
    }

    @ParameterizedTest(name = "{0} {1} {2} with {3}")
    @MethodSource("documents")
    void aStrictReaderFindsNothingToComplainOf(FeedKey feed, FeedFormat format, Optional<String> page, int entries)
            throws Exception {
        Change.Published[] published = IntStream.range(0, entries)
                .mapToObj(n -> entry(feed.language().orElse(n % 2 == 0 ? "ar" : "en"), n))
                .toArray(Change.Published[]::new);
        FeedState state = FeedStates.with(feed, page, entries == 0 ? List.of() : tombstones(), published);

        byte[] document = FeedStates.render(renderer, state, format);

        assertThat(schemas.breaches(format, document)).isEmpty();
        if (format == FeedFormat.JSON) {
            assertThat(Json.MAPPER.readTree(document).path("items")).hasSize(entries);
            return;
        }
        Documents strict = Documents.parse(document);
        assertThat(strict.all("//a:entry | //item")).hasSize(entries);
        assertThat(strict.all("/a:feed/a:link[@rel='self']/@href | /rss/channel/a:link[@rel='self']/@href"))
                .hasSize(1);
        assertThat(strict.all("/a:feed/fh:archive")).hasSize(page.isPresent() ? 1 : 0);
        assertThat(strict.all("/a:feed/a:link[@rel='current']")).hasSize(page.isPresent() ? 1 : 0);
        assertThat(strict.all("/a:feed/a:link[@rel='prev-archive']")).hasSize(page.isPresent() ? 1 : 0);
        assertThat(strict.all("//a:entry/a:id | //item/guid")).doesNotHaveDuplicates();
        assertThat(new SyndFeedInput().build(reader(document)).getEntries()).hasSize(entries);
    }

    private static InputStreamReader reader(byte[] document) {
        return new InputStreamReader(new ByteArrayInputStream(document), StandardCharsets.UTF_8);
    }

    /** Each of another kind, so that fifty show all there are. */
    private static Change.Published entry(String language, int n) {
        Translations entry = Translations.titled("Title & <" + n + ">").inLanguage(language);
        if (n % 2 == 1) {
            entry.pictured("https://news.example.org/media/" + n + ".webp", n % 3 == 0 ? "" : "A \"well\" & more");
        }
        if (n % 3 == 1) {
            entry.madeByMachine("Engine <" + n + ">").beside("fr-CA", Origin.ORIGINAL);
        }
        if (n % 5 == 1) {
            entry.corrected(Translations.NOON.plusSeconds(n), "A note & more").by();
        }
        if (n % 7 == 1) {
            entry.summed("").on().saying("");
        }
        return entry.at(n);
    }

    private static List<Tombstone> tombstones() {
        return Stream.of("", "A reason & more")
                .map(reason -> new Tombstone(
                        Translations.article("gone " + reason),
                        "en",
                        "tag:news.example.org,2026:gone" + reason.length(),
                        Translations.NOON,
                        reason))
                .toList();
    }
}

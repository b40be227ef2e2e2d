package barid.feed.publishing;

import barid.feed.entries.CleanText;
import barid.feed.entries.FeedKey;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.http.Json;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The JSON form of a feed (JSON Feed 1.1, https://www.jsonfeed.org/version/1.1/): the newest entries, in full. */
final class JsonDocument {
    private static final String VERSION = "https://jsonfeed.org/version/1.1";
    private static final String NO_ITEMS = "\"items\":[]";

    private final FeedTexts texts;

    JsonDocument(FeedTexts texts) {
        this.texts = texts;
    }

    private record Feed(
            String version,
            String title,
            @JsonProperty("home_page_url") String home,
            @JsonProperty("feed_url") String url,
            String description,
            String language,
            List<Author> authors,
            List<Hub> hubs,
            List<Item> items) {}

    private record Author(String name) {}

    private record Hub(String type, String url) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Item(
            String id,
            String url,
            String title,
            @JsonProperty("content_html") String html,

            @Nullable String summary,

            @Nullable String image,

            @JsonProperty("date_published") Instant published,
            @JsonProperty("date_modified") Instant modified,
            List<Author> authors,
            List<String> tags,
            String language,
            List<Attachment> attachments,
            @JsonProperty("_barid") Extension extension) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Attachment(
            String url,
            @JsonProperty("mime_type") String type,
            @Nullable String title,
            @JsonProperty("size_in_bytes") long bytes) {}

    /** What the format has no word for; {@code about} leads to the page that explains the feeds. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Extension(
            String about,
            Translation translation,
            List<Sibling> translations,
            @Nullable Correction correction) {}

    /** How this text came to be: {@code origin} is original, human or machine. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Translation(
            String origin,
            @Nullable String engine,
            @Nullable String original) {}

    private record Sibling(String language, String url, String origin) {}

    private record Correction(Instant at, String note) {}

    Frame frame(FeedState state) {
        String language = texts.language(state);
        String text = text(new Feed(
                VERSION,
                texts.title(state),
                texts.home(state),
                texts.url(new FeedDocument(state.feed(), FeedFormat.JSON)),
                texts.description(state),
                language,
                List.of(new Author(texts.publisher(language))),
                List.of(new Hub("WebSub", texts.hub())),
                List.of()));
        // Nothing that is said before it has an unescaped quotation mark.
        int end = text.lastIndexOf(NO_ITEMS) + NO_ITEMS.length() - 1;
        return Frame.cut(text.substring(0, end) + "\n\n" + text.substring(end), end + 1, ",\n");
    }

    byte[] entry(Labelled labelled, String html) {
        return text(item(labelled, html)).getBytes(StandardCharsets.UTF_8);
    }

    private Item item(Labelled labelled, String html) {
        Change.Published translation = labelled.translation();
        Optional<Change.Media> lead = EntryContent.leadOf(translation);
        return new Item(
                translation.entryId(),
                translation.url(),
                CleanText.of(translation.title()),
                html,
                translation.summary().isBlank() ? null : CleanText.of(translation.summary()),
                lead.map(Change.Media::url).orElse(null),
                translation.published().truncatedTo(ChronoUnit.SECONDS),
                translation.updated().truncatedTo(ChronoUnit.SECONDS),
                translation.authors().stream()
                        .map(CleanText::of)
                        .map(Author::new)
                        .toList(),
                tags(labelled),
                translation.language(),
                lead.stream().map(JsonDocument::attachment).toList(),
                extension(translation));
    }

    private List<String> tags(Labelled labelled) {
        Stream<String> topics =
                labelled.topics().stream().map(label -> label.name().orElse(label.slug()));
        Stream<String> machine = labelled.translation().origin() == Origin.MACHINE
                ? Stream.of(texts.words(labelled.translation().language()).get("machine.category"))
                : Stream.of();
        return Stream.concat(topics, machine).map(CleanText::of).toList();
    }

    private static Attachment attachment(Change.Media media) {
        return new Attachment(
                media.url(), media.type(), media.alt().isBlank() ? null : CleanText.of(media.alt()), media.bytes());
    }

    private Extension extension(Change.Published translation) {
        Change.Correction correction = translation.correction();
        return new Extension(
                texts.about(FeedKey.articles(translation.language())),
                new Translation(
                        translation.origin().word(),
                        translation.engine(),
                        translation.translations().stream()
                                .filter(sibling -> sibling.origin() == Origin.ORIGINAL)
                                .map(Change.Sibling::url)
                                .findFirst()
                                .orElse(null)),
                translation.translations().stream()
                        .map(sibling -> new Sibling(
                                sibling.language(),
                                sibling.url(),
                                sibling.origin().word()))
                        .toList(),
                correction == null
                        ? null
                        : new Correction(
                                correction.at().truncatedTo(ChronoUnit.SECONDS), CleanText.of(correction.note())));
    }

    private static String text(Object value) {
        return new String(Json.write(value), StandardCharsets.UTF_8);
    }
}

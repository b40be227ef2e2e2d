package barid.article.importing;

import com.rometools.modules.mediarss.MediaEntryModule;
import com.rometools.modules.mediarss.types.MediaContent;
import com.rometools.modules.mediarss.types.Metadata;
import com.rometools.modules.mediarss.types.Thumbnail;
import com.rometools.modules.mediarss.types.UrlReference;
import com.rometools.rome.feed.WireFeed;
import com.rometools.rome.feed.atom.Content;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.atom.Link;
import com.rometools.rome.feed.module.DCModule;
import com.rometools.rome.feed.module.Module;
import com.rometools.rome.feed.rss.Category;
import com.rometools.rome.feed.rss.Channel;
import com.rometools.rome.feed.rss.Enclosure;
import com.rometools.rome.feed.rss.Item;
import com.rometools.rome.feed.synd.SyndPerson;
import com.rometools.rome.io.FeedException;
import com.rometools.rome.io.SAXBuilder;
import com.rometools.rome.io.WireFeedInput;
import org.jsoup.nodes.Entities;
import org.jspecify.annotations.Nullable;
import org.xml.sax.InputSource;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The second pass: Rome reads the entries.
 *
 * @param language the feed's own
 * @param date when the feed was last made
 */
record FeedReader(Optional<String> language, Optional<Instant> date, List<FeedEntry> entries) {
    /** Reads a file that {@link FeedCheck} has passed. */
    static FeedReader read(Path file) throws IOException, FeedException {
        try (InputStream in = Files.newInputStream(file)) {
            WireFeed feed = new Input().build(new InputSource(in));
            return switch (feed) {
                case Channel channel -> ofChannel(channel);
                case Feed atom -> ofAtom(atom);
                default -> throw new FeedException("neither RSS nor Atom");
            };
        }
    }

    /** The JDK counts every &amp;lt; towards limits that are meant for declared entities; a DOCTYPE is refused anyhow. */
    private static final class Input extends WireFeedInput {
        Input() {
            super(false, Locale.ROOT);
        }

        @Override
        protected SAXBuilder createSAXBuilder() {
            SAXBuilder builder = super.createSAXBuilder();
            builder.setProperty("jdk.xml.maxGeneralEntitySizeLimit", "0");
            builder.setProperty("jdk.xml.totalEntitySizeLimit", "0");
            return builder;
        }
    }

    private static FeedReader ofChannel(Channel channel) {
        DCModule dublinCore = (DCModule) channel.getModule(DCModule.URI);
        Optional<String> language =
                text(channel.getLanguage()).or(() -> text(dublinCore == null ? null : dublinCore.getLanguage()));
        Optional<Instant> date = instant(channel.getLastBuildDate()).or(() -> instant(channel.getPubDate()));
        return new FeedReader(
                language,
                date,
                channel.getItems().stream().map(FeedReader::ofItem).toList());
    }

    private static FeedEntry ofItem(Item item) {
        DCModule dublinCore = (DCModule) item.getModule(DCModule.URI);
        Optional<String> description =
                Optional.ofNullable(item.getDescription()).flatMap(text -> text(text.getValue()));
        Optional<String> content = Optional.ofNullable(item.getContent()).flatMap(text -> text(text.getValue()));
        Optional<String> link = text(item.getLink()).or(() -> guidAsLink(item));
        List<String> authors = new ArrayList<>();
        List<String> categories = new ArrayList<>();
        if (dublinCore != null) {
            authors.addAll(dublinCore.getCreators());
            dublinCore.getSubjects().forEach(subject -> categories.add(subject.getValue()));
        }
        if (authors.isEmpty()) {
            text(item.getAuthor()).ifPresent(authors::add);
        }
        item.getCategories().stream().map(Category::getValue).forEach(categories::add);
        Optional<Instant> published =
                instant(item.getPubDate()).or(() -> instant(dublinCore == null ? null : dublinCore.getDate()));
        return new FeedEntry(
                Optional.ofNullable(item.getGuid())
                        .flatMap(guid -> text(guid.getValue()))
                        .or(() -> text(item.getLink()))
                        .or(() -> text(item.getUri())),
                link,
                text(item.getTitle()).orElse(""),
                content.or(() -> description).orElse(""),
                description,
                authors,
                categories,
                Stream.concat(
                                media(item.getModules()),
                                item.getEnclosures().stream()
                                        .filter(enclosure -> isPicture(enclosure.getType()))
                                        .map(Enclosure::getUrl))
                        .toList(),
                published,
                published);
    }

    private static Optional<String> guidAsLink(Item item) {
        return Optional.ofNullable(item.getGuid())
                .filter(guid -> guid.isPermaLink())
                .flatMap(guid -> text(guid.getValue()));
    }

    private static FeedReader ofAtom(Feed feed) {
        return new FeedReader(
                text(feed.getLanguage()),
                instant(feed.getUpdated()),
                feed.getEntries().stream().map(entry -> ofEntry(entry, feed)).toList());
    }

    private static FeedEntry ofEntry(Entry entry, Feed feed) {
        Optional<String> summary = Optional.ofNullable(entry.getSummary()).flatMap(FeedReader::html);
        Optional<String> content = entry.getContents().stream().findFirst().flatMap(FeedReader::html);
        Optional<String> link = entry.getAlternateLinks().stream()
                .findFirst()
                .flatMap(alternate -> text(alternate.getHrefResolved()).or(() -> text(alternate.getHref())));
        List<SyndPerson> authors = entry.getAuthors().isEmpty() ? feed.getAuthors() : entry.getAuthors();
        Optional<Instant> updated = instant(entry.getUpdated());
        return new FeedEntry(
                text(entry.getId()).or(() -> link),
                link,
                Optional.ofNullable(entry.getTitleEx())
                        .flatMap(FeedReader::html)
                        .orElse(""),
                content.or(() -> summary).orElse(""),
                summary,
                authors.stream().map(SyndPerson::getName).toList(),
                entry.getCategories().stream()
                        .map(category -> text(category.getLabel())
                                .or(() -> text(category.getTerm()))
                                .orElse(""))
                        .toList(),
                Stream.concat(
                                media(entry.getModules()),
                                entry.getOtherLinks().stream()
                                        .filter(other ->
                                                "enclosure".equals(other.getRel()) && isPicture(other.getType()))
                                        .map(Link::getHref))
                        .toList(),
                instant(entry.getPublished()).or(() -> updated),
                updated);
    }

    /** Atom's three kinds of text (RFC 4287 section 3.1) as HTML. */
    private static Optional<String> html(Content content) {
        String type = content.getType() == null ? Content.TEXT : content.getType();
        return text(content.getValue()).map(value -> switch (type) {
            case Content.HTML, Content.XHTML, "text/html", "application/xhtml+xml" -> value;
            default -> Entities.escape(value);
        });
    }

    private static Stream<String> media(List<Module> modules) {
        return modules.stream()
                .filter(MediaEntryModule.class::isInstance)
                .map(MediaEntryModule.class::cast)
                .flatMap(media -> Stream.concat(
                        Stream.of(media.getMediaContents())
                                .filter(content -> isPicture(content.getType()) || "image".equals(content.getMedium()))
                                .map(MediaContent::getReference)
                                .filter(UrlReference.class::isInstance)
                                .map(reference ->
                                        ((UrlReference) reference).getUrl().toString()),
                        thumbnails(media.getMetadata())));
    }

    private static Stream<String> thumbnails(@Nullable Metadata metadata) {
        return metadata == null
                ? Stream.empty()
                : Stream.of(metadata.getThumbnail()).map(Thumbnail::getUrl).map(Object::toString);
    }

    private static boolean isPicture(@Nullable String type) {
        return type != null && type.startsWith("image/");
    }

    private static Optional<String> text(@Nullable String text) {
        return Optional.ofNullable(text).map(String::strip).filter(value -> !value.isEmpty());
    }

    private static Optional<Instant> instant(@Nullable Date date) {
        return Optional.ofNullable(date).map(Date::toInstant);
    }
}

package barid.feed.publishing;

import barid.feed.entries.CleanText;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import com.rometools.rome.feed.module.DCModule;
import com.rometools.rome.feed.module.DCModuleImpl;
import com.rometools.rome.feed.module.Module;
import com.rometools.rome.feed.rss.Category;
import com.rometools.rome.feed.rss.Channel;
import com.rometools.rome.feed.rss.Content;
import com.rometools.rome.feed.rss.Description;
import com.rometools.rome.feed.rss.Enclosure;
import com.rometools.rome.feed.rss.Guid;
import com.rometools.rome.feed.rss.Item;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdom2.Element;
import org.jdom2.Namespace;
import org.jsoup.nodes.Entities;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** The RSS 2.0 form of a feed: the newest entries, in full. */
final class RssDocument {
    private static final String TYPE = "rss_2.0";
    private static final Namespace ATOM = Namespace.getNamespace("atom", "http://www.w3.org/2005/Atom");
    private static final Namespace CONTENT =
            Namespace.getNamespace("content", "http://purl.org/rss/1.0/modules/content/");
    private static final Namespace DUBLIN_CORE = Namespace.getNamespace("dc", "http://purl.org/dc/elements/1.1/");
    private static final Namespace MEDIA = Namespace.getNamespace("media", "http://search.yahoo.com/mrss/");

    private final FeedTexts texts;
    private final int minutesToLive;
    private final RomeWriter writer;

    /** {@code minutesToLive} is what Cache-Control says too. */
    RssDocument(FeedTexts texts, int minutesToLive, MeterRegistry metrics) {
        this.texts = texts;
        this.minutesToLive = minutesToLive;
        this.writer = new RomeWriter("channel", "item", List.of(ATOM, MEDIA, CONTENT, DUBLIN_CORE), metrics);
    }

    Frame frame(FeedState state) {
        Channel channel = new Channel(TYPE);
        channel.setTitle(texts.title(state));
        channel.setLink(texts.home(state));
        channel.setDescription(texts.description(state));
        channel.setLanguage(texts.language(state));
        channel.setGenerator("Barid");
        channel.setTtl(minutesToLive);
        channel.setLastBuildDate(Date.from(state.updated()));
        channel.setForeignMarkup(List.of(
                link("self", texts.url(new FeedDocument(state.feed(), FeedFormat.RSS)))
                        .setAttribute("type", FeedFormat.RSS.mediaType()),
                link("hub", texts.hub())));
        return writer.frame(channel);
    }

    private static Element link(String rel, String url) {
        return new Element("link", ATOM).setAttribute("href", url).setAttribute("rel", rel);
    }

    byte[] entry(Labelled labelled, String html) {
        Channel channel = new Channel(TYPE);
        // Rome demands them, though nothing but the item is taken from here.
        channel.setTitle("-");
        channel.setLink("-");
        channel.setDescription("-");
        channel.setItems(List.of(item(labelled, html)));
        return writer.entry(channel);
    }

    /** No atom:link to the translations: readers would open one of them instead of the item's own page. */
    private Item item(Labelled labelled, String html) {
        Change.Published translation = labelled.translation();
        Item item = new Item();
        item.setTitle(CleanText.of(translation.title()));
        item.setLink(translation.url());
        Guid guid = new Guid();
        guid.setValue(translation.entryId());
        guid.setPermaLink(false);
        item.setGuid(guid);
        item.setPubDate(Date.from(translation.published()));
        if (!translation.summary().isBlank()) {
            Description summary = new Description();
            // Readers take a description for HTML, whatever it is.
            summary.setValue(Entities.escape(CleanText.of(translation.summary())));
            item.setDescription(summary);
        }
        // Not Rome's content module, which writes CDATA and throws on what would end it.
        Content content = new Content();
        content.setValue(html);
        item.setContent(content);
        item.setModules(modules(translation));
        item.setCategories(categories(labelled));
        EntryContent.leadOf(translation).ifPresent(media -> {
            item.setEnclosures(List.of(enclosure(media)));
            item.setForeignMarkup(List.of(media(translation, media)));
        });
        return item;
    }

    /** RSS's own author holds a mail address; dc:creator holds a name. */
    private static List<Module> modules(Change.Published translation) {
        if (translation.authors().isEmpty()) {
            return List.of();
        }
        DCModule dublinCore = new DCModuleImpl();
        dublinCore.setCreators(translation.authors().stream().map(CleanText::of).toList());
        return List.of(dublinCore);
    }

    private List<Category> categories(Labelled labelled) {
        Change.Published translation = labelled.translation();
        List<Category> categories = new ArrayList<>();
        for (Label label : labelled.topics()) {
            Category topic = new Category();
            topic.setValue(CleanText.of(label.name().orElse(label.slug())));
            categories.add(topic);
        }
        if (translation.origin() == Origin.MACHINE) {
            Category machine = new Category();
            machine.setDomain(AtomDocument.ORIGIN_SCHEME);
            machine.setValue(texts.words(translation.language()).get("machine.category"));
            categories.add(machine);
        }
        return categories;
    }

    private static Enclosure enclosure(Change.Media media) {
        Enclosure enclosure = new Enclosure();
        enclosure.setUrl(media.url());
        enclosure.setType(media.type());
        enclosure.setLength(media.bytes());
        return enclosure;
    }

    private static Element media(Change.Published translation, Change.Media media) {
        Element content = new Element("content", MEDIA)
                .setAttribute("url", media.url())
                .setAttribute("type", media.type())
                .setAttribute("medium", "image")
                .setAttribute("fileSize", Long.toString(media.bytes()))
                .setAttribute("width", Integer.toString(media.width()))
                .setAttribute("height", Integer.toString(media.height()))
                .setAttribute("lang", translation.language());
        if (!media.alt().isBlank()) {
            content.addContent(new Element("description", MEDIA)
                    .setAttribute("type", "plain")
                    .setText(CleanText.of(media.alt())));
        }
        return content;
    }
}

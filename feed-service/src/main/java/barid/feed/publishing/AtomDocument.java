package barid.feed.publishing;

import barid.feed.entries.CleanText;
import barid.feed.entries.Tombstone;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.site.Texts;
import com.rometools.rome.feed.atom.Category;
import com.rometools.rome.feed.atom.Content;
import com.rometools.rome.feed.atom.Entry;
import com.rometools.rome.feed.atom.Feed;
import com.rometools.rome.feed.atom.Generator;
import com.rometools.rome.feed.atom.Link;
import com.rometools.rome.feed.synd.SyndPerson;
import com.rometools.rome.feed.synd.SyndPersonImpl;
import io.micrometer.core.instrument.MeterRegistry;
import org.jdom2.Element;
import org.jdom2.Namespace;
import org.jspecify.annotations.Nullable;

import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** The Atom form of a feed (RFC 4287), with tombstones (RFC 6721) and archive pages (RFC 5005). */
final class AtomDocument {
    /** The scheme of the category that marks a translation as made by a machine. */
    static final String ORIGIN_SCHEME = "urn:barid:origin";

    private static final Namespace TOMBSTONES = Namespace.getNamespace("at", "http://purl.org/atompub/tombstones/1.0");
    private static final Namespace HISTORY = Namespace.getNamespace("fh", "http://purl.org/syndication/history/1.0");

    private final FeedTexts texts;
    private final RomeWriter writer;

    AtomDocument(FeedTexts texts, MeterRegistry metrics) {
        this.texts = texts;
        this.writer = new RomeWriter("feed", "entry", List.of(TOMBSTONES, HISTORY), metrics);
    }

    Frame frame(FeedState state) {
        String language = texts.language(state);
        Feed feed = new Feed(AtomGenerator.TYPE);
        feed.setLanguage(language);
        feed.setId(FeedTexts.feedId(state));
        feed.setTitleEx(words(language, texts.title(state)));
        feed.setSubtitle(words(language, texts.description(state)));
        feed.setUpdated(Date.from(state.updated()));
        feed.setAuthors(List.of(person(texts.publisher(language))));
        state.partner().flatMap(PartnerHead::rights).ifPresent(feed::setRights);
        Generator generator = new Generator();
        generator.setValue("Barid");
        feed.setGenerator(generator);
        feed.setAlternateLinks(List.of(link("alternate", texts.home(state), "text/html", language)));
        feed.setOtherLinks(texts.links(state.feed(), state.archivePage(), state.previousPage()).stream()
                .map(AtomDocument::link)
                .toList());
        if (state.archivePage().isPresent()) {
            feed.setForeignMarkup(List.of(new Element("archive", HISTORY)));
        }
        return writer.frame(feed);
    }

    byte[] entry(Labelled labelled, String html) {
        Feed feed = new Feed(AtomGenerator.TYPE);
        feed.setLanguage(labelled.translation().language());
        feed.setEntries(List.of(of(labelled, html)));
        return writer.entry(feed);
    }

    private Entry of(Labelled labelled, String html) {
        Change.Published translation = labelled.translation();
        String language = translation.language();
        Entry entry = new AtomGenerator.InLanguage(language);
        entry.setId(FeedTexts.atomId(labelled.tagAuthority(), translation.entryId(), translation.article(), language));
        entry.setTitleEx(text(translation.title()));
        entry.setPublished(Date.from(translation.published()));
        entry.setUpdated(Date.from(translation.updated()));
        entry.setAuthors(
                translation.authors().stream().map(AtomDocument::person).toList());
        entry.setAlternateLinks(alternates(translation));
        entry.setOtherLinks(EntryContent.leadOf(translation).stream()
                .map(AtomDocument::enclosure)
                .toList());
        entry.setCategories(categories(labelled));
        if (!translation.summary().isBlank()) {
            entry.setSummary(text(translation.summary()));
        }
        Content content = new Content();
        content.setType(Content.HTML);
        content.setValue(html);
        entry.setContents(List.of(content));
        return entry;
    }

    /**
     * The own page first without and last with its language, the translations between: some readers open the first
     * alternate and some the last, and both must be the page of this entry.
     */
    private static List<Link> alternates(Change.Published translation) {
        List<Link> links = new ArrayList<>();
        if (!translation.translations().isEmpty()) {
            links.add(link("alternate", translation.url(), null, null));
            translation.translations().stream()
                    .map(sibling -> link("alternate", sibling.url(), "text/html", sibling.language()))
                    .forEach(links::add);
        }
        links.add(link("alternate", translation.url(), "text/html", translation.language()));
        return links;
    }

    private static Link enclosure(Change.Media media) {
        Link link = link("enclosure", media.url(), media.type(), null);
        link.setLength(media.bytes());
        if (!media.alt().isBlank()) {
            link.setTitle(CleanText.of(media.alt()));
        }
        return link;
    }

    private List<Category> categories(Labelled labelled) {
        Change.Published translation = labelled.translation();
        List<Category> categories = new ArrayList<>();
        for (Label label : labelled.topics()) {
            Category topic = new Category();
            topic.setTerm(label.slug());
            topic.setScheme("tag:" + labelled.tagAuthority() + ":topics");
            label.name().map(CleanText::of).ifPresent(topic::setLabel);
            categories.add(topic);
        }
        if (translation.origin() == Origin.MACHINE) {
            Category machine = new Category();
            machine.setTerm("machine");
            machine.setScheme(ORIGIN_SCHEME);
            machine.setLabel(texts.words(translation.language()).get("machine.category"));
            categories.add(machine);
        }
        return categories;
    }

    /** Holds no element of Atom's own: some readers take its link for the feed's. */
    byte[] deletedEntry(String tagAuthority, Tombstone tombstone) {
        Element deleted = new Element("deleted-entry", TOMBSTONES);
        deleted.setAttribute(
                "ref", FeedTexts.atomId(tagAuthority, tombstone.entryId(), tombstone.article(), tombstone.language()));
        deleted.setAttribute(
                "when", tombstone.withdrawn().truncatedTo(ChronoUnit.SECONDS).toString());
        if (!tombstone.reason().isBlank()) {
            Element comment = new Element("comment", TOMBSTONES);
            comment.setAttribute("lang", tombstone.language(), Namespace.XML_NAMESPACE);
            comment.setText(CleanText.of(tombstone.reason()));
            deleted.addContent(comment);
        }
        return writer.element(deleted);
    }

    private Content words(String language, String value) {
        Texts.In words = texts.words(language);
        Content text =
                words.language().equals(language) ? new Content() : new AtomGenerator.TextInLanguage(words.language());
        text.setType(Content.TEXT);
        text.setValue(value);
        return text;
    }

    private static Content text(String value) {
        Content text = new Content();
        text.setType(Content.TEXT);
        text.setValue(CleanText.of(value));
        return text;
    }

    private static SyndPerson person(String name) {
        SyndPerson person = new SyndPersonImpl();
        person.setName(CleanText.of(name));
        return person;
    }

    private static Link link(FeedTexts.Related related) {
        return link(related.rel(), related.url(), related.type(), null);
    }

    private static Link link(String rel, String href, @Nullable String type, @Nullable String language) {
        Link link = new Link();
        link.setRel(rel);
        link.setHref(href);
        if (type != null) {
            link.setType(type);
        }
        if (language != null) {
            link.setHreflang(language);
        }
        return link;
    }
}

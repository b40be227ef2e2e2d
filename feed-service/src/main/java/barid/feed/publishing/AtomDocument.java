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
import org.jdom2.Element;
import org.jdom2.Namespace;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Date;
import java.util.List;

/** The Atom form of a feed (RFC 4287), with tombstones (RFC 6721). */
final class AtomDocument {
    /** The scheme of the category that marks a translation as made by a machine. */
    static final String ORIGIN_SCHEME = "urn:barid:origin";

    private static final Namespace TOMBSTONES = Namespace.getNamespace("at", "http://purl.org/atompub/tombstones/1.0");

    private final FeedTexts texts;

    AtomDocument(FeedTexts texts) {
        this.texts = texts;
    }

    Feed of(FeedState state) {
        String language = texts.language(state.feed());
        Feed feed = new Feed(AtomGenerator.TYPE);
        feed.setLanguage(language);
        feed.setId(FeedTexts.feedId(state));
        feed.setTitleEx(words(language, texts.title(state)));
        feed.setSubtitle(words(language, texts.description(state)));
        feed.setUpdated(Date.from(FeedTexts.updated(state)));
        feed.setAuthors(List.of(person(texts.publisher(language))));
        Generator generator = new Generator();
        generator.setValue("Barid");
        feed.setGenerator(generator);
        feed.setAlternateLinks(List.of(link("alternate", texts.home(state), "text/html", language)));
        feed.setOtherLinks(List.of(link(
                "self",
                texts.url(new FeedDocument(state.feed(), FeedFormat.ATOM)),
                FeedFormat.ATOM.mediaType(),
                null)));
        feed.setForeignMarkup(state.tombstones().stream()
                .map(tombstone -> deletedEntry(state, tombstone))
                .toList());
        feed.setEntries(state.entries().stream()
                .map(entry -> entry(state, entry.translation()))
                .toList());
        return feed;
    }

    private Entry entry(FeedState state, Change.Published translation) {
        String language = translation.language();
        Entry entry = new AtomGenerator.InLanguage(language);
        entry.setId(FeedTexts.atomId(state, translation.entryId(), translation.article(), language));
        entry.setTitleEx(text(translation.title()));
        entry.setPublished(Date.from(translation.published()));
        entry.setUpdated(Date.from(translation.updated()));
        entry.setAuthors(
                translation.authors().stream().map(AtomDocument::person).toList());
        entry.setAlternateLinks(alternates(translation));
        entry.setOtherLinks(EntryContent.leadOf(translation).stream()
                .map(AtomDocument::enclosure)
                .toList());
        entry.setCategories(categories(state, translation));
        if (!translation.summary().isBlank()) {
            entry.setSummary(text(translation.summary()));
        }
        Content html = new Content();
        html.setType(Content.HTML);
        html.setValue(texts.html(translation));
        entry.setContents(List.of(html));
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

    private List<Category> categories(FeedState state, Change.Published translation) {
        List<Category> categories = new ArrayList<>();
        for (String slug : state.topics().resolve(translation.topics())) {
            Category topic = new Category();
            topic.setTerm(slug);
            topic.setScheme("tag:" + state.tagAuthority() + ":topics");
            state.topics().name(slug, translation.language()).map(CleanText::of).ifPresent(topic::setLabel);
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
    private static Element deletedEntry(FeedState state, Tombstone tombstone) {
        Element deleted = new Element("deleted-entry", TOMBSTONES);
        deleted.setAttribute(
                "ref", FeedTexts.atomId(state, tombstone.entryId(), tombstone.article(), tombstone.language()));
        deleted.setAttribute(
                "when",
                tombstone
                        .withdrawn()
                        .truncatedTo(java.time.temporal.ChronoUnit.SECONDS)
                        .toString());
        if (!tombstone.reason().isBlank()) {
            Element comment = new Element("comment", TOMBSTONES);
            comment.setAttribute("lang", tombstone.language(), Namespace.XML_NAMESPACE);
            comment.setText(CleanText.of(tombstone.reason()));
            deleted.addContent(comment);
        }
        return deleted;
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

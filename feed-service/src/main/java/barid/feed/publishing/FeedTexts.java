package barid.feed.publishing;

import barid.feed.entries.CleanText;
import barid.feed.entries.FeedKey;
import barid.kit.changes.Change;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What all formats say of a feed and its entries, in words, ids and addresses. */
final class FeedTexts {
    private final Organisation organisation;
    private final Texts texts = Texts.beside(FeedTexts.class);
    private final EntryContent content;

    FeedTexts(Organisation organisation) {
        this.organisation = organisation;
        this.content = new EntryContent(organisation, texts);
    }

    /** The software's words for this language, perhaps in another one, which they then say. */
    Texts.In words(String language) {
        return texts.in(language, organisation.fallback());
    }

    String title(String language) {
        return CleanText.of(words(language).get("feed.title", publisher(language)));
    }

    /** The language in which the feed itself speaks: that of its entries, or the organisation's own. */
    String language(FeedKey feed) {
        return feed.language().orElse(organisation.defaultLanguage());
    }

    String language(FeedState state) {
        return state.partner().flatMap(PartnerHead::language).orElseGet(() -> language(state.feed()));
    }

    String title(FeedState state) {
        String language = language(state);
        return state.feed()
                .topic()
                .map(topic -> CleanText.of(words(language).get("topic.title", publisher(language), name(state, topic))))
                .orElseGet(() -> title(language));
    }

    String description(FeedState state) {
        String language = language(state);
        return CleanText.of(state.feed()
                .topic()
                .map(topic -> words(language).get("topic.description", publisher(language), name(state, topic)))
                .or(() -> state.partner()
                        .map(partner ->
                                words(language).get("partner.description", publisher(language), partner.name())))
                .orElseGet(() -> words(language).get("feed.description", publisher(language))));
    }

    /** The topic's name in the feed's language, else in the organisation's, else its slug. */
    private String name(FeedState state, String topic) {
        return state.topics()
                .name(topic, language(state))
                .or(() -> state.topics().name(topic, organisation.defaultLanguage()))
                .orElse(topic);
    }

    /** The organisation's name; its host where it gave none, since no format allows an empty one. */
    String publisher(String language) {
        String name = organisation.name(language);
        return CleanText.of(name.isBlank() ? organisation.articles().getHost() : name);
    }

    /** The public page in the feed's language that shows the same articles. */
    String home(FeedState state) {
        String home = organisation.articles() + "/" + language(state);
        return state.feed().topic().map(topic -> home + "/topics/" + topic).orElse(home);
    }

    String url(FeedDocument document) {
        return organisation.feeds() + document.path();
    }

    /** Our WebSub hub. */
    String hub() {
        return organisation.feeds() + "/hub";
    }

    /** The page that explains the feeds, and what we say in them beyond their formats. */
    String about(FeedKey feed) {
        return organisation.feeds() + "/feeds/" + language(feed);
    }

    /** Another document that belongs to this one, as links in it and headers of it say alike. */
    record Related(String rel, String url, @Nullable String type) {}

    /** What belongs to an Atom document: itself, its hub, and the chain of its archive (RFC 5005 section 4). */
    List<Related> links(FeedKey feed, Optional<String> page, Optional<String> previous) {
        String atom = FeedFormat.ATOM.mediaType();
        String subscription = url(new FeedDocument(feed, FeedFormat.ATOM));
        List<Related> links = new ArrayList<>();
        if (page.isPresent()) {
            links.add(new Related("self", archive(feed, page.get()), atom));
            links.add(new Related("current", subscription, atom));
        } else {
            links.add(new Related("self", subscription, atom));
            if (feed.partner().isEmpty()) {
                links.add(new Related("hub", hub(), null));
            }
        }
        previous.ifPresent(before -> links.add(new Related("prev-archive", archive(feed, before), atom)));
        return links;
    }

    private String archive(FeedKey feed, String page) {
        return organisation.feeds() + feed.archivePath() + "/" + page + ".atom";
    }

    /** The feed's own id, the same in every generation and at every address. */
    static String feedId(FeedState state) {
        return "tag:" + state.tagAuthority() + ":feeds/" + state.feed().text();
    }

    /** Atom demands an absolute IRI: an imported id that is none gives way to the tag that the article would have had. */
    static String atomId(String tagAuthority, String entryId, UUID article, String language) {
        return isAbsolute(entryId) ? entryId : "tag:" + tagAuthority + ":" + article + ":" + language;
    }

    private static boolean isAbsolute(String id) {
        try {
            return new URI(id).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** The text of an entry, the same in each format. */
    String html(Change.Published entry) {
        return CleanText.of(content.html(entry));
    }
}

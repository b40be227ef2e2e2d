package barid.feed.publishing;

import barid.feed.entries.CleanText;
import barid.feed.entries.FeedKey;
import barid.kit.changes.Change;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Instant;
import java.util.Comparator;
import java.util.stream.Stream;

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

    String title(FeedState state) {
        String language = language(state.feed());
        return state.feed()
                .topic()
                .map(topic -> CleanText.of(words(language).get("topic.title", publisher(language), name(state, topic))))
                .orElseGet(() -> title(language));
    }

    String description(FeedState state) {
        String language = language(state.feed());
        return CleanText.of(state.feed()
                .topic()
                .map(topic -> words(language).get("topic.description", publisher(language), name(state, topic)))
                .orElseGet(() -> words(language).get("feed.description", publisher(language))));
    }

    /** The topic's name in the feed's language, else in the organisation's, else its slug. */
    private String name(FeedState state, String topic) {
        return state.topics()
                .name(topic, language(state.feed()))
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
        String home = organisation.articles() + "/" + language(state.feed());
        return state.feed().topic().map(topic -> home + "/topics/" + topic).orElse(home);
    }

    String url(FeedDocument document) {
        return organisation.feeds() + document.path();
    }

    /** The feed's own id, the same in every generation and at every address. */
    static String feedId(FeedState state) {
        return "tag:" + state.tagAuthority() + ":feeds/" + state.feed().text();
    }

    /** Atom demands an absolute IRI: an imported id that is none gives way to the tag that the article would have had. */
    static String atomId(FeedState state, String entryId, Object article, String language) {
        return isAbsolute(entryId) ? entryId : "tag:" + state.tagAuthority() + ":" + article + ":" + language;
    }

    private static boolean isAbsolute(String id) {
        try {
            return new URI(id).isAbsolute();
        } catch (URISyntaxException e) {
            return false;
        }
    }

    String html(Change.Published entry) {
        return CleanText.of(content.html(entry));
    }

    /** When anything in the feed last moved; an empty feed is as old as its database. */
    static Instant updated(FeedState state) {
        return Stream.concat(
                        state.entries().stream()
                                .map(entry -> entry.translation().updated()),
                        state.tombstones().stream().map(tombstone -> tombstone.withdrawn()))
                .max(Comparator.naturalOrder())
                .orElse(state.madeAt());
    }
}

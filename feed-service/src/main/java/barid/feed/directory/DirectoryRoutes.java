package barid.feed.directory;

import barid.feed.entries.FeedKey;
import barid.feed.entries.Topics;
import barid.feed.publishing.FeedCache;
import barid.feed.publishing.FeedFormat;
import barid.feed.publishing.FeedLink;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import barid.kit.site.Page;
import barid.kit.site.Site;
import barid.kit.site.Texts;
import com.ibm.icu.text.Collator;
import com.ibm.icu.util.ULocale;
import gg.jte.Content;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What there is to follow, for people and for their readers: {@code /feeds}, which leads to the reader's own language,
 * {@code /feeds/{language}}, {@code /feeds.opml}, and the short addresses {@code /feeds/{language}.{format}}.
 */
public final class DirectoryRoutes implements HttpFeature {
    private static final String OPML = ".opml";

    private final Site site;
    private final Organisation organisation;
    private final FeedCache feeds;
    private final CopyScript script = new CopyScript();
    private final Texts texts = Texts.beside(DirectoryRoutes.class);
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.feed.templates");

    public DirectoryRoutes(Site site, FeedCache feeds) {
        this.site = site;
        this.organisation = site.organisation();
        this.feeds = feeds;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        Endpoint.at("/feeds").get(this::choose).register(routing);
        Endpoint.at("/feeds.opml").get(this::everything).register(routing);
        Endpoint.at(script.path()).get(script::serve).register(routing);
        Endpoint.at("/feeds/{name}").get(this::named).register(routing);
    }

    private void choose(ServerRequest request, ServerResponse response) {
        String language = Languages.preferred(
                request.headers().first(HeaderNames.ACCEPT_LANGUAGE),
                organisation.languages(),
                organisation.defaultLanguage());
        response.header(HeaderNames.VARY, "Accept-Language");
        Answers.seeOther(response, "/feeds/" + language);
    }

    private void named(ServerRequest request, ServerResponse response) {
        String name = request.path().pathParameters().get("name");
        int dot = name.lastIndexOf('.');
        if (dot < 0) {
            show(name, request, response);
        } else if (name.endsWith(OPML)) {
            String language = name.substring(0, dot);
            known(language);
            list(List.of(group(language)), request, response);
        } else {
            lead(name.substring(0, dot), name.substring(dot + 1), response);
        }
    }

    /** A short address is one that fits in a sentence; what readers keep is where it leads. */
    private void lead(String language, String extension, ServerResponse response) {
        String target = FeedFormat.of(extension)
                .filter(format -> !feeds.links(FeedKey.articles(language)).isEmpty())
                .map(format -> "/feeds/" + FeedKey.articles(language) + "." + extension)
                .orElseThrow(Problem::notFound);
        response.status(Status.MOVED_PERMANENTLY_301)
                .header(HeaderNames.LOCATION, target)
                .header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*")
                .send();
    }

    private void show(String language, ServerRequest request, ServerResponse response) {
        known(language);
        Texts.In words = texts.in(language, organisation.fallback());
        String publisher = organisation.name(language);
        List<FeedLink> links = feeds.links(FeedKey.articles(language));
        Page page = Page.of(language, words.get("title"))
                .withDescription(words.get("lead", publisher))
                .withCanonical(address(language))
                .withLanguages(others())
                .withAlternates(others())
                .withFeeds(links.stream()
                        .map(link -> new Page.Feed(link.mediaType(), link.title(), language, link.url()))
                        .toList());
        Content main = output -> templates.render(
                "directory.jte",
                Map.of(
                        "words",
                        words,
                        "publisher",
                        publisher,
                        "links",
                        links,
                        "topics",
                        topics(language),
                        "everything",
                        feeds.links(FeedKey.articles(FeedKey.ALL)),
                        "opml",
                        organisation.feeds() + "/feeds/" + language + OPML,
                        "contact",
                        organisation.contact().map(any -> organisation.contactUrl()),
                        "script",
                        script.path()),
                output);
        site.sendPublic(request, response, site.render(page, main), "script-src 'self'");
    }

    private void known(String language) {
        if (!feeds.languages().contains(language)) {
            throw Problem.notFound();
        }
    }

    private String address(String language) {
        return organisation.feeds() + "/feeds/" + language;
    }

    private List<Page.Link> others() {
        return feeds.languages().stream()
                .map(language -> new Page.Link(language, address(language)))
                .toList();
    }

    /** The topics' feeds, in the order of the language's alphabet. */
    private List<TopicFeeds> topics(String language) {
        Topics topics = feeds.topics();
        Collator alphabet = Collator.getInstance(ULocale.forLanguageTag(language));
        return topics.standing().stream()
                .map(slug -> topic(topics, slug, language))
                .filter(topic -> !topic.links().isEmpty())
                .sorted(Comparator.comparing(TopicFeeds::name, alphabet::compare))
                .toList();
    }

    private TopicFeeds topic(Topics topics, String slug, String language) {
        String speaks = Stream.of(language, organisation.defaultLanguage())
                .filter(candidate -> topics.name(slug, candidate).isPresent())
                .findFirst()
                .orElse("en"); // a slug is made of Latin letters
        return new TopicFeeds(
                topics.name(slug, speaks).orElse(slug),
                speaks,
                Languages.direction(speaks),
                feeds.links(FeedKey.topic(language, slug)));
    }

    private void everything(ServerRequest request, ServerResponse response) {
        list(feeds.languages().stream().map(this::group).toList(), request, response);
    }

    private void list(List<Opml.Group> groups, ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.CACHE_CONTROL, "public, max-age=300")
                .header(HeaderNames.ACCESS_CONTROL_ALLOW_ORIGIN, "*");
        byte[] opml = Opml.write(organisation.name(organisation.defaultLanguage()), groups);
        Answers.send(request, response, Opml.TYPE, opml);
    }

    /** Each feed once, in the form that says the most. */
    private Opml.Group group(String language) {
        List<FeedLink> all = Stream.concat(
                        Stream.of(FeedKey.articles(language)),
                        feeds.topics().standing().stream().sorted().map(slug -> FeedKey.topic(language, slug)))
                .flatMap(feed -> feeds.links(feed).stream()
                        .filter(link -> link.mediaType().equals(FeedFormat.ATOM.mediaType())))
                .toList();
        return new Opml.Group(Languages.ownName(language), language, organisation.articles() + "/" + language, all);
    }
}

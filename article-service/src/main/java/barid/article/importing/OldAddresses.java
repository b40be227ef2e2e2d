package barid.article.importing;

import barid.article.html.Links;
import barid.kit.db.Database;
import barid.kit.http.ProblemFeature;
import barid.kit.site.Organisation;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.PathMatchers;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Answers the permalinks and feed paths of an imported WordPress site by 301, so that links and feed readers of years find
 * what they knew. Asked only where nothing of ours stands; the root alone is shared, where the query tells.
 */
public final class OldAddresses implements HttpService, ProblemFeature.Moved {
    private static final Logger LOG = LoggerFactory.getLogger(OldAddresses.class);

    private static final Pattern OURS = Pattern.compile("^/(api|media|assets|desk)(/|$)");
    private static final Pattern NUMBER = Pattern.compile("(?:^|&)(?:p|page_id)=([0-9]{1,18})(?:&|$)");
    private static final Pattern FEED_QUERY = Pattern.compile("(?:^|&)feed=([a-z0-9-]{1,20})(?:&|$)");
    private static final Pattern FEED = Pattern.compile("^(.*?)/feed(?:/(rss2?|atom|rdf))?$");
    private static final Pattern FEED_FILE = Pattern.compile("^/wp-(rss2?|atom|rdf|feed|commentsrss2)\\.php$");
    private static final Pattern TERM = Pattern.compile("^(?:.*/)?(category|tag)/(?:.*/)?([^/]+)$");

    private final RedirectStore store;
    private final Organisation organisation;

    public OldAddresses(Database database, Organisation organisation) {
        this.store = new RedirectStore(database);
        this.organisation = organisation;
    }

    @Override
    public void routing(HttpRules rules) {
        rules.route(Method.predicate(Method.GET, Method.HEAD), PathMatchers.create("/"), this::root);
    }

    private void root(ServerRequest request, ServerResponse response) {
        Optional<String> location = request.query().isEmpty() ? Optional.empty() : location(request);
        if (location.isPresent()) {
            response.status(Status.MOVED_PERMANENTLY_301)
                    .header(HeaderNames.CACHE_CONTROL, "public, max-age=60")
                    .header(HeaderNames.LOCATION, location.get())
                    .send();
        } else {
            response.next();
        }
    }

    @Override
    public Optional<String> location(ServerRequest request) {
        String path = OldPlace.path(request.path().rawPath());
        if (OURS.matcher(path).find()) {
            return Optional.empty();
        }
        try {
            return location(path, request.query().rawValue());
        } catch (RuntimeException e) {
            LOG.warn("An old address could not be looked up: {}", e.toString());
            return Optional.empty();
        }
    }

    private Optional<String> location(String path, String query) {
        Matcher asked = FEED_QUERY.matcher(query);
        if (asked.find()) {
            return feed(path, asked.group(1));
        }
        Matcher feed = FEED.matcher(path);
        if (feed.matches()) {
            return feed(feed.group(1), feed.group(2) == null ? "rss" : feed.group(2));
        }
        Matcher file = FEED_FILE.matcher(path);
        if (file.matches()) {
            return feed("", file.group(1));
        }
        Matcher number = NUMBER.matcher(query);
        if (number.find()) {
            return store.find(OldPlace.id(path, number.group(1))).map(this::page);
        }
        return path.isEmpty() ? Optional.empty() : found(path).map(found -> page(found, path));
    }

    /** A term's place is known without what stands before its name: the language, the terms above it. */
    private Optional<RedirectStore.Found> found(String path) {
        return store.find(path).or(() -> {
            Matcher term = TERM.matcher(path);
            return term.matches() ? store.find("/" + term.group(1) + "/" + term.group(2)) : Optional.empty();
        });
    }

    private String page(RedirectStore.Found found) {
        return page(found, "");
    }

    private String page(RedirectStore.Found found, String path) {
        return found.topic() == null
                ? Links.articlePath(found.language(), String.valueOf(found.slug()))
                : Links.topicPath(language(path).orElse(found.language()), found.topic());
    }

    private Optional<String> feed(String path, String type) {
        String form = type.contains("atom") ? "atom" : "rss";
        List<String> segments =
                Stream.of(path.split("/", -1)).filter(part -> !part.isEmpty()).toList();
        String language = language(path).orElse(organisation.defaultLanguage());
        if (type.startsWith("comments")
                || (!segments.isEmpty() && segments.getLast().equals("comments"))) {
            return Optional.of(organisation.feeds() + "/feeds");
        }
        if (segments.size() <= (language(path).isPresent() ? 1 : 0) || segments.contains("author")) {
            return Optional.of(organisation.feeds() + "/feeds/" + Links.segment(language) + "/articles." + form);
        }
        return found(path)
                .map(found -> found.topic() == null
                        // Below a post stood the feed of its comments.
                        ? organisation.feeds() + "/feeds"
                        : organisation.feeds() + "/feeds/"
                                + Links.segment(language(path).orElse(found.language())) + "/topics/" + found.topic()
                                + "."
                                + form);
    }

    /** Polylang and WPML put the language first. */
    private Optional<String> language(String path) {
        return organisation.languages().stream()
                .filter(tag -> (path + "/").startsWith("/" + tag.toLowerCase(java.util.Locale.ROOT) + "/"))
                .findFirst();
    }
}

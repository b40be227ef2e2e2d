package barid.article.topics;

import barid.article.audit.Actor;
import barid.article.html.PlainText;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.kit.site.Languages;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code /api/topics/{slug}} and its merger. */
public final class TopicRoutes implements HttpService {
    private static final int MAX_BODY = 64 << 10;
    private static final int MAX_NAME = 100;
    private static final int MAX_NAMES = 200;

    private final Topics topics;
    private final Tokens tokens;

    public TopicRoutes(Topics topics, Tokens tokens) {
        this.topics = topics;
        this.tokens = tokens;
    }

    record Names(@Nullable Map<String, @Nullable String> names) {}

    record Merger(@Nullable String into) {}

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/topics/{slug}")
                .get(this::show)
                .put(this::put)
                .readableByAnyOrigin()
                .register(rules);
        Endpoint.at("/api/topics/{slug}/merge").post(this::merge).register(rules);
    }

    private void show(ServerRequest request, ServerResponse response) {
        Bodies.query(request);
        Topic topic = topics.find(slug(request)).orElseThrow(Problem::notFound);
        response.header(HeaderNames.CACHE_CONTROL, "no-cache");
        Answers.json(request, response, topic);
    }

    private void put(ServerRequest request, ServerResponse response) {
        Actor actor = Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
        Bodies.query(request);
        Topic topic = check(slug(request), Json.read(request, Names.class, MAX_BODY));
        boolean created = topics.put(topic, actor) == Topics.Put.CREATED;
        response.status(created ? Status.CREATED_201 : Status.OK_200);
        if (created) {
            response.header(HeaderNames.LOCATION, "/api/topics/" + topic.slug());
        }
        Answers.json(request, response, topic);
    }

    private void merge(ServerRequest request, ServerResponse response) {
        Actor actor = Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
        Bodies.query(request);
        String into = Json.read(request, Merger.class, MAX_BODY).into();
        if (into == null) {
            throw Problem.field("into", "names the topic to merge into");
        }
        Answers.json(request, response, topics.merge(slug(request), into, actor));
    }

    private static String slug(ServerRequest request) {
        return request.path().pathParameters().get("slug");
    }

    private static Topic check(String slug, Names given) {
        List<Problem.FieldError> errors = new ArrayList<>();
        if (!TopicSlug.wellFormed(slug)) {
            errors.add(new Problem.FieldError(
                    "slug",
                    "is made of lower-case ASCII letters, digits and single hyphens, at most " + TopicSlug.LIMIT
                            + ", and is no reserved word"));
        }
        Map<String, String> names = new TreeMap<>();
        if (given.names() == null || given.names().isEmpty() || given.names().size() > MAX_NAMES) {
            errors.add(new Problem.FieldError("names", "holds at least one name by language"));
        } else {
            given.names().forEach((tag, name) -> {
                String field = "names." + tag;
                Optional<String> language = Languages.canonical(tag);
                if (language.isEmpty()) {
                    errors.add(new Problem.FieldError(field, "is not a language tag that is known here"));
                } else if (name == null || name.isBlank()) {
                    errors.add(new Problem.FieldError(field, "is a name"));
                } else {
                    PlainText.line(field, name, MAX_NAME, errors);
                    names.put(language.get(), name.strip());
                }
            });
        }
        if (!errors.isEmpty()) {
            throw Problem.fields(errors);
        }
        return Topic.of(slug, names);
    }
}

package barid.article.content;

import barid.article.audit.Actor;
import barid.article.conditional.EntityTags;
import barid.article.paging.Pages;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** What was saved before of a translation, for writers: list, text, comparison, restoration. */
final class RevisionRoutes {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;
    private static final int MAX_BODY = 1 << 10;
    private static final String REVISIONS = TranslationPath.PATTERN + "/revisions";

    private final Revisions revisions;
    private final ArticleReads reads;
    private final Tokens tokens;

    RevisionRoutes(Revisions revisions, ArticleReads reads, Tokens tokens) {
        this.revisions = revisions;
        this.reads = reads;
        this.tokens = tokens;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<RevisionLine> revisions, @Nullable String next) {}

    record Nothing() {}

    void register(HttpRules rules) {
        Endpoint.at(REVISIONS).get(this::list).register(rules);
        Endpoint.at(REVISIONS + "/{number}").get(this::show).register(rules);
        Endpoint.at(REVISIONS + "/{number}/compare/{other}").get(this::compare).register(rules);
        Endpoint.at(REVISIONS + "/{number}/restore").post(this::restore).register(rules);
        Endpoint.at(TranslationPath.PATTERN + "/original-changes")
                .get(this::originalChanges)
                .register(rules);
    }

    private TranslationPath writers(ServerRequest request, String... query) {
        tokens.require(request, Tokens.Scope.WRITE);
        Bodies.query(request, query);
        return TranslationPath.of(request);
    }

    private void list(ServerRequest request, ServerResponse response) {
        TranslationPath path = writers(request, "before", "limit");
        Parameters query = request.query();
        int limit = Pages.number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        int before = Pages.number(query, "before", Integer.MAX_VALUE, 1, Integer.MAX_VALUE);
        List<RevisionLine> lines = revisions.page(path, before, limit + 1);
        if (lines.isEmpty() && revisions.translation(path).isEmpty()) {
            throw Problem.notFound();
        }
        String next = null;
        if (lines.size() > limit) {
            lines = lines.subList(0, limit);
            next = path + "/revisions?before=" + lines.getLast().number() + "&limit=" + limit;
            Pages.link(response, "next", next);
        }
        answer(request, response, new Page(lines, next));
    }

    private void show(ServerRequest request, ServerResponse response) {
        answer(request, response, RevisionView.of(find(request, writers(request), "number")));
    }

    private void compare(ServerRequest request, ServerResponse response) {
        TranslationPath path = writers(request);
        Revision from = find(request, path, "number");
        answer(request, response, ComparisonView.of(from, find(request, path, "other")));
    }

    private void originalChanges(ServerRequest request, ServerResponse response) {
        Revisions.Pair pair = revisions.original(writers(request));
        answer(request, response, ComparisonView.of(pair.from(), pair.to()));
    }

    private void restore(ServerRequest request, ServerResponse response) {
        Actor actor = Actor.of(request, tokens.require(request, Tokens.Scope.WRITE));
        TranslationPath path = writers(request);
        EntityTags.Condition condition = EntityTags.ifMatch(request).orElseGet(EntityTags.Condition.Any::new);
        Json.read(request, Nothing.class, MAX_BODY);
        Target target = new Target(path.article(), path.language(), condition, actor);
        Current current = switch (revisions.restore(target, number(request, "number"))) {
            case ActResult.Done(Current done) -> done;
            case ActResult.Stale(Current stale) -> throw reads.refused(stale);
        };
        response.status(Status.OK_200).header(HeaderNames.ETAG, current.etag());
        answer(request, response, reads.view(current));
    }

    private Revision find(ServerRequest request, TranslationPath path, String parameter) {
        return revisions.find(path, number(request, parameter)).orElseThrow(Problem::notFound);
    }

    private static int number(ServerRequest request, String parameter) {
        String text = request.path().pathParameters().get(parameter);
        if (!text.matches("[1-9][0-9]{0,8}")) {
            throw Problem.notFound();
        }
        return Integer.parseInt(text);
    }

    private static void answer(ServerRequest request, ServerResponse response, Object view) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, view);
    }
}

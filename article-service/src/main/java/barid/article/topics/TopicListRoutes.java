package barid.article.topics;

import barid.article.conditional.JsonAnswers;
import barid.article.paging.Pages;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.common.parameters.Parameters;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.List;

/** {@code GET /api/topics}: those to choose from, in order of their slugs; merged ones are no choice. */
public final class TopicListRoutes implements HttpService {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 100;

    private final Topics topics;

    public TopicListRoutes(Topics topics) {
        this.topics = topics;
    }

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(List<Topic> topics, @Nullable String next) {}

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/topics").get(this::list).readableByAnyOrigin().register(rules);
    }

    private void list(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "after", "limit");
        int limit = Pages.number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT);
        String after = Pages.one(query, "after").orElse("");
        if (!after.isEmpty() && !TopicSlug.wellFormed(after)) {
            throw Problem.malformed("The parameter after is the slug of a topic.");
        }
        List<Topic> page = topics.standing(after, limit + 1);
        String next = null;
        if (page.size() > limit) {
            page = page.subList(0, limit);
            next = "/api/topics?after=" + page.getLast().slug() + "&limit=" + limit;
            Pages.link(response, "next", next);
        }
        JsonAnswers.revalidated(request, response, new Page(page, next));
    }
}

package barid.article.listing;

import barid.article.conditional.JsonAnswers;
import barid.article.content.State;
import barid.article.html.Links;
import barid.article.paging.Pages;
import barid.article.topics.Topics;
import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** {@code GET /api/articles}. */
public final class ArticleList implements Handler {
    private final ArticleListStore store;
    private final Topics topics;
    private final Links links;
    private final Tokens tokens;

    public ArticleList(Database database, Topics topics, Links links, Tokens tokens) {
        this.store = new ArticleListStore(database);
        this.topics = topics;
        this.links = links;
        this.tokens = tokens;
    }

    /** The newest first; the links lead to the pages beside it. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Page(
            List<Item> articles,
            @Nullable String previous,
            @Nullable String next) {}

    @Override
    public void handle(ServerRequest request, ServerResponse response) {
        ListQuery query = ListQuery.of(request);
        if (query.state().isPresent()) {
            tokens.require(request, Tokens.Scope.WRITE);
            response.header(HeaderNames.CACHE_CONTROL, "no-store");
            Answers.json(request, response, page(query, response));
        } else {
            JsonAnswers.revalidated(request, response, page(query, response));
        }
    }

    private Page page(ListQuery query, ServerResponse response) {
        List<Item.Row> rows = new ArrayList<>(read(query));
        boolean back = query.from().map(ListQuery.From::backwards).orElse(false);
        boolean more = rows.size() > query.limit();
        if (more) {
            rows.removeLast();
        }
        if (back) {
            Collections.reverse(rows);
        }
        // Where a page was come from there is something, unless it was withdrawn meanwhile; then that page is empty.
        boolean newer = back ? more : query.from().isPresent();
        boolean older = back || more;
        String previous = newer && !rows.isEmpty()
                ? query.address("before", rows.getFirst().place())
                : null;
        String next =
                older && !rows.isEmpty() ? query.address("after", rows.getLast().place()) : null;
        if (previous != null) {
            Pages.link(response, "prev", previous);
        }
        if (next != null) {
            Pages.link(response, "next", next);
        }
        return new Page(rows.stream().map(row -> Item.of(row, links)).toList(), previous, next);
    }

    private List<Item.Row> read(ListQuery query) {
        if (query.state().isPresent()) {
            State state = query.state().get();
            return store.inState(query, state, query.language().map(List::of).orElseGet(() -> store.languages(state)));
        }
        List<String> languages = query.language().map(List::of).orElseGet(store::languages);
        if (query.topic().isPresent()) {
            List<String> family = topics.family(query.topic().get());
            if (family.isEmpty()) {
                throw Problem.malformed("The parameter topic is not the slug of a topic.");
            }
            return store.ofTopics(query, family, languages);
        }
        return query.updatedSince().isPresent()
                ? store.updated(query, query.updatedSince().get(), languages)
                : store.published(query, languages);
    }
}

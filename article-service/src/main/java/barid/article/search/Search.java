package barid.article.search;

import barid.article.search.SearchStore.Row;
import barid.kit.http.Problem;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Answers questions: what holds every word, else what holds some; and what may have been meant if that is little. */
final class Search {
    static final int LONGEST = 200;
    static final int TERMS = 16;
    private static final int LITTLE = 3;

    private final SearchStore store;
    private final Suggestions suggestions;
    private final String defaultLanguage;
    private final InstantSource clock;

    Search(SearchStore store, String defaultLanguage, InstantSource clock) {
        this.store = store;
        this.suggestions = new Suggestions(store);
        this.defaultLanguage = defaultLanguage;
        this.clock = clock;
    }

    /** The question; {@link Problem} 422 if it is too long. */
    static SearchQuery question(String language, String q) {
        if (q.codePointCount(0, q.length()) > LONGEST) {
            throw Problem.field("q", "is longer than " + LONGEST + " characters");
        }
        SearchQuery query = SearchQuery.of(language, q);
        if (query.terms() > TERMS) {
            throw Problem.field("q", "has more than " + TERMS + " words");
        }
        return query;
    }

    SearchResult find(SearchQuery query, Optional<SearchMark> after, int limit) {
        if (query.isEmpty()) {
            return SearchResult.NOTHING;
        }
        if (after.isPresent()) {
            SearchMark mark = after.get();
            return page(query, mark.matching(), mark.asOf(), after, limit);
        }
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        SearchResult all = page(query, Matching.ALL, today, after, limit);
        List<String> others = all.found() < LITTLE ? suggestions.of(query) : List.of();
        SearchResult best =
                all.hits().isEmpty() && query.isSeveral() ? page(query, Matching.ANY, today, after, limit) : all;
        return new SearchResult(best.hits(), best.found(), best.more(), best.matching(), best.next(), others);
    }

    private SearchResult page(
            SearchQuery query, Matching matching, LocalDate asOf, Optional<SearchMark> after, int limit) {
        List<Row> rows = store.find(query, matching, asOf, after, limit + 1);
        List<Row> shown = rows.size() > limit ? rows.subList(0, limit) : rows;
        int found = rows.isEmpty() ? 0 : rows.getFirst().found();
        Optional<String> next = rows.size() > limit
                ? Optional.of(new SearchMark(
                                matching,
                                shown.getLast().rank(),
                                asOf,
                                shown.getLast().article())
                        .text())
                : Optional.empty();
        return new SearchResult(hits(query, shown), found, found >= SearchStore.RANKED, matching, next, List.of());
    }

    private List<Hit> hits(SearchQuery query, List<Row> rows) {
        Highlights highlights = new Highlights(query);
        Map<String, SearchStore.Topic> topics =
                store.topics(rows.stream().flatMap(row -> row.topics().stream()).collect(Collectors.toSet())).stream()
                        .collect(Collectors.toMap(SearchStore.Topic::named, Function.identity()));
        return rows.stream()
                .map(row -> hit(query.language(), row, highlights, topics))
                .toList();
    }

    private Hit hit(String language, Row row, Highlights highlights, Map<String, SearchStore.Topic> topics) {
        return new Hit(
                row.article(),
                language,
                "/" + encoded(language) + "/articles/" + encoded(row.slug()),
                highlights.whole(row.title()),
                highlights.snippet(row.summary(), row.html()),
                row.published(),
                row.topics().stream()
                        .flatMap(slug -> Optional.ofNullable(topics.get(slug)).stream())
                        .map(topic -> link(topic, language))
                        .distinct()
                        .toList());
    }

    private Hit.TopicLink link(SearchStore.Topic topic, String language) {
        String named = topic.names().containsKey(language)
                ? language
                : topic.names().containsKey(defaultLanguage)
                        ? defaultLanguage
                        : topic.names().keySet().stream().sorted().findFirst().orElseThrow();
        return new Hit.TopicLink(
                topic.slug(),
                "/" + encoded(language) + "/topics/" + encoded(topic.slug()),
                topic.names().getOrDefault(named, topic.slug()),
                named);
    }

    static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}

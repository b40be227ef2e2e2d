package barid.article.listing;

import barid.article.content.State;
import barid.article.html.Links;
import barid.article.paging.Pages;
import barid.kit.http.Bodies;
import barid.kit.http.Problem;
import barid.kit.site.Languages;
import io.helidon.common.parameters.Parameters;
import io.helidon.webserver.http.ServerRequest;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is asked of a list.
 *
 * @param state what is not published, for writers; empty: what is published
 * @param updatedSince what changed at this instant or later, in order of the change
 * @param from where the page begins; empty: at the newest
 */
record ListQuery(
        Optional<String> language,
        Optional<String> topic,
        Optional<State> state,
        Optional<Instant> updatedSince,
        Optional<From> from,
        int limit) {
    private static final int DEFAULT_LIMIT = 20;
    private static final int MAX_LIMIT = 100;

    /** A page begins after or ends before a place. */
    record From(Place place, boolean backwards) {}

    static ListQuery of(ServerRequest request) {
        Parameters query =
                Bodies.query(request, "language", "topic", "state", "updatedSince", "after", "before", "limit");
        ListQuery asked = new ListQuery(
                Pages.one(query, "language").map(ListQuery::language),
                Pages.one(query, "topic"),
                Pages.one(query, "state").map(ListQuery::state).filter(state -> state != State.PUBLISHED),
                Pages.one(query, "updatedSince").map(ListQuery::instant),
                from(query),
                Pages.number(query, "limit", DEFAULT_LIMIT, 1, MAX_LIMIT));
        long filters = Stream.of(asked.topic(), asked.state(), asked.updatedSince())
                .filter(Optional::isPresent)
                .count();
        if (filters > 1) {
            throw Problem.malformed("Only one of topic, state and updatedSince can be asked for.");
        }
        return asked;
    }

    private static String language(String tag) {
        return Languages.canonical(tag)
                .orElseThrow(
                        () -> Problem.malformed("The parameter language is not a language tag that is known here."));
    }

    private static State state(String word) {
        return Arrays.stream(State.values())
                .filter(state -> state.word().equals(word))
                .findFirst()
                .orElseThrow(() ->
                        Problem.malformed("The parameter state is one of draft, scheduled, published and withdrawn."));
    }

    private static Instant instant(String text) {
        try {
            Instant instant = OffsetDateTime.parse(text).toInstant();
            if (instant.isBefore(ArticleListStore.NEWEST) && instant.isAfter(Instant.EPOCH.minusSeconds(1L << 36))) {
                return instant;
            }
        } catch (DateTimeParseException e) {
            // said below
        }
        throw Problem.malformed(
                "The parameter updatedSince is an instant with its offset from UTC, as 2026-03-26T09:00:00Z (RFC 3339).");
    }

    private static Optional<From> from(Parameters query) {
        Optional<String> after = Pages.one(query, "after");
        Optional<String> before = Pages.one(query, "before");
        if (after.isPresent() && before.isPresent()) {
            throw Problem.malformed("A page begins after one place or ends before one.");
        }
        return after.or(() -> before)
                .map(text -> Place.parse(text)
                        .orElseThrow(
                                () -> Problem.malformed("The parameter after or before is not a cursor of this list.")))
                .map(place -> new From(place, before.isPresent()));
    }

    /** The same list, from another place. */
    String address(String parameter, Place place) {
        StringBuilder address = new StringBuilder("/api/articles?");
        language.ifPresent(tag -> address.append("language=").append(tag).append('&'));
        topic.ifPresent(slug -> address.append("topic=").append(slug).append('&'));
        state.ifPresent(word -> address.append("state=").append(word.word()).append('&'));
        updatedSince.ifPresent(instant -> address.append("updatedSince=")
                .append(Links.segment(instant.toString()))
                .append('&'));
        return address.append("limit=")
                .append(limit)
                .append('&')
                .append(parameter)
                .append('=')
                .append(place)
                .toString();
    }
}

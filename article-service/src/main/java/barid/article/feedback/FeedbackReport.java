package barid.article.feedback;

import barid.article.feedback.FeedbackStore.Count;
import barid.article.feedback.FeedbackStore.Opinion;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Problem;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.helidon.common.parameters.Parameters;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What readers answered, for operators: how many gave which answer, day by day, and their words, newest first. */
final class FeedbackReport {
    private static final int PAGE_LIMIT = 100;
    private static final int DAYS_LIMIT = 3_660;

    private final FeedbackStore store;
    private final InstantSource clock;

    /** {@code next} is the {@code before} of the page that follows; absent on the last. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Report(
            long answers,
            Map<String, Long> distribution,
            List<Day> trend,
            List<Opinion> opinions,
            @Nullable Long next) {}

    private record Day(String day, long answers, double average, Map<String, Long> distribution) {}

    FeedbackReport(FeedbackStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    void answer(ServerRequest request, ServerResponse response) {
        Parameters query = Bodies.query(request, "days", "before", "limit");
        Instant since = clock.instant().minus(Duration.ofDays(number(query, "days", 30, DAYS_LIMIT)));
        Optional<Long> before =
                query.contains("before") ? Optional.of(number(query, "before", 0, Long.MAX_VALUE)) : Optional.empty();
        int limit = (int) number(query, "limit", 50, PAGE_LIMIT);
        List<Count> counts = store.counts(since);
        List<Opinion> opinions = store.opinions(since, before, limit + 1);
        boolean more = opinions.size() > limit;
        List<Opinion> shown = more ? opinions.subList(0, limit) : opinions;
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(
                request,
                response,
                new Report(
                        counts.stream().mapToLong(Count::answers).sum(),
                        FeedbackStore.distribution(counts),
                        days(counts),
                        shown,
                        more ? Long.valueOf(shown.getLast().id()) : null));
    }

    private static List<Day> days(List<Count> counts) {
        Map<String, List<Count>> byDay = new TreeMap<>();
        counts.forEach(count ->
                byDay.computeIfAbsent(count.day(), day -> new ArrayList<>()).add(count));
        return byDay.entrySet().stream()
                .map(entry -> day(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static Day day(String day, List<Count> counts) {
        long answers = counts.stream().mapToLong(Count::answers).sum();
        long sum = counts.stream()
                .mapToLong(count -> count.answer() * count.answers())
                .sum();
        return new Day(day, answers, Math.round(100.0 * sum / answers) / 100.0, FeedbackStore.distribution(counts));
    }

    private static long number(Parameters query, String name, long otherwise, long greatest) {
        if (!query.contains(name)) {
            return otherwise;
        }
        try {
            long number = Long.parseLong(query.get(name));
            if (number >= 1 && number <= greatest) {
                return number;
            }
        } catch (NumberFormatException e) {
            // said below, with the bounds
        }
        throw Problem.malformed("The parameter " + name + " is a whole number from 1 to " + greatest + ".");
    }
}

package barid.article.feedback;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.ClientAddress;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.Problem.FieldError;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import barid.kit.service.Stoppable;
import barid.kit.site.Languages;
import barid.kit.site.Page;
import barid.kit.site.Site;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Takes answers to the survey at {@code POST /{language}/feedback}, and shows them to operators at {@code GET /api/feedback}. */
public final class FeedbackRoutes implements HttpService, Stoppable {
    private static final Logger LOG = LoggerFactory.getLogger(FeedbackRoutes.class);
    /** An opinion of the greatest length, each of its characters percent-encoded. */
    private static final long FORM_LIMIT = 64 << 10;

    private final Site site;
    private final SurveyForm survey;
    private final FeedbackStore store;
    private final VisitorKeys visitors;
    private final FeedbackReport report;
    private final Tokens tokens;
    private final ClientAddress clients;
    private final RateLimit limit;
    private final InstantSource clock;
    private final ScheduledExecutorService forgetting = Executors.newSingleThreadScheduledExecutor(
            Thread.ofVirtual().name("feedback-forgetting").factory());

    public FeedbackRoutes(
            Site site,
            SurveyForm survey,
            Database database,
            Tokens tokens,
            ClientAddress clients,
            RateLimit limit,
            InstantSource clock,
            SecureRandom random) {
        this.site = site;
        this.survey = survey;
        this.store = new FeedbackStore(database.client(), database.transactions());
        this.visitors = new VisitorKeys(store, random);
        this.report = new FeedbackReport(store, clock);
        this.tokens = tokens;
        this.clients = clients;
        this.limit = limit;
        this.clock = clock;
        // Also on a day without answers the last day's secret must go; the task says itself when it fails.
        var _ = forgetting.scheduleWithFixedDelay(this::forget, 0, 10, TimeUnit.MINUTES);
    }

    @Override
    public void routing(HttpRules rules) {
        Endpoint.at("/api/feedback")
                .get(tokens.guard(Tokens.Scope.OPERATE, report::answer))
                .register(rules);
        Endpoint.at("/{language}/feedback").get(this::form).post(this::take).register(rules);
        Endpoint.at("/{language}/feedback/thanks").get(this::thanks).register(rules);
    }

    @Override
    public void stop() {
        forgetting.shutdownNow();
    }

    private void forget() {
        try {
            store.forgetBefore(day(clock.instant()));
        } catch (RuntimeException e) {
            LOG.warn("The visitor keys of past days could not be forgotten yet", e);
        }
    }

    private LocalDate day(Instant instant) {
        return LocalDate.ofInstant(instant, site.organisation().zone());
    }

    private void form(ServerRequest request, ServerResponse response) {
        String language = language(request);
        site.send(request, response, 200, page(language, "title"), survey.form(language, "/" + language));
    }

    private void take(ServerRequest request, ServerResponse response) {
        String language = language(request);
        String client = clients.of(request);
        limit.count(client);
        Answer answer = Answer.of(Bodies.form(request, FORM_LIMIT));
        List<FieldError> errors = answer.errors();
        if (!errors.isEmpty()) {
            refuse(request, response, language, answer, errors);
            return;
        }
        // Who falls into the trap is thanked like everyone, and learns nothing.
        if (!answer.trapped()) {
            Instant now = clock.instant();
            String agent = request.headers().first(HeaderNames.USER_AGENT).orElse("");
            byte[] visitor = visitors.of(day(now), client, agent, answer.page());
            store.keep(now, day(now), language, answer, visitor);
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.seeOther(
                response,
                "/" + language + "/feedback/thanks?page=" + URLEncoder.encode(answer.page(), StandardCharsets.UTF_8));
    }

    private void refuse(
            ServerRequest request, ServerResponse response, String language, Answer answer, List<FieldError> errors) {
        boolean person = request.headers().contains(HeaderNames.ACCEPT)
                && request.headers().get(HeaderNames.ACCEPT).values().contains("text/html");
        if (!person) {
            throw Problem.fields(errors.stream()
                    .map(error ->
                            new FieldError(error.field(), survey.words("en").get(error.reason())))
                    .toList());
        }
        site.send(request, response, 422, page(language, "title"), survey.form(language, answer, errors));
    }

    private void thanks(ServerRequest request, ServerResponse response) {
        String language = language(request);
        Answer asked = Answer.empty(request.query().first("page").orElse(""));
        String back = asked.knownPath() ? asked.page() : "/" + language;
        site.send(request, response, 200, page(language, "thanks.title"), survey.thanks(language, back));
    }

    private Page page(String language, String title) {
        return Page.of(language, survey.words(language).get(title))
                .withLanguages(site.organisation().languages().stream()
                        .map(tag -> new Page.Link(tag, "/" + tag))
                        .toList())
                .outOfSearch();
    }

    /** Any language may stand here: a page of it is where the reader came from. */
    private static String language(ServerRequest request) {
        String given = request.path().pathParameters().get("language");
        return Languages.canonical(given).filter(given::equals).orElseThrow(Problem::notFound);
    }
}

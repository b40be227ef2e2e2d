package barid.newsletter.subscriptions;

import barid.kit.http.Answers;
import barid.kit.http.ClientAddress;
import barid.kit.http.Endpoint;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.mail.MailLanguage;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Signing up by program, and the operators' way to bring subscribers along. */
public final class SubscriptionApi {
    private static final long BODY = 64 << 10;

    private final Subscriptions subscriptions;
    private final Organisation organisation;
    private final Tokens tokens;
    private final ClientAddress clients;
    private final RateLimit limit;
    private final Texts.In reasons = Texts.beside(SubscriptionApi.class).in("en", "en");

    public SubscriptionApi(
            Subscriptions subscriptions,
            Organisation organisation,
            Tokens tokens,
            ClientAddress clients,
            RateLimit limit) {
        this.subscriptions = subscriptions;
        this.organisation = organisation;
        this.tokens = tokens;
        this.clients = clients;
        this.limit = limit;
    }

    public void register(HttpRouting.Builder routing) {
        Endpoint.at("/newsletter/api/subscriptions").post(this::signUp).register(routing);
        Endpoint.at("/newsletter/api/subscribers")
                .post(tokens.guard(Tokens.Scope.OPERATE, this::add))
                .register(routing);
    }

    private record SignUp(
            @Nullable String email,
            @Nullable List<String> languages,
            @Nullable List<String> topics,
            @Nullable String cadence,
            @Nullable Integer hour,
            @Nullable Integer day,
            @Nullable String zone) {
        ChoiceRules.Given given() {
            return new ChoiceRules.Given(email, languages, topics, cadence, hour, day, zone);
        }
    }

    private record Addition(
            @Nullable String email,
            @Nullable List<String> languages,
            @Nullable List<String> topics,
            @Nullable String cadence,
            @Nullable Integer hour,
            @Nullable Integer day,
            @Nullable String zone,
            @Nullable String consent,
            @Nullable Long position) {
        ChoiceRules.Given given() {
            return new ChoiceRules.Given(email, languages, topics, cadence, hour, day, zone);
        }
    }

    private void signUp(ServerRequest request, ServerResponse response) {
        limit.count(clients.of(request));
        var taken = taken(Json.read(request, SignUp.class, BODY).given());
        subscriptions
                .signUps()
                .signUp(
                        taken.address(),
                        taken.choices(),
                        new Source(
                                "api",
                                MailLanguage.of(taken.choices().languages(), organisation),
                                subscriptions.recordsClients() ? clients.of(request) : ""));
        response.status(Status.ACCEPTED_202);
        Answers.json(request, response, Map.of());
    }

    private void add(ServerRequest request, ServerResponse response) {
        Addition addition = Json.read(request, Addition.class, BODY);
        var taken = taken(addition.given());
        String consent = addition.consent();
        if (consent == null || !consent.matches("[a-z][a-z0-9-]{0,39}")) {
            throw Problem.field("consent", reasons.get("error.consent"));
        }
        Long position = addition.position();
        if (position != null && position < 0) {
            throw Problem.field("position", reasons.get("error.position"));
        }
        boolean isNew = subscriptions.add(taken.address(), taken.choices(), consent, Optional.ofNullable(position));
        response.status(isNew ? Status.CREATED_201 : Status.OK_200);
        Answers.json(request, response, Map.of("new", isNew));
    }

    private ChoiceRules.Verdict.Taken taken(ChoiceRules.Given given) {
        return switch (subscriptions.rules().judge(given)) {
            case ChoiceRules.Verdict.Taken taken -> taken;
            case ChoiceRules.Verdict.Refused(List<ChoiceRules.Fault> faults) ->
                throw Problem.fields(faults.stream()
                        .map(fault -> new Problem.FieldError(fault.field(), reasons.get("error." + fault.rule())))
                        .toList());
        };
    }
}

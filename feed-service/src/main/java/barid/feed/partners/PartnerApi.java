package barid.feed.partners;

import barid.feed.partners.Agreements.Outcome;
import barid.feed.publishing.FeedCache;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.kit.site.Organisation;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code /feeds/api/partners}: partners and their keys, for operators' programs. */
final class PartnerApi implements HttpFeature {
    private static final String ROOT = "/feeds/api/partners";
    private static final int BODY = 64 << 10;
    private static final int WEEK = 7;

    private final Agreements agreements;
    private final PartnerStore store;
    private final PullStore pulls;
    private final FeedCache feeds;
    private final Tokens tokens;
    private final Organisation organisation;
    private final InstantSource clock;

    PartnerApi(
            Agreements agreements,
            PartnerStore store,
            PullStore pulls,
            FeedCache feeds,
            Tokens tokens,
            Organisation organisation,
            InstantSource clock) {
        this.agreements = agreements;
        this.store = store;
        this.pulls = pulls;
        this.feeds = feeds;
        this.tokens = tokens;
        this.organisation = organisation;
        this.clock = clock;
    }

    private record Making(
            @Nullable String id,
            @Nullable String name,
            @Nullable String contact,
            @Nullable List<@Nullable String> languages,
            @Nullable List<@Nullable String> topics,
            @Nullable String rights,
            @Nullable Integer limit) {
        TermsForm terms() {
            return new TermsForm(name, contact, languages, topics, rights, limit);
        }
    }

    /** {@code week} counts the last seven days, today among them; {@code behind} counts entries and tombstones. */
    private record Pulled(Optional<Instant> last, Optional<String> agent, long behind, Tally week) {}

    private record View(
            String id,
            String name,
            String contact,
            List<String> languages,
            List<String> topics,
            String rights,
            int limit,
            String feed,
            Instant created,
            Optional<Instant> revoked,
            Pulled pulled) {}

    private record WholeView(@JsonUnwrapped View partner, List<PartnerKey> keys) {}

    @Override
    public void setup(HttpRouting.Builder routing) {
        Endpoint.at(ROOT).get(this::list).post(this::make).register(routing);
        Endpoint.at(ROOT + "/{id}").get(this::show).put(this::change).register(routing);
        Endpoint.at(ROOT + "/{id}/keys").post(this::makeKey).register(routing);
        Endpoint.at(ROOT + "/{id}/keys/{key}").delete(this::revokeKey).register(routing);
        Endpoint.at(ROOT + "/{id}/revoke").post(this::end).register(routing);
    }

    private String operator(ServerRequest request) {
        String operator = tokens.require(request, Tokens.Scope.OPERATE).name();
        Bodies.query(request);
        return operator;
    }

    private static String id(ServerRequest request) {
        return request.path().pathParameters().get("id");
    }

    private void list(ServerRequest request, ServerResponse response) {
        operator(request);
        Map<String, LastPull> last = pulls.last();
        Map<String, Map<LocalDate, Tally>> days = pulls.days(weekAgo(), organisation.zone());
        List<View> partners = store.all().stream()
                .map(partner -> view(
                        partner,
                        last.getOrDefault(partner.id(), LastPull.NEVER),
                        days.getOrDefault(partner.id(), Map.of())))
                .toList();
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, Map.of("partners", partners));
    }

    private void show(ServerRequest request, ServerResponse response) {
        operator(request);
        send(request, response, store.find(id(request)).orElseThrow(Problem::notFound));
    }

    private void make(ServerRequest request, ServerResponse response) {
        String operator = operator(request);
        Making given = Json.read(request, Making.class, BODY);
        List<Fault> faults = new ArrayList<>();
        TermsForm.checkId(given.id()).ifPresent(faults::add);
        Terms terms = terms(given.terms(), List.of(), faults);
        Partner made = done(agreements.make(operator, String.valueOf(given.id()), terms));
        response.status(Status.CREATED_201).header(HeaderNames.LOCATION, ROOT + "/" + made.id());
        send(request, response, made);
    }

    private void change(ServerRequest request, ServerResponse response) {
        String operator = operator(request);
        TermsForm given = Json.read(request, TermsForm.class, BODY);
        Partner before = store.find(id(request)).orElseThrow(Problem::notFound);
        Terms terms = terms(given, before.terms().topics(), new ArrayList<>());
        send(request, response, done(agreements.change(operator, before.id(), terms)));
    }

    /** The terms; {@link Problem} 422 with all faults, those in {@code faults} first. */
    private Terms terms(TermsForm given, List<String> agreed, List<Fault> faults) {
        TermsForm.Checked checked = given.check(
                slug -> agreed.contains(slug) || feeds.topics().bySlug().containsKey(slug));
        if (checked instanceof TermsForm.Checked.Good good && faults.isEmpty()) {
            return good.terms();
        }
        if (checked instanceof TermsForm.Checked.Bad bad) {
            faults.addAll(bad.faults());
        }
        throw TermsForm.refusal(faults);
    }

    private void makeKey(ServerRequest request, ServerResponse response) {
        Outcome outcome = agreements.makeKey(operator(request), id(request));
        if (!(outcome instanceof Outcome.Made made)) {
            throw refusal(outcome);
        }
        response.status(Status.CREATED_201).header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(
                request,
                response,
                Map.of("number", made.key().number(), "key", made.key().text()));
    }

    private void revokeKey(ServerRequest request, ServerResponse response) {
        String operator = operator(request);
        String key = request.path().pathParameters().get("key");
        if (!key.matches("[1-9][0-9]{0,8}")) {
            throw Problem.notFound();
        }
        done(agreements.revokeKey(operator, id(request), Integer.parseInt(key)));
        response.status(Status.NO_CONTENT_204).send();
    }

    private void end(ServerRequest request, ServerResponse response) {
        send(request, response, done(agreements.end(operator(request), id(request))));
    }

    private static Partner done(Outcome outcome) {
        if (outcome instanceof Outcome.Done done) {
            return done.partner();
        }
        throw refusal(outcome);
    }

    private static Problem refusal(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Taken _ -> Problem.conflict("Another partner has this id.");
            case Outcome.Ended _ -> Problem.conflict("What was agreed with this partner has ended.");
            case Outcome.TooManyKeys _ ->
                Problem.conflict("A partner has at most " + Agreements.MOST_KEYS + " valid keys; revoke one first.");
            case Outcome.Unknown _, Outcome.Done _, Outcome.Made _ -> Problem.notFound();
        };
    }

    private void send(ServerRequest request, ServerResponse response, Partner partner) {
        View view =
                view(partner, pulls.lastOf(partner.id()), pulls.daysOf(partner.id(), weekAgo(), organisation.zone()));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, new WholeView(view, store.keys(partner.id())));
    }

    private LocalDate weekAgo() {
        return LocalDate.ofInstant(clock.instant(), organisation.zone()).minusDays(WEEK - 1L);
    }

    private View view(Partner partner, LastPull last, Map<LocalDate, Tally> week) {
        Terms terms = partner.terms();
        return new View(
                partner.id(),
                terms.name(),
                terms.contact(),
                terms.languages(),
                terms.topics(),
                terms.rights(),
                terms.perMinute(),
                FeedAddress.of(organisation, partner),
                partner.created(),
                partner.revoked(),
                new Pulled(
                        last.at(),
                        last.agent(),
                        last.behind(),
                        week.values().stream().reduce(Tally.NONE, Tally::plus)));
    }
}

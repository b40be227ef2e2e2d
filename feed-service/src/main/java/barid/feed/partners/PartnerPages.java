package barid.feed.partners;

import barid.feed.partners.Agreements.Outcome;
import barid.feed.partners.PartnerViews.Place;
import barid.feed.publishing.FeedCache;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.operators.OperatorSession;
import barid.kit.operators.Operators;
import barid.kit.site.Texts;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
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

/** The operators' pages about partners: {@code /partners/{language}} and what stands below it. */
final class PartnerPages implements HttpFeature {
    /** Before the tag or slug in the name of each box to tick. */
    static final String LANGUAGE = "language-";

    static final String TOPIC = "topic-";

    private static final String ROOT = "/partners";
    private static final String ONE = ROOT + "/{language}/{id}";

    private final Operators operators;
    private final PartnerViews views;
    private final Agreements agreements;
    private final PartnerStore store;
    private final PullStore pulls;
    private final FeedCache feeds;
    private final InstantSource clock;

    PartnerPages(
            Operators operators,
            PartnerViews views,
            Agreements agreements,
            PartnerStore store,
            PullStore pulls,
            FeedCache feeds,
            InstantSource clock) {
        this.operators = operators;
        this.views = views;
        this.agreements = agreements;
        this.store = store;
        this.pulls = pulls;
        this.feeds = feeds;
        this.clock = clock;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        Endpoint.at(ROOT).get(this::choose).register(routing);
        Endpoint.at(ROOT + "/{language}").get(page(this::list)).register(routing);
        Endpoint.at(ROOT + "/{language}/new")
                .get(page(this::blank))
                .post(form(this::make))
                .register(routing);
        Endpoint.at(ONE).get(page(this::show)).register(routing);
        Endpoint.at(ONE + "/edit")
                .get(page(this::edit))
                .post(form(this::change))
                .register(routing);
        Endpoint.at(ONE + "/keys").post(form(this::makeKey)).register(routing);
        Endpoint.at(ONE + "/keys/{key}/revoke")
                .get(page(this::askRevoke))
                .post(form(this::revoke))
                .register(routing);
        Endpoint.at(ONE + "/end").get(page(this::askEnd)).post(form(this::end)).register(routing);
    }

    /** A language that the software does not speak is nobody's page, signed in or not. */
    private Handler page(Operators.PageHandler handler) {
        return spoken(operators.page(handler));
    }

    private Handler form(Operators.FormHandler handler) {
        return spoken(operators.form(handler));
    }

    private Handler spoken(Handler handler) {
        return (request, response) -> {
            language(request);
            handler.handle(request, response);
        };
    }

    private void choose(ServerRequest request, ServerResponse response) {
        response.header(HeaderNames.VARY, "Accept-Language");
        Answers.seeOther(response, ROOT + "/" + operators.preferred(request));
    }

    /** The language of the page; {@link Problem} 404 if the software does not speak it. */
    private String language(ServerRequest request) {
        String language = request.path().pathParameters().get("language");
        if (!operators.languages().contains(language)) {
            throw Problem.notFound();
        }
        return language;
    }

    private Partner partner(ServerRequest request) {
        return store.find(request.path().pathParameters().get("id")).orElseThrow(Problem::notFound);
    }

    private void list(ServerRequest request, ServerResponse response, OperatorSession session) {
        Place place = new Place(language(request), "");
        Texts.In words = views.words(place.language());
        Map<String, LastPull> last = pulls.last();
        LocalDate since = views.today().minusDays(PartnerViews.WEEK - 1L);
        Map<String, Map<LocalDate, Tally>> days = pulls.days(since, views.zone());
        List<PartnerLine> lines = store.all().stream()
                .map(partner -> views.line(
                        words,
                        partner,
                        last.getOrDefault(partner.id(), LastPull.NEVER),
                        days.getOrDefault(partner.id(), Map.of())))
                .toList();
        views.send(
                request, response, 200, session, place, words.get("title"), "partners.jte", Map.of("partners", lines));
    }

    private void show(ServerRequest request, ServerResponse response, OperatorSession session) {
        String language = language(request);
        Partner partner = partner(request);
        Texts.In words = views.words(language);
        Instant dayAgo = clock.instant().minus(PartnerViews.DAY);
        LocalDate monthAgo = views.today().minusDays(PartnerViews.MONTH - 1L);
        PartnerView view = views.view(
                words,
                partner,
                pulls.lastOf(partner.id()),
                pulls.hours(partner.id(), dayAgo),
                pulls.daysOf(partner.id(), monthAgo, views.zone()),
                store.keys(partner.id()));
        Place place = new Place(language, "/" + partner.id());
        views.send(request, response, 200, session, place, view.name(), "partner.jte", Map.of("partner", view));
    }

    private void blank(ServerRequest request, ServerResponse response, OperatorSession session) {
        TermsForm empty = new TermsForm(null, null, null, null, null, Terms.PER_MINUTE);
        form(request, response, session, Optional.empty(), "", empty, List.of());
    }

    private void make(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        String id = fields.getOrDefault("id", "").strip();
        TermsForm given = terms(fields);
        List<Fault> faults = new ArrayList<>();
        TermsForm.checkId(id).ifPresent(faults::add);
        Optional<Terms> terms = checked(given, List.of(), faults);
        if (faults.isEmpty() && terms.isPresent()) {
            Outcome outcome = agreements.make(session.operator(), id, terms.get());
            if (!(outcome instanceof Outcome.Taken)) {
                lead(request, response, outcome, "/" + id);
                return;
            }
            faults.add(new Fault("id", Fault.Reason.TAKEN));
        }
        form(request, response, session, Optional.empty(), id, given, faults);
    }

    private void edit(ServerRequest request, ServerResponse response, OperatorSession session) {
        Partner partner = standing(request);
        Terms terms = partner.terms();
        TermsForm stands = new TermsForm(
                terms.name(), terms.contact(), terms.languages(), terms.topics(), terms.rights(), terms.perMinute());
        form(request, response, session, Optional.of(partner), partner.id(), stands, List.of());
    }

    private void change(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Partner partner = standing(request);
        TermsForm given = terms(fields);
        List<Fault> faults = new ArrayList<>();
        Optional<Terms> terms = checked(given, partner.terms().topics(), faults);
        if (terms.isPresent()) {
            Outcome outcome = agreements.change(session.operator(), partner.id(), terms.get());
            lead(request, response, outcome, "/" + partner.id());
        } else {
            form(request, response, session, Optional.of(partner), partner.id(), given, faults);
        }
    }

    private Optional<Terms> checked(TermsForm given, List<String> agreed, List<Fault> faults) {
        return switch (given.check(
                slug -> agreed.contains(slug) || feeds.topics().bySlug().containsKey(slug))) {
            case TermsForm.Checked.Good good -> Optional.of(good.terms());
            case TermsForm.Checked.Bad bad -> {
                faults.addAll(bad.faults());
                yield Optional.empty();
            }
        };
    }

    private static TermsForm terms(Map<String, String> fields) {
        return new TermsForm(
                fields.get("name"),
                fields.get("contact"),
                ticked(fields, LANGUAGE),
                ticked(fields, TOPIC),
                fields.get("rights"),
                number(fields.getOrDefault("limit", "").strip()));
    }

    private static List<@Nullable String> ticked(Map<String, String> fields, String prefix) {
        List<@Nullable String> ticked = new ArrayList<>();
        fields.keySet().stream()
                .filter(field -> field.startsWith(prefix))
                .sorted()
                .forEach(field -> ticked.add(field.substring(prefix.length())));
        return ticked;
    }

    /** No number at all is out of every range. */
    private static int number(String text) {
        try {
            return Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    private void form(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            Optional<Partner> partner,
            String id,
            TermsForm given,
            List<Fault> faults) {
        String language = language(request);
        Texts.In words = views.words(language);
        String rest = partner.map(known -> "/" + known.id() + "/edit").orElse("/new");
        String title = partner.map(
                        known -> words.get("edit.title", known.terms().name()))
                .orElse(words.get("new.title"));
        views.send(
                request,
                response,
                faults.isEmpty() ? 200 : 422,
                session,
                new Place(language, rest),
                title,
                "partnerForm.jte",
                Map.of("title", title, "form", views.form(words, partner, id, given, faults)));
    }

    private void makeKey(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Partner partner = standing(request);
        Outcome outcome = agreements.makeKey(session.operator(), partner.id());
        if (!(outcome instanceof Outcome.Made made)) {
            lead(request, response, outcome, "/" + partner.id());
            return;
        }
        String language = language(request);
        Texts.In words = views.words(language);
        views.send(
                request,
                response,
                200,
                session,
                new Place(language, "/" + partner.id()),
                words.get("key.title"),
                "partnerKey.jte",
                Map.of(
                        "partner",
                        partner,
                        "number",
                        words.get("number", made.key().number()),
                        "key",
                        made.key().text()));
    }

    private void askRevoke(ServerRequest request, ServerResponse response, OperatorSession session) {
        Partner partner = standing(request);
        int number = key(request);
        List<PartnerKey> valid = store.keys(partner.id()).stream()
                .filter(key -> key.revoked().isEmpty())
                .toList();
        if (valid.stream().noneMatch(key -> key.number() == number)) {
            throw Problem.notFound();
        }
        Texts.In words = views.words(language(request));
        ask(
                request,
                response,
                session,
                partner,
                "/keys/" + number + "/revoke",
                words.get("revoke.title", number, partner.terms().name()),
                words.get(valid.size() == 1 ? "revoke.last" : "revoke.text", valid.size() - 1),
                words.get("revoke.do"));
    }

    private void revoke(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Partner partner = standing(request);
        Outcome outcome = agreements.revokeKey(session.operator(), partner.id(), key(request));
        lead(request, response, outcome, "/" + partner.id());
    }

    private void askEnd(ServerRequest request, ServerResponse response, OperatorSession session) {
        Partner partner = standing(request);
        Texts.In words = views.words(language(request));
        ask(
                request,
                response,
                session,
                partner,
                "/end",
                words.get("end.title", partner.terms().name()),
                words.get("end.text"),
                words.get("end.do"));
    }

    private void end(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        Partner partner = standing(request);
        lead(request, response, agreements.end(session.operator(), partner.id()), "/" + partner.id());
    }

    /** Says what will happen, and asks once. */
    private void ask(
            ServerRequest request,
            ServerResponse response,
            OperatorSession session,
            Partner partner,
            String act,
            String title,
            String text,
            String button) {
        Place place = new Place(language(request), "/" + partner.id() + act);
        Map<String, Object> parameters = Map.of(
                "title",
                title,
                "text",
                text,
                "button",
                button,
                "action",
                place.in(place.language()),
                "back",
                new Place(place.language(), "/" + partner.id()).in(place.language()));
        views.send(request, response, 200, session, place, title, "partnerConfirm.jte", parameters);
    }

    /** The partner, whose time is not over; of one that has ended nothing can be changed. */
    private Partner standing(ServerRequest request) {
        Partner partner = partner(request);
        if (partner.revoked().isPresent()) {
            throw Problem.conflict("What was agreed with this partner has ended.");
        }
        return partner;
    }

    private static int key(ServerRequest request) {
        String key = request.path().pathParameters().get("key");
        if (!key.matches("[1-9][0-9]{0,8}")) {
            throw Problem.notFound();
        }
        return Integer.parseInt(key);
    }

    /** On to the page below the language, which shows what came of the act; somebody else's act may have come first. */
    private void lead(ServerRequest request, ServerResponse response, Outcome outcome, String rest) {
        if (outcome instanceof Outcome.Unknown) {
            throw Problem.notFound();
        }
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.seeOther(response, ROOT + "/" + language(request) + rest);
    }
}

package barid.kit.operators;

import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.ClientAddress;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import barid.kit.site.Site;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import gg.jte.Content;
import io.helidon.http.HeaderNames;
import io.helidon.http.SetCookie;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets operators sign in by a form, keeps their sessions, and guards the pages that are theirs. */
public final class Operators {
    private static final Logger LOG = LoggerFactory.getLogger(Operators.class);
    private static final String COOKIE = "barid-operator";
    private static final String VISIT = "barid-sign-in";
    private static final long FORM = 64 << 10;
    private static final int ATTEMPTS = 10;
    private static final Duration ATTEMPTS_WINDOW = Duration.ofMinutes(15);

    private final OperatorSettings settings;
    private final Tokens tokens;
    private final ClientAddress clients;
    private final InstantSource clock;
    private final MeterRegistry metrics;
    private final SessionSeal seal;
    private final SignInPages pages;
    private final RateLimit attempts = new RateLimit(ATTEMPTS, ATTEMPTS_WINDOW, Ticker.systemTicker());
    private final Pattern ownPath;
    /** Sessions signed out here; a cookie that someone copied is worth nothing either. */
    private final Cache<String, Boolean> ended = Caffeine.newBuilder()
            .expireAfterWrite(SessionSeal.LASTS)
            .maximumSize(100_000)
            .build();

    /** Answers a request of an operator. */
    public interface PageHandler {
        void handle(ServerRequest request, ServerResponse response, OperatorSession session);
    }

    /** Carries out a form that an operator sent; {@code fields} hold what it says. */
    public interface FormHandler {
        void handle(
                ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields);
    }

    public Operators(
            OperatorSettings settings,
            Site site,
            Tokens tokens,
            ClientAddress clients,
            InstantSource clock,
            SecureRandom random,
            MeterRegistry metrics) {
        this.settings = settings;
        this.tokens = tokens;
        this.clients = clients;
        this.clock = clock;
        this.metrics = metrics;
        this.seal = new SessionSeal(settings.secret(), random, tokens);
        this.pages = new SignInPages(site, settings.prefix());
        this.ownPath =
                Pattern.compile(Pattern.quote(settings.prefix()) + "(?:/[A-Za-z0-9_~-]+(?:\\.[A-Za-z0-9_~-]+)*)*");
    }

    /** Serves {@code {prefix}/sign-in} and {@code {prefix}/sign-out}; to be registered before wider patterns. */
    public void register(HttpRules rules) {
        Endpoint.at(settings.prefix() + "/sign-in")
                .get((request, response) -> form(request, response, false))
                .post(this::signIn)
                .register(rules);
        Endpoint.at(settings.prefix() + "/sign-out").post(form(this::signOut)).register(rules);
    }

    /** Guards a page: who has no session is led to the form, and from there back here. */
    public Handler page(PageHandler handler) {
        return (request, response) -> {
            Optional<OperatorSession> session = session(request);
            if (session.isPresent()) {
                handler.handle(request, response, session.get());
            } else {
                lead(response, "?next=" + encoded(request.path().path()));
            }
        };
    }

    /** Guards what a form does: it runs only for a form that this session was given; at most 64 KiB. */
    public Handler form(FormHandler handler) {
        return (request, response) -> {
            Optional<OperatorSession> session = session(request);
            if (session.isEmpty()) {
                lead(response, "?ended=true");
                return;
            }
            Map<String, String> fields = Bodies.form(request, FORM);
            if (!SessionSeal.same(session.get().formToken(), fields.getOrDefault(OperatorSession.FORM_FIELD, ""))) {
                throw Problem.of(403, "foreign-form", "The form is not from this session.");
            }
            handler.handle(request, response, session.get(), fields);
        };
    }

    /** Who is signed in, and the button that ends it; to stand on every page, in its language. */
    public Content bar(OperatorSession session, String language) {
        return pages.bar(session, language);
    }

    /** The languages of the operators' pages: those of the software, in the organisation's order. */
    public List<String> languages() {
        return pages.languages();
    }

    /** The one of these that the browser asks for. */
    public String preferred(ServerRequest request) {
        return pages.preferred(request);
    }

    private Optional<OperatorSession> session(ServerRequest request) {
        return request.headers().cookies().all(COOKIE, List::of).stream()
                .flatMap(value -> seal.open(value, clock.instant()).stream())
                .filter(session -> ended.getIfPresent(session.id()) == null)
                .findFirst();
    }

    private void lead(ServerResponse response, String query) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.seeOther(response, settings.prefix() + "/sign-in" + query);
    }

    private void form(ServerRequest request, ServerResponse response, boolean refused) {
        String nonce = seal.nonce();
        response.headers().addCookie(cookie(VISIT, nonce, SessionSeal.LASTS));
        pages.send(
                request,
                response,
                seal.signInToken(nonce),
                next(request.query().first("next").orElse("")),
                refused ? "refused" : request.query().contains("ended") ? "ended" : "");
    }

    private void signIn(ServerRequest request, ServerResponse response) {
        Map<String, String> fields = Bodies.form(request, FORM);
        String given = fields.getOrDefault(OperatorSession.FORM_FIELD, "");
        boolean own = request.headers().cookies().all(VISIT, List::of).stream()
                .anyMatch(nonce -> SessionSeal.same(seal.signInToken(nonce), given));
        if (!own) {
            throw Problem.of(403, "foreign-form", "The form is not from this site.");
        }
        String client = clients.of(request);
        attempts.count(client);
        Optional<Tokens.Token> token = tokens.find(
                        fields.getOrDefault("token", "").strip())
                .filter(known -> known.scopes().contains(Tokens.Scope.OPERATE));
        count(token.isPresent() ? "taken" : "refused");
        if (token.isEmpty()) {
            form(request, response, true);
            return;
        }
        attempts.forget(client);
        LOG.info("{} signed in as an operator", token.get().name());
        response.headers()
                .addCookie(cookie(COOKIE, seal.begin(token.get(), clock.instant()), SessionSeal.LASTS))
                .addCookie(cookie(VISIT, "", Duration.ZERO));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.seeOther(response, next(fields.getOrDefault("next", "")));
    }

    private void signOut(
            ServerRequest request, ServerResponse response, OperatorSession session, Map<String, String> fields) {
        ended.put(session.id(), true);
        LOG.info("{} signed out", session.operator());
        response.headers().addCookie(cookie(COOKIE, "", Duration.ZERO));
        lead(response, "");
    }

    /** Where to go after sign-in: a page under our own prefix, and no other place. */
    private String next(String asked) {
        return asked.length() <= 300 && ownPath.matcher(asked).matches() && !asked.contains("/sign-")
                ? asked
                : settings.prefix();
    }

    private SetCookie cookie(String name, String value, Duration age) {
        SetCookie.Builder cookie = SetCookie.builder(name, value)
                .path(settings.prefix())
                .httpOnly(true)
                .secure(settings.secure())
                .sameSite(SetCookie.SameSite.STRICT);
        // The web server leaves out an age of zero, so a cookie to be forgotten has a date instead.
        return age.isZero()
                ? cookie.expires(Instant.EPOCH).build()
                : cookie.maxAge(age).build();
    }

    private void count(String outcome) {
        metrics.counter("barid.operators.sign-ins", "outcome", outcome).increment();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}

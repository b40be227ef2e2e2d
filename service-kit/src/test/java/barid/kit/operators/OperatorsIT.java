package barid.kit.operators;

import barid.kit.http.Answers;
import barid.kit.http.ClientAddress;
import barid.kit.http.Endpoint;
import barid.kit.http.ProblemFeature;
import barid.kit.http.Tokens;
import barid.kit.service.RunningService;
import barid.kit.site.Organisation;
import barid.kit.site.Site;
import barid.kit.site.SiteErrors;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class OperatorsIT {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String SECRET = "a secret of more than thirty-two letters";
    private static final Tokens.Token AMINA =
            new Tokens.Token("amina", Tokens.hash("operator-token"), Set.of(Tokens.Scope.OPERATE));
    private static final Tokens.Token WRITER =
            new Tokens.Token("writer", Tokens.hash("writer-token"), Set.of(Tokens.Scope.WRITE));

    private static final Instant NOON = Instant.parse("2026-03-26T12:00:00Z");
    private static final AtomicInteger DONE = new AtomicInteger();
    private static final List<RunningService> RUNNING = new ArrayList<>();
    private static RunningService common;
    private static volatile Instant now;

    @BeforeAll
    static void startCommon() {
        common = start();
    }

    @BeforeEach
    void reset() {
        now = NOON;
        DONE.set(0);
    }

    private static RunningService start(String secret, String base, Tokens.Token... tokens) {
        Config config = Config.just(ConfigSources.create(Map.of(
                "server.host", "127.0.0.1", "server.shutdown-grace-period", "PT0.2S", "operators.secret", secret)));
        Site site = new Site(Organisation.from(config.get("organisation")), "/console/assets");
        RunningService service = RunningService.begin("console", config);
        Operators operators = new Operators(
                OperatorSettings.from(config.get("operators"), "/console", URI.create(base), new SecureRandom()),
                site,
                new Tokens(List.of(tokens)),
                new ClientAddress(Set.of()),
                () -> now,
                new SecureRandom(),
                service.metrics());
        RUNNING.add(service.serve(routing -> {
            routing.addFeature(new ProblemFeature(new SiteErrors(site)));
            operators.register(routing);
            Endpoint.at("/console/act")
                    .post(operators.form((request, response, session, fields) -> {
                        DONE.incrementAndGet();
                        Answers.json(request, response, Map.of("who", session.operator(), "said", fields.get("word")));
                    }))
                    .register(routing);
            Endpoint.at("/console/{page}")
                    .get(operators.page((request, response, session) -> Answers.json(
                            request, response, Map.of("who", session.operator(), "form", session.formToken()))))
                    .register(routing);
        }));
        return service;
    }

    private static RunningService start() {
        return start(SECRET, "https://news.example.org", AMINA, WRITER);
    }

    @AfterAll
    static void stop() {
        RUNNING.forEach(RunningService::stop);
    }

    private static HttpResponse<String> send(RunningService service, String path, String cookies, String form)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Accept", "text/html");
        if (!cookies.isEmpty()) {
            request.header("Cookie", cookies);
        }
        if (form != null) {
            request.header("Content-Type", "application/x-www-form-urlencoded")
                    .POST(HttpRequest.BodyPublishers.ofString(form));
        }
        return HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(RunningService service, String path, String cookies) throws Exception {
        return send(service, path, cookies, null);
    }

    private static String cookie(HttpResponse<?> response, String name) {
        return response.headers().allValues("set-cookie").stream()
                .filter(value -> value.startsWith(name + "="))
                .findFirst()
                .orElse("");
    }

    private static String pair(String cookie) {
        return cookie.split(";", 2)[0];
    }

    private static String hidden(HttpResponse<String> page) {
        Matcher field =
                Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"").matcher(page.body());
        assertThat(field.find()).isTrue();
        return field.group(1);
    }

    private static HttpResponse<String> signIn(RunningService service, String token, String next) throws Exception {
        HttpResponse<String> form = get(service, "/console/sign-in", "");
        return send(
                service,
                "/console/sign-in",
                pair(cookie(form, "barid-sign-in")),
                "form-token=" + hidden(form) + "&token=" + token + "&next="
                        + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    private static String session(RunningService service) throws Exception {
        return pair(cookie(signIn(service, "operator-token", "/console/a"), "barid-operator"));
    }

    private static String location(HttpResponse<?> response) {
        return response.headers().firstValue("location").orElse("");
    }

    private static String formToken(RunningService service, String session) throws Exception {
        return get(service, "/console/page", session).body().replaceFirst(".*\"form\":\"([^\"]+)\".*", "$1");
    }

    @Test
    void whoHasNoSessionIsLedToTheFormAndFromThereBack() throws Exception {
        RunningService service = common;
        HttpResponse<String> led = get(service, "/console/reports", "");
        assertThat(led.statusCode()).isEqualTo(303);
        assertThat(location(led)).isEqualTo("/console/sign-in?next=%2Fconsole%2Freports");
        HttpResponse<String> form = get(service, location(led), "");
        assertThat(form.statusCode()).isEqualTo(200);
        assertThat(form.body()).contains("name=\"next\" value=\"/console/reports\"");
        assertThat(form.headers().firstValue("cache-control")).contains("no-store");
        HttpResponse<String> in = signIn(service, "operator-token", "/console/reports");
        assertThat(in.statusCode()).isEqualTo(303);
        assertThat(location(in)).isEqualTo("/console/reports");
        assertThat(cookie(in, "barid-operator"))
                .contains("HttpOnly", "SameSite=Strict", "Secure", "Path=/console", "Max-Age=43200")
                .doesNotContain("operator-token");
        HttpResponse<String> page = get(service, "/console/reports", pair(cookie(in, "barid-operator")));
        assertThat(page.body()).contains("\"who\":\"amina\"");
    }

    @ParameterizedTest
    @CsvSource({
        "http://localhost:8082, false",
        "http://127.0.0.1:8082, false",
        "http://news.example.org, true",
        "https://localhost, true"
    })
    void theCookieIsForTlsAloneUnlessThisIsTheOwnMachine(String base, boolean secure) throws Exception {
        RunningService service = start(SECRET, base, AMINA);
        String cookie = cookie(signIn(service, "operator-token", "/console"), "barid-operator");
        assertThat(cookie.contains("Secure")).isEqualTo(secure);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/",
                "//evil.example/",
                "/\\evil.example",
                "/console//evil.example",
                "/console/../../evil",
                "/console/%2e%2e/evil",
                "/consoles",
                "/console/sign-out",
                "javascript:alert(1)",
                "/console/a\r\nSet-Cookie: x=y",
                "",
            })
    void nobodyIsLedToAForeignPlace(String next) throws Exception {
        assertThat(location(signIn(common, "operator-token", next))).isEqualTo("/console");
    }

    @ParameterizedTest
    @ValueSource(strings = {"wrong", "", "writer-token", "operator-tokens"})
    void anotherTokenOpensNothing(String token) throws Exception {
        HttpResponse<String> refused = signIn(common, token, "/console");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(cookie(refused, "barid-operator")).isEmpty();
        assertThat(refused.body()).contains("aria-invalid=\"true\"").doesNotContain("value=\"" + token + "\"");
    }

    @Test
    void tenFailuresFromOneAddressAreEnoughForAWhile() throws Exception {
        RunningService service = start();
        for (int i = 0; i < 9; i++) {
            assertThat(signIn(service, "wrong", "/console").statusCode()).isEqualTo(403);
        }
        assertThat(signIn(service, "operator-token", "/console").statusCode()).isEqualTo(303);
        for (int i = 0; i < 10; i++) {
            assertThat(signIn(service, "wrong", "/console").statusCode()).isEqualTo(403);
        }
        HttpResponse<String> limited = signIn(service, "operator-token", "/console");
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValue("retry-after")).contains("900");
    }

    @Test
    void aSignInFormThatAnotherSiteMadeIsRefused() throws Exception {
        RunningService service = common;
        HttpResponse<String> form = get(service, "/console/sign-in", "");
        HttpResponse<String> other = get(service, "/console/sign-in", "");
        String body = "token=operator-token&form-token=" + hidden(form);
        for (String cookies : List.of("", "barid-sign-in=guess", pair(cookie(other, "barid-sign-in")))) {
            assertThat(send(service, "/console/sign-in", cookies, body).statusCode())
                    .isEqualTo(403);
        }
        assertThat(send(service, "/console/sign-in", pair(cookie(form, "barid-sign-in")), body)
                        .statusCode())
                .isEqualTo(303);
    }

    @Test
    void aFormCountsOnlyFromTheSessionThatItWasGivenTo() throws Exception {
        RunningService service = common;
        String session = session(service);
        String other = session(service);
        for (String token : List.of("", "x", formToken(service, other))) {
            assertThat(send(service, "/console/act", session, "word=a&form-token=" + token)
                            .statusCode())
                    .isEqualTo(403);
        }
        assertThat(send(service, "/console/act", session, "word=a").statusCode())
                .isEqualTo(403);
        assertThat(location(send(service, "/console/act", "", "word=a&form-token=" + formToken(service, session))))
                .isEqualTo("/console/sign-in?ended=true");
        assertThat(DONE).hasValue(0);
        HttpResponse<String> taken =
                send(service, "/console/act", session, "word=a&form-token=" + formToken(service, session));
        assertThat(taken.body()).contains("amina").contains("\"said\":\"a\"");
        assertThat(DONE).hasValue(1);
    }

    @Test
    void aChangedOrForeignCookieIsNoSession() throws Exception {
        RunningService service = common;
        String session = session(service);
        String[] parts = session.substring(session.indexOf('=') + 1).split("\\.", -1);
        String longer = parts[0] + "." + (Long.parseLong(parts[1]) + 3600) + "." + parts[2] + "." + parts[3];
        String writer = java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString("writer".getBytes(StandardCharsets.UTF_8))
                + "." + parts[1] + "." + parts[2]
                + "." + parts[3];
        for (String forged : List.of(longer, writer, "....", "a.b.c.d", "x".repeat(5000), parts[0])) {
            assertThat(get(service, "/console/page", "barid-operator=" + forged).statusCode())
                    .as(forged)
                    .isEqualTo(303);
        }
        RunningService elsewhere = start("another secret of more than 32 letters", "https://news.example.org", AMINA);
        assertThat(get(elsewhere, "/console/page", session).statusCode()).isEqualTo(303);
        RunningService replica = start();
        assertThat(get(replica, "/console/page", session).statusCode()).isEqualTo(200);
    }

    @Test
    void aSessionEndsAfterTwelveHours() throws Exception {
        RunningService service = common;
        String session = session(service);
        now = now.plus(Duration.ofHours(12)).minusSeconds(1);
        assertThat(get(service, "/console/page", session).statusCode()).isEqualTo(200);
        now = now.plusSeconds(1);
        assertThat(get(service, "/console/page", session).statusCode()).isEqualTo(303);
    }

    @Test
    void aSessionEndsWithItsToken() throws Exception {
        String session = session(common);
        Tokens.Token replaced = new Tokens.Token("amina", Tokens.hash("new-token"), Set.of(Tokens.Scope.OPERATE));
        Tokens.Token lesser = new Tokens.Token("amina", AMINA.sha256(), Set.of(Tokens.Scope.WRITE));
        for (Tokens.Token left : List.of(replaced, lesser, WRITER)) {
            RunningService later = start(SECRET, "https://news.example.org", left);
            assertThat(get(later, "/console/page", session).statusCode()).isEqualTo(303);
        }
        RunningService rotating = start(SECRET, "https://news.example.org", replaced, AMINA);
        assertThat(get(rotating, "/console/page", session).statusCode()).isEqualTo(200);
    }

    @Test
    void signingOutEndsTheSessionWhoeverKeptItsCookie() throws Exception {
        RunningService service = common;
        String session = session(service);
        assertThat(send(service, "/console/sign-out", session, "form-token=x").statusCode())
                .isEqualTo(403);
        HttpResponse<String> out =
                send(service, "/console/sign-out", session, "form-token=" + formToken(service, session));
        assertThat(location(out)).isEqualTo("/console/sign-in");
        assertThat(cookie(out, "barid-operator")).contains("1 Jan 1970");
        assertThat(get(service, "/console/page", session).statusCode()).isEqualTo(303);
    }

    @Test
    void theFormSpeaksTheLanguageOfTheBrowserOrTheOneChosen() throws Exception {
        RunningService service = common;
        HttpRequest french = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + service.port() + "/console/sign-in"))
                .header("Accept-Language", "fr-CA, ar;q=0.5")
                .build();
        HttpResponse<String> form = HTTP.send(french, HttpResponse.BodyHandlers.ofString());
        assertThat(form.body()).contains("<html lang=\"fr\" dir=\"ltr\">", "Se connecter", "language=ar");
        assertThat(form.headers().allValues("vary")).contains("Accept-Language");
        assertThat(get(service, "/console/sign-in?language=ar", "").body()).contains("<html lang=\"ar\" dir=\"rtl\">");
        assertThat(get(service, "/console/sign-in?next=/console/ar", "").body())
                .contains("<html lang=\"ar\" dir=\"rtl\">");
    }

    @Test
    void aShortSecretIsRefusedAtTheStart() {
        Config config = Config.just(ConfigSources.create(Map.of("secret", "short")));
        assertThatThrownBy(() ->
                        OperatorSettings.from(config, "/console", URI.create("https://localhost"), new SecureRandom()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageNotContaining("\"short\"");
    }
}

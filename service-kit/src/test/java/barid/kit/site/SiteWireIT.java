package barid.kit.site;

import barid.kit.http.Problem;
import barid.kit.http.ProblemFeature;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.WebServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

class SiteWireIT {
    private static final Site SITE = new Site(
            Organisation.from(Config.just(ConfigSources.create(Map.of("organisation.default-language", "en")))
                    .get("organisation")),
            "/feeds/assets");
    private static final WebServer SERVER = WebServer.builder()
            .host("127.0.0.1")
            .port(0)
            .shutdownHook(false)
            .routing(routing -> {
                routing.addFeature(new ProblemFeature(new SiteErrors(SITE)));
                SITE.register(routing);
                routing.get(
                        "/page",
                        (request, response) -> SITE.sendPublic(
                                request,
                                response,
                                SITE.render(Page.of("en", "T"), output -> output.writeContent("x"))));
                routing.get("/gone", (request, response) -> {
                    throw Problem.of(410, "gone", "secret detail");
                });
                routing.get("/broken", (request, response) -> {
                    throw new IllegalStateException("secret detail");
                });
            })
            .build()
            .start();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @AfterAll
    static void stop() {
        SERVER.stop();
        CLIENT.close();
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + SERVER.port() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(pattern).isTrue();
        return matcher.group(1);
    }

    @Test
    void styleSheetAndFontsAreServedForEver() throws Exception {
        String page = get("/page").body();
        HttpResponse<String> css = get(found("rel=\"stylesheet\" href=\"([^\"]+)\"", page));
        assertThat(css.statusCode()).isEqualTo(200);
        assertThat(css.headers().firstValue("content-type")).hasValue("text/css; charset=UTF-8");
        assertThat(css.headers().firstValue("cache-control")).hasValue("public, max-age=31536000, immutable");
        List<String> fonts = Pattern.compile("url\\(\"([^\"]+)\"\\)")
                .matcher(css.body())
                .results()
                .map(result -> result.group(1))
                .toList();
        assertThat(fonts).hasSize(15);
        for (String font : fonts) {
            HttpResponse<String> answer = get("/feeds/assets/" + font);
            assertThat(answer.statusCode()).as(font).isEqualTo(200);
            assertThat(answer.headers().firstValue("content-type")).hasValue("font/woff2");
        }
        assertThat(get(found("rel=\"preload\" href=\"([^\"]+)\"", page)).statusCode())
                .isEqualTo(200);
        assertThat(get(found("rel=\"icon\" href=\"([^\"]+)\"", page)).body()).contains("<svg");
        assertThat(get("/feeds/assets/site.css").statusCode()).isEqualTo(404);
    }

    @Test
    void aPageIsAskedForByItsTag() throws Exception {
        HttpResponse<String> first = get("/page");
        assertThat(first.headers().firstValue("content-security-policy")).hasValue(SITE.policy());
        assertThat(first.headers().firstValue("content-type")).hasValue("text/html; charset=UTF-8");
        String tag = first.headers().firstValue("etag").orElseThrow();
        HttpResponse<String> second = get("/page", "If-None-Match", "\"other\", " + tag);
        assertThat(second.statusCode()).isEqualTo(304);
        assertThat(second.body()).isEmpty();
        assertThat(second.headers().firstValue("etag")).hasValue(tag);
    }

    @Test
    void errorsSpeakTheReadersLanguage() throws Exception {
        HttpResponse<String> byPath = get("/newsletter/fr/nothing", "Accept", "text/html", "Accept-Language", "ar");
        assertThat(byPath.statusCode()).isEqualTo(404);
        assertThat(byPath.headers().firstValue("content-security-policy")).hasValue(SITE.policy());
        assertThat(byPath.body()).contains("lang=\"fr\" dir=\"ltr\"").contains("Il n’y a rien à cette adresse");
        assertThat(get("/nothing", "Accept", "text/html", "Accept-Language", "ar-EG")
                        .body())
                .contains("<html lang=\"ar\" dir=\"rtl\">");
        HttpResponse<String> gone = get("/gone", "Accept", "text/html,*/*;q=0.8");
        assertThat(gone.statusCode()).isEqualTo(410);
        assertThat(gone.body()).contains("This page is no longer here");
    }

    @Test
    void noErrorPageHoldsAnExceptionsText() throws Exception {
        HttpResponse<String> broken = get("/broken", "Accept", "text/html");
        assertThat(broken.statusCode()).isEqualTo(500);
        assertThat(broken.body()).contains("Something went wrong on our side").doesNotContain("secret detail");
        assertThat(get("/broken").headers().firstValue("content-type")).hasValue("application/problem+json");
    }
}

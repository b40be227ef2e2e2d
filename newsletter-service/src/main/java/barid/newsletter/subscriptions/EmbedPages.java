package barid.newsletter.subscriptions;

import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.Endpoint;
import barid.kit.site.Texts;
import gg.jte.output.Utf8ByteOutput;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The small form, of an address alone, that other pages of the organisation show in a frame; it answers within the frame. */
final class EmbedPages {
    private static final String HTML = "text/html; charset=UTF-8";

    private final SignUp signUp;
    private final ReaderPages pages;
    private final String policy;

    /** Takes the fields of the form; returns the errors by field. */
    interface SignUp {
        Map<String, String> take(ServerRequest request, Texts.In in, Map<String, String> fields);
    }

    /** {@code ancestors} are the origins whose pages may frame it; none: that of the organisation's articles. */
    EmbedPages(SignUp signUp, ReaderPages pages, List<String> ancestors) {
        this.signUp = signUp;
        this.pages = pages;
        URI articles = pages.organisation().articles();
        this.policy = "default-src 'none'; style-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none';"
                + " frame-ancestors 'self' "
                + (ancestors.isEmpty()
                        ? articles.getScheme() + "://" + articles.getAuthority()
                        : String.join(" ", ancestors));
    }

    void register(HttpRouting.Builder routing, Function<ServerRequest, Texts.In> language) {
        Endpoint.at("/newsletter/{language}/embed")
                .get((request, response) -> show(request, response, 200, language.apply(request), "", Map.of()))
                .post((request, response) -> signUp(request, response, language.apply(request)))
                .register(routing);
        Endpoint.at("/newsletter/{language}/embed/sent")
                .get((request, response) -> sent(request, response, language.apply(request)))
                .register(routing);
    }

    private void signUp(ServerRequest request, ServerResponse response, Texts.In in) {
        Map<String, String> fields = Bodies.form(request, ReaderPages.FORM);
        Map<String, String> errors = signUp.take(request, in, fields);
        if (errors.isEmpty()) {
            Answers.seeOther(response, "/newsletter/" + in.language() + "/embed/sent");
        } else {
            show(request, response, 422, in, fields.getOrDefault("email", ""), errors);
        }
    }

    private void show(
            ServerRequest request,
            ServerResponse response,
            int status,
            Texts.In in,
            String email,
            Map<String, String> errors) {
        send(request, response, status, in, email, errors, false);
    }

    private void sent(ServerRequest request, ServerResponse response, Texts.In in) {
        send(request, response, 200, in, "", Map.of(), true);
    }

    private void send(
            ServerRequest request,
            ServerResponse response,
            int status,
            Texts.In in,
            String email,
            Map<String, String> errors,
            boolean sent) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("texts", in);
        parameters.put("email", email);
        parameters.put("errors", errors);
        parameters.put("organisation", pages.organisation());
        parameters.put("sent", sent);
        parameters.put("stylesheet", pages.site().stylesheet());
        Utf8ByteOutput output = new Utf8ByteOutput();
        pages.template("embed.jte", parameters).writeTo(output);
        response.status(Status.create(status));
        response.header(HeaderValues.create("Content-Security-Policy", policy));
        response.header(HeaderValues.create("Referrer-Policy", "strict-origin-when-cross-origin"));
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.send(request, response, HTML, output.toByteArray());
    }
}

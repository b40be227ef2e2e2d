package barid.newsletter.subscriptions;

import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Texts;
import barid.newsletter.keys.Keys;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.UUID;

/** What is kept of a reader, by the signed link of her own page: she may take it with her and have it erased, subscribed or not. */
final class KeptDataPages {
    static final String PATH = "/newsletter/preferences/";

    private final Subscriptions subscriptions;
    private final ReaderPages pages;
    private final Keys keys;

    KeptDataPages(Subscriptions subscriptions, ReaderPages pages, Keys keys) {
        this.subscriptions = subscriptions;
        this.pages = pages;
        this.keys = keys;
    }

    void register(HttpRouting.Builder routing) {
        Endpoint.at(PATH + "{token}/export").post(this::export).register(routing);
        Endpoint.at(PATH + "{token}/erase")
                .get(this::askToErase)
                .post(this::erase)
                .register(routing);
    }

    /** Whose link it is; {@link Problem} 404 if it is nobody's. */
    UUID subscriber(ServerRequest request) {
        return keys.preferring(ReaderPages.token(request)).orElseThrow(Problem::notFound);
    }

    /** Her page. */
    static String url(ServerRequest request) {
        return PATH + ReaderPages.token(request);
    }

    /** Who has no subscription may still see to what is kept of her. */
    void gone(ServerRequest request, ServerResponse response, UUID subscriber) {
        Optional<SubscriptionStore.Standing> standing = subscriptions.standing(subscriber);
        Texts.In in = pages.hers(standing);
        if (standing.isEmpty()) {
            erased(request, response, in);
            return;
        }
        pages.show(
                request,
                response,
                200,
                in,
                pages.message(in, "preferences.gone")
                        .with(new Message.Act(url(request) + "/export", in.get("preferences.export"), ""))
                        .with(
                                ReaderPages.toForm(in, "unsubscribed.link"),
                                new Message.Link(url(request) + "/erase", in.get("preferences.erase"))));
    }

    private void export(ServerRequest request, ServerResponse response) {
        UUID subscriber = subscriber(request);
        ReaderPages.anyBody(request);
        Optional<String> data = subscriptions.export(subscriber);
        if (data.isEmpty()) {
            erased(request, response, pages.hers(Optional.empty()));
            return;
        }
        ReaderPages.guard(response);
        response.header(HeaderValues.create("Content-Disposition", "attachment; filename=\"newsletter.json\""));
        Answers.send(request, response, "application/json", data.get().getBytes(StandardCharsets.UTF_8));
    }

    private void askToErase(ServerRequest request, ServerResponse response) {
        Optional<SubscriptionStore.Standing> standing = subscriptions.standing(subscriber(request));
        Texts.In in = pages.hers(standing);
        if (standing.isEmpty()) {
            erased(request, response, in);
            return;
        }
        pages.show(
                request,
                response,
                200,
                in,
                Message.of(in.get("erase.title"), in.get("erase.text"), in.get("erase.kept"))
                        .with(new Message.Act(url(request) + "/erase", in.get("erase.button"), ""))
                        .with(new Message.Link(url(request), in.get("erase.back"))));
    }

    private void erase(ServerRequest request, ServerResponse response) {
        UUID subscriber = subscriber(request);
        ReaderPages.anyBody(request);
        Texts.In in = pages.hers(subscriptions.standing(subscriber));
        subscriptions.erase(subscriber);
        erased(request, response, in);
    }

    private void erased(ServerRequest request, ServerResponse response, Texts.In in) {
        pages.show(request, response, 200, in, pages.message(in, "erased").with(ReaderPages.toForm(in, "erased.link")));
    }
}

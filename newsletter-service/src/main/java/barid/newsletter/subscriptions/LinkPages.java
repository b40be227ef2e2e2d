package barid.newsletter.subscriptions;

import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.site.Texts;
import barid.newsletter.keys.Keys;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * What the links of mails open: confirming, unsubscribing, confirming another address. GET and HEAD show one button and
 * change nothing, since programs open each link of a mail; the token alone is the authority of a POST.
 */
final class LinkPages {
    private static final String CONFIRM = "/newsletter/confirm/";
    private static final String UNSUBSCRIBE = "/newsletter/unsubscribe/";
    private static final String ADDRESS = "/newsletter/address/";

    private final Subscriptions subscriptions;
    private final ReaderPages pages;
    private final Keys keys;

    LinkPages(Subscriptions subscriptions, ReaderPages pages, Keys keys) {
        this.subscriptions = subscriptions;
        this.pages = pages;
        this.keys = keys;
    }

    void register(HttpRouting.Builder routing) {
        Endpoint.at(CONFIRM + "{token}")
                .get(this::askToConfirm)
                .post(this::confirm)
                .register(routing);
        Endpoint.at(UNSUBSCRIBE + "{token}")
                .get(this::askToUnsubscribe)
                .post(this::unsubscribe)
                .register(routing);
        Endpoint.at(ADDRESS + "{token}").get(this::askToMove).post(this::move).register(routing);
    }

    private void askToConfirm(ServerRequest request, ServerResponse response) {
        String token = ReaderPages.token(request);
        switch (subscriptions.signUps().look(token)) {
            case SignUps.Confirming.Confirmed(UUID subscriber, String language) -> {
                Texts.In in = pages.in(language);
                pages.show(
                        request,
                        response,
                        200,
                        in,
                        pages.message(in, "confirm")
                                .with(new Message.Act(CONFIRM + token, in.get("confirm.button"), ""))
                                .with(List.of(pages.consent(in))));
            }
            case SignUps.Confirming.Lapsed(String language) -> lapsed(request, response, pages.in(language));
            case SignUps.Confirming.Unknown unknown -> throw Problem.notFound();
        }
    }

    private void confirm(ServerRequest request, ServerResponse response) {
        ReaderPages.anyBody(request);
        switch (subscriptions.signUps().confirm(ReaderPages.token(request), pages.client(request))) {
            case SignUps.Confirming.Confirmed(UUID subscriber, String language) -> {
                Texts.In in = pages.in(language);
                pages.show(
                        request,
                        response,
                        200,
                        in,
                        pages.message(in, "confirmed")
                                .with(new Message.Link(
                                        PreferencePages.PATH + keys.preferencesToken(subscriber),
                                        in.get("confirmed.link"))));
            }
            case SignUps.Confirming.Lapsed(String language) -> lapsed(request, response, pages.in(language));
            case SignUps.Confirming.Unknown unknown -> throw Problem.notFound();
        }
    }

    private void lapsed(ServerRequest request, ServerResponse response, Texts.In in) {
        pages.show(request, response, 410, in, pages.message(in, "lapsed").with(ReaderPages.toForm(in, "lapsed.link")));
    }

    private void askToUnsubscribe(ServerRequest request, ServerResponse response) {
        String token = ReaderPages.token(request);
        UUID subscriber = keys.unsubscribing(token).orElseThrow(Problem::notFound);
        Optional<SubscriptionStore.Standing> standing = subscriptions.standing(subscriber);
        Texts.In in = pages.hers(standing);
        Message message = pages.message(in, "unsubscribe")
                .with(new Message.Act(UNSUBSCRIBE + token, in.get("unsubscribe.button"), "page"));
        pages.show(
                request,
                response,
                200,
                in,
                standing.filter(SubscriptionStore.Standing::confirmed).isPresent()
                        ? message.with(new Message.Link(
                                PreferencePages.PATH + keys.preferencesToken(subscriber),
                                in.get("unsubscribe.instead")))
                        : message);
    }

    /**
     * One-click unsubscribing (RFC 8058) and the button of the pages: whatever the body is and whatever type it says, the
     * token is the authority. Answers alike for who left before or is not known any more.
     */
    private void unsubscribe(ServerRequest request, ServerResponse response) {
        String body = ReaderPages.anyBody(request);
        UUID subscriber = keys.unsubscribing(ReaderPages.token(request)).orElseThrow(Problem::notFound);
        Texts.In in = pages.hers(subscriptions.standing(subscriber));
        subscriptions.unsubscribe(
                subscriber, pages.source(request, Leaving.of(body).form(), in));
        pages.show(
                request,
                response,
                200,
                in,
                pages.message(in, "unsubscribed").with(ReaderPages.toForm(in, "unsubscribed.link")));
    }

    private void askToMove(ServerRequest request, ServerResponse response) {
        String token = ReaderPages.token(request);
        switch (subscriptions.addressChanges().look(token)) {
            case AddressChanges.Changing.Changed(String language) -> {
                Texts.In in = pages.in(language);
                pages.show(
                        request,
                        response,
                        200,
                        in,
                        pages.message(in, "address")
                                .with(new Message.Act(ADDRESS + token, in.get("address.button"), "")));
            }
            case AddressChanges.Changing changing -> moved(request, response, changing);
        }
    }

    private void move(ServerRequest request, ServerResponse response) {
        ReaderPages.anyBody(request);
        moved(
                request,
                response,
                subscriptions.addressChanges().confirm(ReaderPages.token(request), pages.client(request)));
    }

    private void moved(ServerRequest request, ServerResponse response, AddressChanges.Changing changing) {
        switch (changing) {
            case AddressChanges.Changing.Changed(String language) -> {
                Texts.In in = pages.in(language);
                pages.show(request, response, 200, in, pages.message(in, "moved"));
            }
            case AddressChanges.Changing.Joined(String language) -> {
                Texts.In in = pages.in(language);
                pages.show(request, response, 200, in, pages.message(in, "joined"));
            }
            case AddressChanges.Changing.Lapsed(Optional<String> language) ->
                lapsed(
                        request,
                        response,
                        pages.in(language.orElse(pages.organisation().fallback())));
            case AddressChanges.Changing.Unknown unknown -> throw Problem.notFound();
        }
    }
}

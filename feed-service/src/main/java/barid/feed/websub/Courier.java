package barid.feed.websub;

import barid.kit.http.GuardedClient;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Brings one subscriber what is new (WebSub section 7). */
final class Courier {
    private final GuardedClient http;
    private final String base;
    private final Newest newest;
    private final Payloads payloads = new Payloads();

    /** {@code base} is the public URL of feed-service. */
    Courier(GuardedClient http, String base, Newest newest) {
        this.http = http;
        this.base = base;
        this.newest = newest;
    }

    Outcome deliver(Delivery delivery) throws InterruptedException {
        Optional<Newest.State> found = newest.find(delivery.document());
        if (found.isEmpty() || found.get().position() < delivery.ping()) {
            return new Outcome.LetGo(delivery.id());
        }
        Newest.State state = found.get();
        Optional<Payload> payload = payloads.of(delivery.document(), state, delivery.position());
        if (payload.isEmpty()) {
            return new Outcome.Passed(delivery.id(), state.position());
        }
        return send(delivery, state.position(), payload.get());
    }

    private Outcome send(Delivery delivery, long position, Payload payload) throws InterruptedException {
        try {
            int status = http.status(GuardedClient.Request.post(
                    URI.create(delivery.callback()), headers(delivery, payload), payload.bytes()));
            if (status / 100 == 2) {
                return new Outcome.Delivered(delivery.id(), position);
            }
            return status == 410 ? new Outcome.Ended(delivery.id()) : failed(delivery, "answered " + status);
        } catch (GuardedClient.Refused e) {
            return failed(delivery, "refused: not an address of the public Internet");
        } catch (IOException e) {
            return failed(delivery, "no answer: " + e.getClass().getSimpleName());
        }
    }

    private Map<String, String> headers(Delivery delivery, Payload payload) {
        Map<String, String> headers = new HashMap<>();
        headers.put("Content-Type", delivery.document().format().contentType());
        headers.put(
                "Link",
                "<" + base + HubRoutes.PATH + ">; rel=\"hub\", <" + base
                        + delivery.document().path() + ">; rel=\"self\"");
        if (!delivery.secret().isEmpty()) {
            headers.put("X-Hub-Signature", payload.signature(delivery.secret()));
        }
        return headers;
    }

    private static Outcome failed(Delivery delivery, String error) {
        return new Outcome.Failed(delivery.id(), delivery.failures() + 1, error);
    }
}

package barid.feed.websub;

import barid.feed.publishing.FeedDocument;
import barid.kit.http.Answers;
import barid.kit.http.Bodies;
import barid.kit.http.ClientAddress;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import barid.kit.http.Tokens;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;

/** Takes subscription requests (WebSub section 5), and tells operators how subscribers fare. */
final class HubRoutes implements HttpFeature {
    static final String PATH = "/hub";

    private static final int LARGEST_FORM = 8 << 10;
    private static final int MOST_FAILING = 100;
    private static final String SOON = "600";
    private static final String LATER = "3600";

    private final String base;
    private final RequestForm form;
    private final SubscriptionStore store;
    private final HubSettings settings;
    private final RateLimit limit;
    private final ClientAddress clients;
    private final Tokens tokens;
    private final Runnable stored;
    private final InstantSource clock;

    /** {@code stored} runs after each request that was kept. */
    HubRoutes(
            String base,
            RequestForm form,
            SubscriptionStore store,
            HubSettings settings,
            RateLimit limit,
            ClientAddress clients,
            Tokens tokens,
            Runnable stored,
            InstantSource clock) {
        this.base = base;
        this.form = form;
        this.store = store;
        this.settings = settings;
        this.limit = limit;
        this.clients = clients;
        this.tokens = tokens;
        this.stored = stored;
        this.clock = clock;
    }

    /** What {@code GET /feeds/api/subscriptions} answers. */
    record Report(long subscriptions, long pending, List<Topic> topics, List<Callback> failing) {}

    /** A document and its subscriptions. */
    record Topic(String topic, long subscriptions, long failing) {}

    /** A callback that fails; its URL may be a secret, so its host must do. */
    record Callback(
            String topic,
            String host,
            int failures,
            Instant failingSince,
            Instant nextAttempt,
            String lastError,
            Optional<Instant> lastDelivered) {}

    @Override
    public void setup(HttpRouting.Builder routing) {
        Endpoint.at(PATH).post(this::ask).register(routing);
        Endpoint.at("/feeds/api/subscriptions")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::report))
                .register(routing);
    }

    private void ask(ServerRequest request, ServerResponse response) {
        limit.count(clients.of(request));
        SubscriptionRequest asked = form.read(Bodies.form(request, LARGEST_FORM));
        if (store.pending(asked.host()) >= settings.pendingPerHost()) {
            throw Problem.of(
                            429,
                            "too-many-requests",
                            "Too many requests for callbacks at this host wait to be verified.")
                    .withHeader("Retry-After", SOON);
        }
        SubscriptionStore.Counts counts = store.counts();
        if (asked.mode() == SubscriptionRequest.Mode.SUBSCRIBE
                && counts.standing() + counts.pending() >= settings.maxSubscriptions()) {
            throw Problem.of(503, "hub-full", "This hub has as many subscriptions as it takes.")
                    .withHeader("Retry-After", LATER);
        }
        store.ask(asked, clock.instant());
        stored.run();
        response.status(Status.ACCEPTED_202).send();
    }

    private void report(ServerRequest request, ServerResponse response) {
        SubscriptionStore.Counts counts = store.counts();
        Answers.json(
                request,
                response,
                new Report(
                        counts.standing(),
                        counts.pending(),
                        store.topics().stream().map(this::topic).toList(),
                        store.failing(MOST_FAILING).stream().map(this::callback).toList()));
    }

    private Topic topic(SubscriptionStore.TopicCount count) {
        return new Topic(url(count.document()), count.subscriptions(), count.failing());
    }

    private Callback callback(SubscriptionStore.Failing failing) {
        return new Callback(
                url(failing.document()),
                failing.host(),
                failing.failures(),
                failing.since(),
                failing.nextAttempt(),
                failing.error(),
                failing.lastDelivered());
    }

    private String url(FeedDocument document) {
        return base + document.path();
    }
}

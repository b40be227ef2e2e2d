package barid.feed.partners;

import barid.feed.partners.PartnerRegister.Admission;
import barid.feed.publishing.Audience;
import barid.feed.publishing.FeedAnswers;
import barid.feed.publishing.FeedCache;
import barid.feed.publishing.FeedDocument;
import barid.feed.publishing.FeedFormat;
import barid.kit.http.ClientAddress;
import barid.kit.http.Endpoint;
import barid.kit.http.Problem;
import barid.kit.http.RateLimit;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.HttpFeature;
import io.helidon.webserver.http.HttpRouting;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

import java.time.InstantSource;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Serves each partner its feed and the archive of it, to its own key alone (HTTP Basic, RFC 7617). */
final class PartnerFeedRoutes implements HttpFeature {
    private static final String ATOM = "." + FeedFormat.ATOM.extension();
    private static final Pattern POSITION = Pattern.compile("^\"[^.]+\\.([0-9]{1,18})\\.");
    private static final String CHALLENGE = "Basic realm=\"partners\", charset=\"UTF-8\"";

    private final PartnerRegister register;
    private final FeedCache feeds;
    private final FeedAnswers answers;
    private final FullAnswers fullAnswers;
    private final RateLimit wrongKeys;
    private final ClientAddress clients;
    private final PullLog pulls;
    private final InstantSource clock;

    PartnerFeedRoutes(
            PartnerRegister register,
            FeedCache feeds,
            FeedAnswers answers,
            FullAnswers fullAnswers,
            RateLimit wrongKeys,
            ClientAddress clients,
            PullLog pulls,
            InstantSource clock) {
        this.register = register;
        this.feeds = feeds;
        this.answers = answers;
        this.fullAnswers = fullAnswers;
        this.wrongKeys = wrongKeys;
        this.clients = clients;
        this.pulls = pulls;
        this.clock = clock;
    }

    @Override
    public void setup(HttpRouting.Builder routing) {
        Endpoint.at("/partners/{id}/articles" + ATOM).get(this::feed).register(routing);
        Endpoint.at("/partners/{id}/archive/{file}").get(this::page).register(routing);
    }

    private void feed(ServerRequest request, ServerResponse response) {
        Admission.Admitted caller = admit(request);
        Partner partner = caller.partner();
        counted(request, partner, () -> {
            FeedDocument document = new FeedDocument(partner.feed(), FeedFormat.ATOM);
            if (feeds.find(document).isEmpty()) {
                throw notRendered();
            }
            boolean read = request.prologue().method().equals(Method.GET);
            answers.send(document, Audience.PARTNER, request, response, () -> {
                if (read) {
                    fullAnswers.count(partner);
                }
            });
            if (read) {
                pulls.add(new Pull.Served(
                        partner.id(),
                        clock.instant(),
                        tally(response),
                        caller.key(),
                        position(response),
                        Agents.name(request)));
            }
        });
    }

    private static Tally tally(ServerResponse response) {
        long bytes = response.bytesWritten();
        return switch (response.status().code()) {
            case 304 -> new Tally(0, 0, 1, 0, 0, 0, 0, bytes);
            case 226 -> new Tally(0, 1, 0, 0, 0, 0, 0, bytes);
            default -> new Tally(1, 0, 0, 0, 0, 0, 0, bytes);
        };
    }

    /** Up to which the answer tells of the feed: its tag says it. */
    private static long position(ServerResponse response) {
        Matcher tag =
                POSITION.matcher(response.headers().first(HeaderNames.ETAG).orElse(""));
        return tag.find() ? Long.parseLong(tag.group(1)) : 0;
    }

    private void page(ServerRequest request, ServerResponse response) {
        Admission.Admitted caller = admit(request);
        Partner partner = caller.partner();
        counted(request, partner, () -> {
            answers.sendPage(
                    request.path().pathParameters().get("file"), partner.feed(), Audience.PARTNER, request, response);
            if (request.prologue().method().equals(Method.GET)) {
                pulls.add(new Pull.Leafed(
                        partner.id(),
                        clock.instant(),
                        new Tally(0, 0, 0, 1, 0, 0, 0, response.bytesWritten()),
                        caller.key()));
            }
        });
    }

    /** Made a moment ago, or its database is away since this process began. */
    private static Problem notRendered() {
        return Problem.of(503, "not-rendered", "This feed is being made.").withHeader("Retry-After", "1");
    }

    /** Runs what answers a partner's request, and counts it if it fails. */
    private void counted(ServerRequest request, Partner partner, Runnable answer) {
        try {
            answer.run();
        } catch (RuntimeException e) {
            boolean limited = e instanceof Problem problem && problem.status() == 429;
            if (request.prologue().method().equals(Method.GET)) {
                pulls.add(new Pull.Failed(
                        partner.id(),
                        clock.instant(),
                        limited ? new Tally(0, 0, 0, 0, 0, 1, 0, 0) : new Tally(0, 0, 0, 0, 0, 0, 1, 0)));
            }
            throw e;
        }
    }

    /** Whose key the request bears; {@link Problem} 401, 410 or 429. */
    private Admission.Admitted admit(ServerRequest request) {
        String id = request.path().pathParameters().get("id");
        BasicCredentials given = BasicCredentials.of(request);
        // The address and the user must name the same partner; else the key is compared with nobody's.
        String claimed = given.user().equals(id) ? id : "";
        return switch (register.admit(claimed, given.password())) {
            case Admission.Admitted admitted -> admitted;
            case Admission.Ended _ -> throw Problem.of(410, "gone", "What was agreed on this feed has ended.");
            case Admission.Refused _ -> throw refusal(request, id, given);
        };
    }

    /** The same for an unknown partner as for a wrong or revoked key. */
    private Problem refusal(ServerRequest request, String id, BasicCredentials given) {
        Problem refusal = Problem.of(401, "unauthorized", "This feed takes the partner's id and key.")
                .withHeader(HeaderNames.WWW_AUTHENTICATE.defaultCase(), CHALLENGE);
        if (given.isNone()) {
            return refusal;
        }
        register.find(id)
                .filter(partner -> partner.revoked().isEmpty())
                .ifPresent(partner ->
                        pulls.add(new Pull.Failed(partner.id(), clock.instant(), new Tally(0, 0, 0, 0, 1, 0, 0, 0))));
        wrongKeys.count(clients.of(request));
        return refusal;
    }
}

package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.http.Answers;
import barid.kit.http.Endpoint;
import barid.kit.http.Json;
import barid.kit.http.Problem;
import barid.kit.http.Tokens;
import barid.newsletter.console.SendingActs.EditionAct;
import barid.newsletter.journal.Found;
import barid.newsletter.journal.Restored;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Pausing, holding, cancelling and resuming by program. */
public final class SendingApi {
    private static final String EDITION = "/newsletter/api/editions/{id}";
    private static final String SENDING = "/newsletter/api/sending";
    private static final String LANE = "/newsletter/api/lanes/{name}";
    private static final long BODY = 64 << 10;
    private static final int UNCERTAIN = 1_000;

    private final SendingActs acts;
    private final SendingStore store;
    private final SendingFiguresStore figures;
    private final UncertainStore uncertain;
    private final Database database;
    private final Tokens tokens;
    private final Optional<Restored> restored;
    private final InstantSource clock;

    /** {@code restored}: the question that a restored database puts; empty without a journal. */
    public SendingApi(Database database, Tokens tokens, Optional<Restored> restored, InstantSource clock) {
        this.restored = restored;
        this.database = database;
        this.tokens = tokens;
        this.clock = clock;
        this.store = new SendingStore();
        this.uncertain = new UncertainStore();
        this.figures = new SendingFiguresStore(database);
        this.acts = new SendingActs(database, store, uncertain, new AuditStore(), restored, clock);
    }

    public void register(HttpRules rules) {
        Endpoint.at(EDITION + "/pause").post(edition(EditionAct.PAUSE)).register(rules);
        Endpoint.at(EDITION + "/resume").post(edition(EditionAct.RESUME)).register(rules);
        Endpoint.at(EDITION + "/cancel").post(edition(EditionAct.CANCEL)).register(rules);
        Endpoint.at(EDITION + "/uncertain")
                .get(tokens.guard(Tokens.Scope.OPERATE, this::uncertain))
                .post(tokens.guard(Tokens.Scope.OPERATE, this::decide))
                .register(rules);
        Endpoint.at(SENDING)
                .get(tokens.guard(Tokens.Scope.OPERATE, this::sending))
                .register(rules);
        Endpoint.at(SENDING + "/hold")
                .post(tokens.guard(Tokens.Scope.OPERATE, this::hold))
                .register(rules);
        Endpoint.at(SENDING + "/resume")
                .post(tokens.guard(Tokens.Scope.OPERATE, this::release))
                .register(rules);
        Endpoint.at(SENDING + "/restored")
                .post(tokens.guard(Tokens.Scope.OPERATE, this::answer))
                .register(rules);
        Endpoint.at(LANE + "/stop")
                .post(tokens.guard(Tokens.Scope.OPERATE, this::stopLane))
                .register(rules);
        Endpoint.at(LANE + "/resume")
                .post(tokens.guard(Tokens.Scope.OPERATE, this::resumeLane))
                .register(rules);
    }

    private record Why(@Nullable String reason) {}

    private record Said(boolean changed, AuditStore.@Nullable Note by) {}

    private record Lane(
            String name,
            long open,
            long deferred,
            @Nullable Instant stoppedAt,
            @Nullable String stoppedReason,
            SendingFiguresStore.Answers lastMinute) {}

    private record Sending(
            List<SendingStore.Hold> holds,
            boolean journal,
            @Nullable Found restored,
            List<Lane> lanes) {}

    private record Answered(
            @Nullable String answer, @Nullable String reason) {}

    private record Uncertain(UUID subscriber, @Nullable String reason, int attempts, Instant since) {}

    private record Listed(
            List<Uncertain> uncertain, @Nullable UUID next) {}

    private record Decision(
            @Nullable String verdict, @Nullable UUID subscriber) {}

    private record Changed(long changed) {}

    private Handler edition(EditionAct act) {
        return tokens.guard(
                Tokens.Scope.OPERATE,
                (request, response) -> answer(
                        request,
                        response,
                        acts.act(
                                act,
                                operator(request),
                                Ids.of(request, "id"),
                                reason(request).orElse(""))));
    }

    private void sending(ServerRequest request, ServerResponse response) {
        List<Lane> lanes = figures.lanes(null, clock.instant()).stream()
                .map(lane -> new Lane(
                        lane.lane(),
                        lane.open(),
                        lane.deferred(),
                        lane.stoppedAt(),
                        lane.stoppedAt() == null ? null : lane.stoppedReason(),
                        lane.lastMinute()))
                .toList();
        send(
                request,
                response,
                new Sending(
                        store.holds(database.client().execute()),
                        restored.isPresent(),
                        restored.flatMap(Restored::found).orElse(null),
                        lanes));
    }

    private void answer(ServerRequest request, ServerResponse response) {
        Answered given = Json.read(request, Answered.class, BODY);
        Restored.Answer answer = switch (String.valueOf(given.answer())) {
            case "skip" -> Restored.Answer.SKIP;
            case "again" -> Restored.Answer.AGAIN;
            default -> throw Problem.field("answer", "is skip or again");
        };
        String reason = Reasons.checked(given.reason()).orElse("");
        answer(request, response, acts.answer(answer, operator(request), reason));
    }

    private void hold(ServerRequest request, ServerResponse response) {
        answer(request, response, acts.hold(operator(request), required(request)));
    }

    private void release(ServerRequest request, ServerResponse response) {
        answer(
                request,
                response,
                acts.release(operator(request), reason(request).orElse("")));
    }

    private void stopLane(ServerRequest request, ServerResponse response) {
        answer(request, response, acts.stopLane(operator(request), lane(request), required(request)));
    }

    private void resumeLane(ServerRequest request, ServerResponse response) {
        answer(
                request,
                response,
                acts.resumeLane(
                        operator(request), lane(request), reason(request).orElse("")));
    }

    private void uncertain(ServerRequest request, ServerResponse response) {
        UUID after = request.query().first("after").map(SendingApi::after).orElse(new UUID(0, 0));
        List<UncertainStore.Line> lines =
                uncertain.list(database.client().execute(), Ids.of(request, "id"), after, UNCERTAIN + 1);
        send(
                request,
                response,
                new Listed(
                        lines.stream()
                                .limit(UNCERTAIN)
                                .map(line -> new Uncertain(
                                        line.subscriber(), line.reason(), line.attempts(), line.changedAt()))
                                .toList(),
                        lines.size() > UNCERTAIN ? lines.get(UNCERTAIN - 1).subscriber() : null));
    }

    private void decide(ServerRequest request, ServerResponse response) {
        Decision decision = Json.read(request, Decision.class, BODY);
        SendingActs.Verdict verdict = switch (String.valueOf(decision.verdict())) {
            case "send-again" -> SendingActs.Verdict.SEND_AGAIN;
            case "count-as-sent" -> SendingActs.Verdict.COUNT_AS_SENT;
            default -> throw Problem.field("verdict", "is send-again or count-as-sent");
        };
        SendingActs.Decided decided =
                acts.decide(verdict, operator(request), Ids.of(request, "id"), decision.subscriber());
        if (!decided.possible()) {
            throw Problem.conflict("The edition is over: nothing of it is sent any more.");
        }
        send(request, response, new Changed(decided.changed()));
    }

    private static void answer(ServerRequest request, ServerResponse response, Acted acted) {
        switch (acted.outcome()) {
            case DONE, ALREADY -> send(request, response, new Said(acted.outcome() == Acted.Outcome.DONE, acted.by()));
            case IMPOSSIBLE -> throw Problem.conflict("The state of the edition does not allow this.");
            case UNKNOWN -> throw Problem.notFound();
        }
    }

    private static void send(ServerRequest request, ServerResponse response, Object value) {
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        Answers.json(request, response, value);
    }

    private String operator(ServerRequest request) {
        return tokens.require(request, Tokens.Scope.OPERATE).name();
    }

    /** A call without a body gives no reason. */
    private static Optional<String> reason(ServerRequest request) {
        if (!request.content().hasEntity()) {
            return Optional.empty();
        }
        return Reasons.checked(Json.read(request, Why.class, BODY).reason());
    }

    private static String required(ServerRequest request) {
        return reason(request).orElseThrow(() -> Problem.field("reason", "says why, in a sentence"));
    }

    private static String lane(ServerRequest request) {
        return request.path().pathParameters().get("name");
    }

    private static UUID after(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw Problem.malformed("after is the next of an answer before.");
        }
    }
}

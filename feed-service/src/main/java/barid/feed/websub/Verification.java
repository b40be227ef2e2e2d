package barid.feed.websub;

import barid.kit.http.GuardedClient;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/** Asks a callback whether it wants what was asked for in its name (WebSub section 5.3). */
final class Verification {
    private static final int LONGEST_ANSWER = 1 << 10;
    private static final int CHALLENGE_BYTES = 24;

    private final GuardedClient http;
    private final String base;
    private final RandomGenerator random;

    /** {@code base} is the public URL of feed-service; {@code random} must be hard to guess. */
    Verification(GuardedClient http, String base, RandomGenerator random) {
        this.http = http;
        this.base = base;
        this.random = random;
    }

    /** Redirects are not followed: one is a refusal. */
    Verdict ask(SubscriptionRequest request) throws InterruptedException {
        String challenge = challenge();
        try {
            GuardedClient.Answer answer =
                    http.send(GuardedClient.Request.getOnce(question(request, challenge)), LONGEST_ANSWER);
            if (answer.status() >= 500) {
                return Verdict.UNANSWERED;
            }
            boolean confirmed = answer.status() / 100 == 2
                    && MessageDigest.isEqual(answer.body(), challenge.getBytes(StandardCharsets.US_ASCII));
            return confirmed ? Verdict.CONFIRMED : Verdict.REFUSED;
        } catch (GuardedClient.Refused e) {
            return Verdict.REFUSED;
        } catch (IOException e) {
            return Verdict.UNANSWERED;
        }
    }

    private String challenge() {
        byte[] bytes = new byte[CHALLENGE_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private URI question(SubscriptionRequest request, String challenge) {
        String query = "hub.mode=" + request.mode().word()
                + "&hub.topic="
                + URLEncoder.encode(base + request.document().path(), StandardCharsets.UTF_8)
                + "&hub.challenge=" + challenge
                + (request.mode() == SubscriptionRequest.Mode.SUBSCRIBE
                        ? "&hub.lease_seconds=" + request.leaseSeconds()
                        : "");
        String own = request.callback().getRawQuery();
        String callback = request.callback().toString();
        if (own == null) {
            return URI.create(callback + "?" + query);
        }
        return URI.create(callback + (own.isEmpty() || own.endsWith("&") ? "" : "&") + query);
    }
}

package barid.newsletter.subscriptions;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.MutableClock;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import barid.newsletter.keys.Keys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;

import static org.assertj.core.api.Assertions.assertThat;

/** Signing up, as it is abused: against an address, from a network, to find out who reads. */
@Tag("alone")
class SignUpProtectionIT {
    private static final int LIMIT = 60;
    private static final int CEILING = 40;
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);
    private static final boolean LONG = Boolean.getBoolean("barid.long");

    private static final MutableClock CLOCK = new MutableClock(Instant.now());
    private static final AtomicInteger NETWORKS = new AtomicInteger();

    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(
                database,
                feed.url(),
                sink.port(),
                CLOCK,
                Map.of(
                        "trusted-proxies.0",
                        "127.0.0.1",
                        "subscriptions.rate-limit",
                        Integer.toString(LIMIT),
                        "subscriptions.confirmations-per-hour",
                        Integer.toString(CEILING)));
    }

    @AfterAll
    static void stop() {
        newsletter.close();
        sink.close();
        feed.close();
    }

    @BeforeEach
    void anotherDay() {
        CLOCK.advance(Duration.ofDays(2));
        rows.execute("DELETE FROM signup");
        sink.forget();
    }

    @Test
    void aThousandSignUpsOfOneAddressGiveOneConfirmationADay() {
        int count = LONG ? 1_000 : 150;
        for (int i = 0; i < count; i++) {
            String spelling = i % 2 == 0 ? "victim@example.org" : "Victim@EXAMPLE.org";
            assertThat(signUp(spelling, anotherNetwork()).statusCode()).isEqualTo(202);
            assertThat(waiting()).isLessThanOrEqualTo(1);
        }
        Await.until("all are done", () -> waiting() == 0);
        assertThat(mailed("victim@example.org")).isEqualTo(1);

        CLOCK.advance(Duration.ofHours(23));
        signUp("victim@example.org", anotherNetwork());
        Await.until("nothing waits", () -> waiting() == 0);
        assertThat(mailed("victim@example.org")).isEqualTo(1);
        CLOCK.advance(Duration.ofHours(2));
        signUp("victim@example.org", anotherNetwork());
        Await.until("once more a day later", () -> mailed("victim@example.org") == 2);
    }

    @Test
    void aNetworkIsLimitedBehindATrustedProxyWithoutLockingOthersOut() {
        int count = LONG ? 10_000 : 300;
        int taken = 0;
        for (int i = 0; i < count; i++) {
            // Whatever the attacker claims stands before what the proxy saw.
            HttpResponse<String> answer = signUp(
                    "someone" + i + "@example.org",
                    "198.51.100." + i % 250 + ", 2001:db8:7:7::" + Integer.toHexString(i));
            if (answer.statusCode() == 202) {
                taken++;
            } else {
                assertThat(answer.statusCode()).isEqualTo(429);
                assertThat(answer.headers().firstValue("Retry-After")).isPresent();
            }
            if (i % 50 == 0) {
                assertThat(signUp("neighbour" + i + "@example.org", "2001:db8:7:" + (100 + i) + "::1")
                                .statusCode())
                        .isEqualTo(202);
            }
        }
        assertThat(taken).isEqualTo(LIMIT);
    }

    @Test
    void whatGoesBeyondTheHoursCeilingWaitsAndIsNotRefused() {
        int count = CEILING + 5;
        for (int i = 0; i < count; i++) {
            assertThat(signUp("many" + i + "@example.org", anotherNetwork()).statusCode())
                    .isEqualTo(202);
        }
        Await.until("the ceiling", () -> sink.mails().size() == CEILING);
        assertThat(waiting()).isEqualTo(5);
        CLOCK.advance(Duration.ofMinutes(61));
        Await.until("the rest", () -> sink.mails().size() == count);
    }

    @Test
    void aKnownAddressIsAnsweredLikeAnUnknownOneInTheSameTime() {
        int pairs = LONG ? 400 : 120;
        List<String> known = IntStream.range(0, pairs)
                .mapToObj(i -> "known" + i + "@example.org")
                .toList();
        known.forEach(email -> newsletter.operate("/newsletter/api/subscribers", """
                {"email":"%s","languages":["en"],"cadence":"daily","consent":"sample"}""".formatted(email)));
        Set<String> answers = new TreeSet<>();
        double nearest = Double.MAX_VALUE;
        // A busy machine may slow one kind down by chance, but not again and again.
        for (int attempt = 0; attempt < 5 && nearest > 0.1; attempt++) {
            long[] ofKnown = new long[pairs];
            long[] ofUnknown = new long[pairs];
            for (int i = 0; i < pairs; i++) {
                String unknown = "other" + i + "of" + attempt + "@example.org";
                if (i % 2 == 0) {
                    ofKnown[i] = timed(known.get(i), answers);
                    ofUnknown[i] = timed(unknown, answers);
                } else {
                    ofUnknown[i] = timed(unknown, answers);
                    ofKnown[i] = timed(known.get(i), answers);
                }
            }
            nearest = Math.min(nearest, Math.abs((double) median(ofKnown) / median(ofUnknown) - 1));
        }
        assertThat(answers).hasSize(1).first().asString().startsWith("202 {} ");
        assertThat(nearest).isLessThanOrEqualTo(0.1);
    }

    @ParameterizedTest
    @CsvSource({"complaint, 0", "operator, 0", "erased, 1", "bounced, 1"})
    void aSuppressedAddressIsFreedByItsOwnerAloneAndNeverAfterAComplaint(String reason, int mails) {
        String email = reason + "@example.org";
        rows.execute("INSERT INTO suppression VALUES (decode('" + HexFormat.of().formatHex(KEYS.addressKey(email))
                + "', 'hex'), '" + reason + "', now())");
        assertThat(signUp(email, anotherNetwork()).body()).isEqualTo("{}");
        Await.until("done", () -> waiting() == 0);
        assertThat(mailed(email)).isEqualTo(mails);
        if (mails == 1) {
            Matcher link = Pattern.compile("/newsletter/confirm/[a-z2-7]+")
                    .matcher(sink.mailsTo(email).getFirst().content().replace("=\r\n", ""));
            assertThat(link.find()).isTrue();
            assertThat(newsletter.post(link.group(), "text/plain", "").statusCode())
                    .isEqualTo(200);
            assertThat(rows.number("SELECT count(*) FROM recipient WHERE mailbox = '" + email + "'"))
                    .isEqualTo(1);
        } else {
            assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email = '" + email + "'"))
                    .isZero();
        }
        assertThat(rows.number("SELECT count(*) FROM suppression WHERE reason = '" + reason + "'"))
                .isEqualTo(1 - mails);
    }

    @Test
    void aProgramThatFillsTheHiddenFieldSeesNoDifferenceAndNothingIsMailed() {
        String fields = "email=robot%40example.org&language1=en&cadence=daily&website=spam";
        HttpResponse<String> answer = newsletter.post("/newsletter/en", "application/x-www-form-urlencoded", fields);
        assertThat(answer.statusCode()).isEqualTo(303);
        assertThat(waiting()).isZero();
    }

    private static String anotherNetwork() {
        int network = NETWORKS.incrementAndGet();
        return "10." + network / 65_536 + "." + network / 256 % 256 + "." + network % 256;
    }

    private static HttpResponse<String> signUp(String email, String forwardedFor) {
        return newsletter.send(HttpRequest.newBuilder(newsletter.url("/newsletter/api/subscriptions"))
                .header("Content-Type", "application/json")
                .header("X-Forwarded-For", forwardedFor)
                .POST(HttpRequest.BodyPublishers.ofString("""
                        {"email":"%s","languages":["en"],"cadence":"daily"}""".formatted(email))));
    }

    private static long timed(String email, Set<String> answers) {
        String network = anotherNetwork();
        long begun = System.nanoTime();
        HttpResponse<String> answer = signUp(email, network);
        long took = System.nanoTime() - begun;
        answers.add(answer.statusCode() + " " + answer.body() + " "
                + new TreeSet<>(answer.headers().map().keySet()));
        return took;
    }

    private static long median(long[] times) {
        long[] sorted = times.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static long waiting() {
        return rows.number("SELECT count(*) FROM signup");
    }

    private static long mailed(String email) {
        List<String> to = new ArrayList<>();
        sink.mails().forEach(mail -> to.add(mail.to().toLowerCase(java.util.Locale.ROOT)));
        return to.stream().filter(email::equals).count();
    }
}

package barid.newsletter.subscriptions;

import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.MutableClock;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import barid.newsletter.keys.Keys;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** A reader's own page, over HTTP alone. */
class PreferencesIT {
    private static final String FORM = "application/x-www-form-urlencoded";
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);
    /** A Saturday. */
    private static final MutableClock CLOCK = new MutableClock(Instant.parse("2026-11-28T12:00:00Z"));

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
        newsletter = new RunningNewsletter(database, feed.url(), sink.port(), CLOCK, Map.of());
        feed.announce(
                new Change.Topic(1, "health", Map.of("en", "Health"), null),
                new Change.Topic(2, "old", Map.of("en", "Old"), "health"),
                new Change.Topic(3, "water", Map.of("en", "Water"), null),
                Articles.published(1, "en", "An old headline"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 1);
    }

    @AfterAll
    static void stop() {
        newsletter.close();
        sink.close();
        feed.close();
    }

    @BeforeEach
    void forget() {
        sink.forget();
    }

    @Test
    void allChoicesAreSavedAtOnceAndTellWhenTheNextMailIsDue() {
        UUID reader = reader("en");
        String page = page(reader);
        HttpResponse<String> saved = newsletter.post(
                path(reader),
                FORM,
                "version=" + version(page)
                        + "&language1=fr&language2=ar&language3=fr&topic-health=on&cadence=weekly&weekday=3&monthday=9"
                        + "&hour=18&zone=Africa/Cairo");
        assertThat(saved.statusCode()).isEqualTo(303);
        assertThat(saved.headers().firstValue("Location")).contains(path(reader) + "?saved=choices");
        assertThat(rows.strings(
                        "SELECT concat_ws(' ', languages, topics, cadence, hour, day, zone, next_due AT TIME ZONE 'UTC')"
                                + " FROM subscription WHERE subscriber = '" + reader + "'"))
                .containsExactly("{fr,ar} {health} weekly 18 3 Africa/Cairo 2026-12-02 16:00:00");
        String after = newsletter.get(path(reader) + "?saved=choices").body();
        assertThat(after)
                .contains("lang=\"fr\"", "Vos choix sont enregistrés", "name=\"topic-health\" value=\"on\" checked")
                .containsPattern("<option value=\"Africa/Cairo\" selected");
    }

    @Test
    void otherTopicsLeaveOutWhatTheOldOnesLeftOut() {
        UUID reader = reader("en");
        save(reader, "language1=en&topic-water=on&cadence=daily");
        assertThat(rows.number("SELECT position FROM subscription WHERE subscriber = '" + reader + "'"))
                .as("the old headline was due before and stays due")
                .isLessThan(rows.number("SELECT number FROM story"));
        save(reader, "language1=en&topic-health=on&cadence=daily");
        assertThat(rows.number("SELECT position FROM subscription WHERE subscriber = '" + reader + "'"))
                .as("under water nothing was due")
                .isEqualTo(rows.number("SELECT max(number) FROM story"));
    }

    @Test
    void aFormThatWasOpenWhileSomethingElseWasSavedUndoesNothingAndLosesNothing() {
        UUID reader = reader("en");
        String first = page(reader);
        save(reader, "language1=en&cadence=monthly&monthday=5");
        HttpResponse<String> stale =
                newsletter.post(path(reader), FORM, "version=" + version(first) + "&language1=ar&cadence=immediate");
        assertThat(stale.statusCode()).isEqualTo(409);
        assertThat(stale.body())
                .contains(
                        "Not saved yet",
                        "<option value=\"ar\" lang=\"ar\" dir=\"rtl\" selected",
                        "value=\"immediate\" checked");
        assertThat(rows.strings("SELECT cadence FROM subscription WHERE subscriber = '" + reader + "'"))
                .containsExactly("monthly");
        assertThat(newsletter
                        .post(
                                path(reader),
                                FORM,
                                "version=" + version(stale.body()) + "&language1=ar&cadence=immediate")
                        .statusCode())
                .isEqualTo(303);
        assertThat(rows.strings("SELECT cadence || coalesce(next_due::text, '') FROM subscription WHERE subscriber = '"
                        + reader + "'"))
                .containsExactly("immediate");
    }

    @Test
    void aRefusedFieldIsNamedBesideItAndTheRestStays() {
        UUID reader = reader("en");
        String before = rows.fingerprint();
        HttpResponse<String> refused = newsletter.post(
                path(reader),
                FORM,
                "version=" + version(page(reader))
                        + "&language1=en&topic-water=on&cadence=weekly&weekday=9&zone=Mars/One&hour=99");
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body())
                .contains(
                        "The day is 1 (Monday) to 7",
                        "This time zone is not known",
                        "The hour is 0 to 23",
                        "value=\"weekly\" checked",
                        "name=\"topic-water\" value=\"on\" checked");
        assertThat(rows.fingerprint()).isEqualTo(before);
    }

    @Test
    void aTopicThatWasMergedSinceStandsAsWhatItBecame() {
        UUID reader = reader("en");
        rows.execute("UPDATE subscription SET topics = '{old}' WHERE subscriber = '" + reader + "'");
        assertThat(page(reader)).contains("name=\"topic-health\" value=\"on\" checked");
    }

    @Test
    void aPauseEndsOnTheDayNamedWhereSheLivesOrWhenSheSays() {
        UUID reader = reader("en");
        save(reader, "language1=en&cadence=daily&zone=Africa/Cairo");
        for (String day : new String[] {"2026-11-28", "2027-12-24", "soon", ""}) {
            HttpResponse<String> refused = newsletter.post(path(reader) + "/pause", FORM, "until=" + day);
            assertThat(refused.statusCode()).as(day).isEqualTo(422);
            assertThat(refused.body()).contains("Name a day from tomorrow on", "value=\"" + day + "\"");
        }
        assertThat(newsletter
                        .post(path(reader) + "/pause", FORM, "until=2026-12-24")
                        .statusCode())
                .isEqualTo(303);
        assertThat(rows.strings(
                        "SELECT paused_until AT TIME ZONE 'UTC' FROM subscription WHERE subscriber = '" + reader + "'"))
                .containsExactly("2026-12-23 22:00:00");
        assertThat(page(reader)).contains("The mails are paused until 24 December 2026.");
        assertThat(newsletter.post(path(reader) + "/resume", FORM, "").statusCode())
                .isEqualTo(303);
        assertThat(rows.strings("SELECT paused_until FROM subscription WHERE subscriber = '" + reader + "'"))
                .containsOnlyNulls();
    }

    @Test
    void anAddressIsChangedByTheLinkMailedToTheNewOneAndTheOldOneIsTold() {
        String old = unique();
        UUID reader = rows.restingReader(old, "en");
        String next = unique();
        HttpResponse<String> asked = askToMove(reader, next);
        assertThat(asked.headers().firstValue("Location")).contains(path(reader) + "?saved=address");
        String link = link(await(next), "/newsletter/address/");
        assertThat(sink.mailsTo(old)).isEmpty();
        String before = rows.fingerprint();
        assertThat(newsletter.get(link).statusCode()).isEqualTo(200);
        assertThat(rows.fingerprint()).isEqualTo(before);
        assertThat(mailbox(reader)).isEqualTo(old);

        assertThat(newsletter.post(link, FORM, "").statusCode()).isEqualTo(200);
        assertThat(mailbox(reader)).isEqualTo(next);
        assertThat(link(await(old), "/newsletter/preferences/")).isEqualTo(path(reader));
        assertThat(newsletter.post(link, FORM, "").statusCode()).isEqualTo(200);
        Await.until(
                "the old address is forgotten",
                () -> rows.number("SELECT count(*) FROM address_change WHERE old_mailbox IS NOT NULL") == 0);
        assertThat(sink.mailsTo(old)).hasSize(1);
    }

    @Test
    void aLinkOfAChangeLapsesAndALaterWishTakesItsPlace() {
        UUID reader = rows.restingReader(unique(), "en");
        String first = unique();
        askToMove(reader, first);
        String replaced = link(await(first), "/newsletter/address/");
        String second = unique();
        askToMove(reader, second);
        String link = link(await(second), "/newsletter/address/");
        assertThat(newsletter.post(replaced, FORM, "").statusCode()).isEqualTo(410);
        CLOCK.advance(Duration.ofDays(8));
        assertThat(newsletter.get(link).statusCode()).isEqualTo(410);
        assertThat(newsletter.post(link, FORM, "").statusCode()).isEqualTo(410);
        assertThat(newsletter.get("/newsletter/address/" + "a".repeat(42)).statusCode())
                .isEqualTo(404);
    }

    @Test
    void aSubscriptionMovedToAnAddressThatHasItsOwnEndsThereAndEveryOldLinkStillWorks() {
        UUID reader = reader("en");
        String taken = unique();
        assertThat(newsletter
                        .operate("/newsletter/api/subscribers", """
                        {"email":"%s","languages":["fr"],"cadence":"monthly","consent":"sample"}""".formatted(taken))
                        .statusCode())
                .isEqualTo(201);
        HttpResponse<String> asked = askToMove(reader, taken);
        assertThat(asked.headers().firstValue("Location"))
                .as("nobody learns who reads")
                .contains(path(reader) + "?saved=address");
        HttpResponse<String> joined = newsletter.post(link(await(taken), "/newsletter/address/"), FORM, "");
        assertThat(joined.body()).contains("This address was subscribed once before");
        assertThat(rows.strings("SELECT state || cadence FROM subscriber JOIN subscription ON id = subscriber"
                        + " WHERE email = '" + taken + "'"))
                .containsExactly("confirmedmonthly");
        assertThat(rows.strings("SELECT state FROM subscriber WHERE id = '" + reader + "'"))
                .containsExactly("unsubscribed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nobody", "a b@example.org", ""})
    void anAddressThatCannotBeMailedIsRefusedBesideTheField(String email) {
        UUID reader = reader("en");
        HttpResponse<String> refused = askToMove(reader, email);
        assertThat(refused.statusCode()).isEqualTo(422);
        assertThat(refused.body()).contains("This is not a mail address", "value=\"" + email + "\"");
    }

    @Test
    void changesOfAddressAreFewADay() {
        UUID reader = reader("en");
        for (int i = 0; i < 5; i++) {
            assertThat(askToMove(reader, unique()).statusCode()).isEqualTo(303);
        }
        assertThat(askToMove(reader, unique()).body()).contains("too often today");
    }

    @Test
    void eachChangeStandsInTheRecordOfHerConsent() {
        UUID reader = reader("en");
        save(reader, "language1=en&cadence=daily&hour=9");
        newsletter.post(path(reader) + "/pause", FORM, "until=2027-01-15");
        newsletter.post(path(reader) + "/resume", FORM, "");
        newsletter.post("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader), FORM, "from=preferences");
        newsletter.post("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader), FORM, "List-Unsubscribe=One-Click");
        assertThat(rows.strings(
                        "SELECT act || ' ' || form FROM consent WHERE subscriber = '" + reader + "' ORDER BY step"))
                .containsExactly(
                        "changed preferences", "paused preferences", "changed preferences", "unsubscribed preferences");
    }

    @Test
    void sheDownloadsAllThatIsHeldOfHer() {
        String email = unique();
        UUID reader = rows.restingReader(email, "en");
        HttpResponse<String> data = newsletter.post(path(reader) + "/export", FORM, "");
        assertThat(data.statusCode()).isEqualTo(200);
        assertThat(data.headers().firstValue("Content-Type")).contains("application/json");
        assertThat(data.headers().firstValue("Content-Disposition"))
                .contains("attachment; filename=\"newsletter.json\"");
        assertThat(data.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(data.body()).contains(email);
    }

    @Test
    void sheIsErasedOnlyByAPostAndEveryOldLinkStillAnswers() {
        String email = unique();
        UUID reader = rows.restingReader(email, "fr");
        String before = rows.fingerprint();
        assertThat(newsletter.get(path(reader) + "/erase").body()).contains("Tout effacer", "clé secrète");
        assertThat(rows.fingerprint()).isEqualTo(before);
        assertThat(newsletter.post(path(reader) + "/erase", FORM, "").body())
                .contains("Vos données sont effacées", "href=\"/newsletter/fr\"");
        assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email = '" + email + "'"))
                .isZero();
        assertThat(newsletter.post(path(reader) + "/erase", FORM, "").statusCode())
                .isEqualTo(200);
        assertThat(newsletter.get(path(reader)).statusCode()).isEqualTo(200);
        assertThat(newsletter.post(path(reader) + "/export", FORM, "").body()).doesNotContain(email);
        assertThat(newsletter
                        .post(
                                "/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader),
                                FORM,
                                "List-Unsubscribe=One-Click")
                        .statusCode())
                .isEqualTo(200);
    }

    @Test
    void whoLeftCanStillReachHerData() {
        UUID reader = reader("en");
        newsletter.post("/newsletter/unsubscribe/" + KEYS.unsubscribeToken(reader), FORM, "");
        assertThat(page(reader)).contains("You are not subscribed", "/export", "/erase", "href=\"/newsletter/en\"");
        assertThat(newsletter
                        .post(path(reader), FORM, "version=x&language1=en&cadence=daily")
                        .body())
                .contains("You are not subscribed");
        assertThat(newsletter.get("/newsletter/preferences/" + "a".repeat(42)).statusCode())
                .isEqualTo(404);
    }

    private static String unique() {
        return UUID.randomUUID() + "@example.org";
    }

    private static UUID reader(String languages) {
        return rows.restingReader(unique(), languages);
    }

    private static String path(UUID reader) {
        return "/newsletter/preferences/" + KEYS.preferencesToken(reader);
    }

    private static String page(UUID reader) {
        HttpResponse<String> page = newsletter.get(path(reader));
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(page.headers().firstValue("Referrer-Policy")).contains("no-referrer");
        assertThat(page.headers().firstValue("X-Robots-Tag")).contains("noindex");
        return page.body();
    }

    private static String version(String page) {
        Matcher version =
                Pattern.compile("name=\"version\" value=\"([0-9a-f]+)\"").matcher(page);
        assertThat(version.find()).isTrue();
        return version.group(1);
    }

    private static void save(UUID reader, String fields) {
        assertThat(newsletter
                        .post(path(reader), FORM, "version=" + version(page(reader)) + "&" + fields)
                        .statusCode())
                .isEqualTo(303);
    }

    private static HttpResponse<String> askToMove(UUID reader, String email) {
        return newsletter.post(
                path(reader) + "/address", FORM, "email=" + URLEncoder.encode(email, StandardCharsets.UTF_8));
    }

    private static String mailbox(UUID reader) {
        return rows.strings("SELECT mailbox FROM subscriber WHERE id = '" + reader + "'")
                .getFirst();
    }

    private static SmtpSink.Mail await(String email) {
        Await.until("a mail to " + email, () -> !sink.mailsTo(email).isEmpty());
        return sink.mailsTo(email).getFirst();
    }

    private static String link(SmtpSink.Mail mail, String prefix) {
        Matcher link =
                Pattern.compile(prefix + "[a-z2-7]+").matcher(mail.content().replace("=\r\n", ""));
        assertThat(link.find()).isTrue();
        return link.group();
    }
}

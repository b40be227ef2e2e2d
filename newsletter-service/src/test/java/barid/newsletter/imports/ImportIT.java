package barid.newsletter.imports;

import barid.kit.Await;
import barid.kit.changes.Change;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.Articles;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.SmtpSink;
import barid.newsletter.TestFeed;
import barid.newsletter.keys.Keys;
import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;

import static barid.newsletter.imports.ImportFiles.counts;
import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class ImportIT {
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);

    private static Rows rows;
    private static TestFeed feed;
    private static SmtpSink sink;
    private static RunningNewsletter newsletter;
    private static ImportFiles files;

    @BeforeAll
    static void start() {
        DatabaseSettings database = TestPostgres.create("newsletter", true);
        rows = new Rows(database);
        feed = new TestFeed();
        sink = new SmtpSink();
        newsletter = new RunningNewsletter(
                database, feed.url(), sink.port(), Clock.systemUTC(), Map.of("imports.poll", "PT0.02S"));
        files = new ImportFiles(newsletter);
        feed.announce(
                new Change.Topic(1, "health", Map.of("en", "Health"), null),
                Articles.published(1, "en", "An old headline"));
        Await.until("the copy is here", () -> rows.number("SELECT count(*) FROM story") == 1);
    }

    @AfterAll
    static void stop() {
        newsletter.close();
        sink.close();
        feed.close();
    }

    private static void suppress(String address, String reason) {
        rows.execute("INSERT INTO suppression VALUES (decode('%s', 'hex'), '%s', now())"
                .formatted(HexFormat.of().formatHex(KEYS.addressKey(address)), reason));
    }

    private static String choices(String address) {
        return rows.strings("""
                SELECT array_to_string(languages, ' ') || '|' || array_to_string(topics, ' ') || '|' || cadence || '|' || hour
                    || '|' || zone FROM subscription p JOIN subscriber s ON s.id = p.subscriber WHERE s.email = '%s'""".formatted(address)).toString();
    }

    @Test
    void nobodyIsMailedByItAndOnlyLaterNewsIsDue() {
        JsonNode job = files.take("languages=en&cadence=immediate", "email\nquiet1@example.net\nquiet2@example.net\n");
        assertThat(counts(job)).isEqualTo("taken=2");
        assertThat(sink.mailsTo("quiet1@example.net")).isEmpty();
        assertThat(rows.number("""
                SELECT count(*) FROM subscription p JOIN subscriber s ON s.id = p.subscriber
                WHERE s.email LIKE 'quiet%' AND position = confirmed_position AND looked_to = position
                  AND position = (SELECT max(number) FROM story)""")).isEqualTo(2);

        feed.announce(Articles.published(2, "en", "A later headline"));
        Await.until("a mail", () -> !sink.mailsTo("quiet1@example.net").isEmpty());
        assertThat(sink.mailsTo("quiet1@example.net"))
                .hasSize(1)
                .allSatisfy(mail ->
                        assertThat(mail.content()).contains("A later headline").doesNotContain("An old headline"));
    }

    @Test
    void eachReaderTakenHasEvidenceOfWhereSheConsented() {
        files.take("languages=en", "email,OPTIN_TIME\nevidence@example.net,2024-05-02 10:11:12\n");
        String id = rows.strings("SELECT id::text FROM subscriber WHERE email = 'evidence@example.net'")
                .getFirst();
        assertThat(rows.strings("SELECT act || ' ' || form FROM consent WHERE subscriber = '" + id + "'"))
                .containsExactly("imported import");
        assertThat(files.get("/newsletter/api/subscribers/" + id + "/consents").body())
                .contains("Conference desk, Geneva, May 2024", "2024-05-02 10:11:12");
    }

    @Test
    void whoIsKnownHereOrRefusedHereIsLeftAsSheIs() {
        rows.execute("""
                INSERT INTO subscriber (id, email, mailbox, email_key, state, origin, created_at)
                VALUES (gen_random_uuid(), 'gone@example.net', 'gone@example.net', decode('%s', 'hex'), 'unsubscribed',
                    'form', now())""".formatted(HexFormat.of().formatHex(KEYS.addressKey("gone@example.net"))));
        suppress("erased@example.net", "erased");
        suppress("complained@example.net", "complaint");
        suppress("dead@example.net", "bounced");
        files.take("languages=fr&cadence=immediate", "email\nknown@example.net\n");

        JsonNode job = files.take("languages=en", """
                email
                known@example.net
                Fresh@Example.net
                fresh@example.net
                gone@example.net
                erased@example.net
                complained@example.net
                dead@example.net
                """);
        assertThat(counts(job)).isEqualTo("taken=1 known=1 doubled=1 refused=4");
        assertThat(choices("known@example.net")).isEqualTo("[fr||immediate|7|UTC]");
        assertThat(files.report(job))
                .startsWith("\ufeff")
                .contains(
                        "\r\n4,email,The address stands on an earlier line.,doubled\r\n",
                        "\r\n5,email,Unsubscribed here; only the reader can sign up again.,refused.unsubscribed\r\n",
                        "\r\n6,email,Erased here on request; only the reader can sign up again.,refused.erased\r\n",
                        "\r\n7,email,The reader complained here; the address is never mailed.,refused.complaint\r\n")
                .doesNotContain("@");
    }

    @Test
    void whoLeftElsewhereIsNotTakenAndWhoComplainedThereIsNeverMailed() {
        JsonNode job = files.take("languages=en", """
                Email Address,First Name,UNSUB_TIME,UNSUB_REASON,CLEAN_TIME
                left1@example.net,A,2024-01-01 00:00:00,NORMAL,
                left2@example.net,B,2024-01-01 00:00:00,SPAM,
                left3@example.net,C,,,2024-01-01 00:00:00
                """);
        assertThat(counts(job)).isEqualTo("left=3 suppressed=2");
        assertThat(files.report(job))
                .contains("left.left", "left.complained", "left.bounced")
                .doesNotContain("@");
        assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email LIKE 'left%'"))
                .isZero();
        JsonNode again = files.take("languages=en", "email\nleft1@example.net\nleft2@example.net\nleft3@example.net\n");
        assertThat(counts(again)).isEqualTo("taken=1 refused=2");
    }

    @Test
    void takesWhatListmonkAndGhostExport() {
        JsonNode listmonk = files.take("languages=en", """
                uuid,email,name,attributes,status,created_at,updated_at,subscription_status
                1,monk1@example.net,"Doe, Jane
                and John","{""language"": ""fr"", ""city"": ""Bern""}",enabled,2024-01-01,2024-01-02,confirmed
                2,monk2@example.net,X,{},blocklisted,2024-01-01,2024-01-02,confirmed
                3,monk3@example.net,X,{},enabled,2024-01-01,2024-01-02,unconfirmed
                """);
        assertThat(counts(listmonk)).isEqualTo("taken=1 left=2");
        assertThat(choices("monk1@example.net")).isEqualTo("[fr||daily|7|UTC]");

        JsonNode ghost = files.take("languages=ar&hour=9&zone=Europe/Paris", """
                id,email,name,note,subscribed_to_emails,complimentary_plan,stripe_customer_id,created_at,deleted_at,labels
                a,ghost1@example.net,N,,true,false,,2024-01-01T00:00:00.000Z,,
                b,ghost2@example.net,N,,false,false,,2024-01-01T00:00:00.000Z,,vip
                c,ghost3@example.net,N,,true,false,,2024-01-01T00:00:00.000Z,2024-02-01T00:00:00.000Z,
                """);
        assertThat(counts(ghost)).isEqualTo("taken=1 left=2");
        assertThat(choices("ghost1@example.net")).isEqualTo("[ar||daily|9|Europe/Paris]");
    }

    @Test
    void badRowsAreToldByLineFieldAndReasonAndTheRestIsTaken() {
        JsonNode job = files.take("languages=en", """
                email;languages;topics;cadence;hour;zone
                good@example.net;fr en;health;immediate;8;Europe/Paris
                not an address;en;;;;
                bad1@example.net;tlh;;;;
                bad2@example.net;en;no-such-topic;;;
                bad3@example.net;en;;hourly;;
                bad4@example.net;en;;;25;
                bad5@example.net;en;;;;Mars/Olympus
                bad6@example.net;en;;;;;too;many
                """);
        assertThat(counts(job)).isEqualTo("taken=1 bad=7");
        assertThat(choices("good@example.net")).isEqualTo("[fr en|health|immediate|8|Europe/Paris]");
        assertThat(files.report(job).lines().map(line -> line.replaceAll("^(\\d+),([a-z]+),.*,", "$1 $2 ")))
                .endsWith(
                        "3 email email",
                        "4 languages language",
                        "5 topics topic",
                        "6 cadence cadence",
                        "7 hour hour",
                        "8 zone zone",
                        "9 row columns");
    }

    @Test
    void aDryRunCountsAndTakesNobodyUntilItIsStarted() {
        String path = files.begin("languages=en&dry-run=true", "email\ndry1@example.net\nx\n".getBytes());
        JsonNode ready = files.await(path, "ready");
        assertThat(counts(ready)).isEqualTo("taken=1 bad=1");
        assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email LIKE 'dry%'"))
                .isZero();
        assertThat(files.report(ready)).contains("\r\n3,email,");

        assertThat(newsletter.operate(path + "/start", "{}").statusCode()).isEqualTo(200);
        assertThat(counts(files.await(path, "done"))).isEqualTo("taken=1 bad=1");
        assertThat(rows.number("SELECT count(*) FROM subscriber WHERE email LIKE 'dry%'"))
                .isEqualTo(1);
        assertThat(newsletter.operate(path + "/cancel", "{}").statusCode()).isEqualTo(409);
    }

    @Test
    void aFileWhoseColumnsNobodyKnowsWaitsForAPersonWhoSeesSamplesWithoutAddresses() {
        String path = files.begin(
                "languages=en", "Kontakt;Ort\nmapped1@example.net;Wien\nmapped2@example.net;Graz\n".getBytes());
        // An address in the first row would make it a file without headings.
        JsonNode waiting = files.await(path, "mapping");
        assertThat(waiting.get("columns").toString())
                .contains("\"Kontakt\"", "\"ignore\"", "m•••@e•••", "Wien")
                .doesNotContain("mapped1");
        assertThat(newsletter
                        .operate(path + "/mapping", "{\"columns\":[\"ignore\",\"ignore\"]}")
                        .statusCode())
                .isEqualTo(422);
        assertThat(newsletter
                        .operate(path + "/mapping", "{\"columns\":[\"email\",\"ignore\"]}")
                        .statusCode())
                .isEqualTo(200);
        assertThat(counts(files.await(path, "done"))).isEqualTo("taken=2");
    }

    @Test
    void aFileOfBareAddressesNeedsNoHeadings() {
        assertThat(counts(files.take("languages=en", "bare1@example.net\nbare2@example.net\n")))
                .isEqualTo("taken=2");
    }

    @ParameterizedTest
    @CsvSource({"UTF-16LE, utf16", "windows-1256, arabic"})
    void otherEncodingsAreFoundOut(String charset, String name) {
        String file = "\ufeffالبريد الإلكتروني;اللغة;الاسم\r\n%s@example.net;ar;سارة العلي\r\n".formatted(name);
        byte[] bytes = (charset.startsWith("UTF") ? file : file.substring(1)).getBytes(Charset.forName(charset));
        JsonNode job = files.await(files.begin("languages=en", bytes), "done");
        assertThat(job.get("charset").asText()).isEqualTo(charset);
        assertThat(choices(name + "@example.net")).isEqualTo("[ar||daily|7|UTC]");
    }

    @Test
    void theFileLiesSealedAndGoesWhenTheImportEnds() {
        String path = files.begin("languages=en&dry-run=true", "email\nsealed-reader@example.net\n".getBytes());
        files.await(path, "ready");
        String stored = "SELECT count(*) FROM import_chunk WHERE import = '%s'"
                .formatted(path.substring(path.lastIndexOf('/') + 1));
        assertThat(rows.number(stored)).isEqualTo(1);
        String hex = HexFormat.of().formatHex("sealed-reader".getBytes(StandardCharsets.US_ASCII));
        assertThat(rows.number("SELECT count(*) FROM import_chunk WHERE encode(sealed, 'hex') LIKE '%" + hex + "%'"))
                .isZero();
        assertThat(newsletter.operate(path + "/cancel", "{}").statusCode()).isEqualTo(200);
        assertThat(rows.number(stored)).isZero();
        assertThat(files.show(path).get("state").asText()).isEqualTo("cancelled");
    }

    @Test
    void aQuoteThatNobodyClosedEndsItAndNamesTheLine() {
        String file = "email,name\nbefore@example.net,A\nquote@example.net,\"B\n" + "x,y\n".repeat(20_000);
        JsonNode job = files.await(files.begin("languages=en", file.getBytes()), "failed");
        assertThat(job.get("failure").asText()).isEqualTo("unreadable");
        assertThat(job.get("failureLine").asLong()).isEqualTo(3);
        assertThat(counts(job)).isEqualTo("taken=1");
    }

    @ParameterizedTest
    @CsvSource({
        "languages=en, consent",
        "consent=%20, consent",
        "consent=x&languages=tlh, languages",
        "consent=x&charset=no-such, charset",
        "consent=x&columns=email;nonsense, columns",
        "consent=x&dry-run=maybe, dry-run"
    })
    void whatIsWrongIsNamedBeforeAByteIsTaken(String query, String field) {
        var answer = files.post(query.replace(';', ','), "email\na@example.net\n".getBytes());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(422);
        assertThat(answer.body()).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void itIsForOperatorsAlone() {
        assertThat(newsletter.post(ImportFiles.ROOT, "text/csv", "email\n").statusCode())
                .isEqualTo(401);
        assertThat(newsletter.get(ImportFiles.ROOT).statusCode()).isEqualTo(401);
        assertThat(files.get(ImportFiles.ROOT).body()).contains("\"imports\":[");
    }
}

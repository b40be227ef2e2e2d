package barid.standalone;

import barid.kit.Await;
import barid.kit.TraceCollector;
import barid.kit.http.Json;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import static org.assertj.core.api.Assertions.assertThat;

/** From the writer's desk to every reader, over the real services. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PublishIT {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    private static final String TRACE = "5bd66ef5095369c7b0d1f8f4bd33716a";

    private static final WholeLog LOG = new WholeLog();

    private static TraceCollector collector;
    private static RunningBarid barid;
    private static RunningBarid.Seen first;

    @BeforeAll
    static void start() {
        LOG.open();
        collector = TraceCollector.start();
        barid = RunningBarid.start(false, collector.endpoint());
    }

    @AfterAll
    static void stop() throws Exception {
        barid.close();
        LOG.close();
        collector.close();
    }

    @Test
    void aPublishedArticleIsInBothFeedsWithinASecondAndAWithdrawnOneLeavesATombstone() throws Exception {
        String article = barid.write("Rivers in spring", "<p>They rise.</p>");
        barid.act(article, "en", "publish");
        String id = RunningBarid.idOf(article) + ":en";
        Await.until(
                "in both feeds",
                ONE_SECOND,
                () -> barid.feed("en", "atom").contains(id)
                        && barid.feed("en", "rss").contains(id));

        barid.act(article, "en", "withdraw", "reason", "The figures were wrong.");
        Await.until(
                "out of both feeds",
                ONE_SECOND,
                () -> !barid.feed("en", "rss").contains(id)
                        && barid.feed("en", "atom").contains("deleted-entry"));
        assertThat(barid.feed("en", "atom"))
                .contains(id)
                .contains("The figures were wrong.")
                .doesNotContain("Rivers in spring");
    }

    @Test
    void anArticleReachesASubscriberAndOneClickEndsIt() throws Exception {
        RunningBarid.Seen digest = firstDigest();
        assertThat(digest.header("List-Unsubscribe-Post")).isEqualTo("List-Unsubscribe=One-Click");
        String url = digest.header("List-Unsubscribe").replaceAll("^<([^>]+)>.*$", "$1");

        assertThat(barid.api.get(URI.create(url)).status()).isEqualTo(200);
        Api.Answer answer = barid.api.post(
                URI.create(url),
                HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click"),
                "application/x-www-form-urlencoded");
        assertThat(answer.status()).isBetween(200, 299);
        assertThat(answer.location()).isEmpty();

        barid.act(barid.write("The second of two", "<p>Two.</p>"), "en", "publish");
        barid.awaitMail("second@example.org", "The second of two");
        assertThat(barid.mail("first@example.org", "The second of two")).isEmpty();
    }

    /** Brought to two readers once, for all tests that look at what came of it: the collecting window takes its time. */
    private static RunningBarid.Seen firstDigest() throws Exception {
        if (first == null) {
            barid.subscribe("first@example.org", "en");
            barid.subscribe("second@example.org", "en");
            barid.actTraced("00-" + TRACE + "-c532cb4098ac3dd2-01", barid.write("The first of two", "<p>One.</p>"));
            first = barid.awaitMail("first@example.org", "The first of two");
        }
        return first;
    }

    @Test
    void aMachineTranslationSaysSoOnItsPageInItsFeedsAndInTheDigest() throws Exception {
        barid.subscribe("french@example.org", "fr");
        String article = barid.write("Tides and ports", "<p>Text.</p>");
        barid.act(article, "en", "publish");
        barid.translate(article, "fr", "machine", "Traducteur 3", "Marées et ports", "<p>Texte.</p>");

        String page = page(article, "fr");
        assertThat(page).contains("Traducteur 3").contains("<html lang=\"fr\" dir=\"ltr\"");
        Await.until("in the feeds", () -> barid.feed("fr", "rss").contains("Marées"));
        assertThat(barid.feed("fr", "rss")).contains("Traducteur 3");
        assertThat(barid.feed("fr", "atom")).contains("Traducteur 3");
        RunningBarid.Seen digest = barid.awaitMail("french@example.org", "Marées et ports");
        assertThat(digest.html()).contains("Traducteur 3");
        assertThat(digest.text()).contains("Traducteur 3");
    }

    @Test
    void anArabicDigestRunsFromRightToLeft() throws Exception {
        barid.subscribe("arabic@example.org", "ar");
        String article = barid.write("Wells", "<p>Text.</p>");
        barid.translate(article, "ar", "human", "", "آبار المدينة", "<p>نص.</p>");
        RunningBarid.Seen digest = barid.awaitMail("arabic@example.org", "آبار المدينة");
        assertThat(digest.html()).contains("<html lang=\"ar\" dir=\"rtl\"");
        assertThat(barid.feed("ar", "atom")).contains("xml:lang=\"ar\"").contains("dir=\"rtl\"");
    }

    @Test
    void theTableOfMetricsAndTheServicesSayTheSame() throws Exception {
        for (URI page : List.of(
                barid.installation.articles().resolve("/en"),
                barid.installation.feeds().resolve("/feeds/en"),
                barid.installation.newsletter().resolve("/newsletter/en"))) {
            barid.api.get(page);
        }
        List<MetricsTable.Row> table = MetricsTable.read();
        for (String service : List.of("a", "f", "n")) {
            Set<String> exposed = MetricsTable.exposed(barid.metrics().get(service));
            assertThat(exposed)
                    .as(service)
                    .isSubsetOf(table.stream()
                            .filter(row -> row.services().contains(service))
                            .map(MetricsTable.Row::told)
                            .toList());
            assertThat(exposed)
                    .as(service)
                    .containsAll(table.stream()
                            .filter(row -> row.services().contains(service)
                                    && row.condition().isEmpty())
                            .map(MetricsTable.Row::told)
                            .toList());
        }
    }

    @Test
    void theTraceOfAWriteLeadsToTheFeedsItRenderedAndTheMailsItSent() throws Exception {
        firstDigest();
        Await.until(
                "the spans of render and sending",
                Duration.ofSeconds(20),
                () -> names().containsAll(List.of(
                        "article-service POST /api/articles/{id}/translations/{language}/publish",
                        "feed-service follow changes",
                        "feed-service render feed en/articles",
                        "feed-service render feed all/articles",
                        "newsletter-service follow changes",
                        "newsletter-service send mails")));
        List<TraceCollector.Span> spans = spans();
        TraceCollector.Span write = spans.stream()
                .filter(span -> span.service().equals("article-service"))
                .findFirst()
                .orElseThrow();
        assertThat(write.parent()).isEqualTo("c532cb4098ac3dd2");
        assertThat(spans)
                .filteredOn(span -> span != write)
                .allMatch(span -> span.parent().equals(write.spanId()));
        assertThat(collector.spans().toString()).doesNotContain("@").doesNotContain("The first of two");
        System.out.println(TRACE + ": " + names());
    }

    @Test
    void aPublicationAtItsInstantHasATraceOfItsOwn() throws Exception {
        String article = barid.write("At its hour", "<p>Text.</p>");
        barid.act(article, "en", "publish", "at", Instant.now().plusSeconds(2).toString());
        Await.until(
                "the spans of publication and renders",
                Duration.ofSeconds(20),
                () -> collector.spans().stream()
                        .filter(span -> span.name().equals("publish at its instant"))
                        .filter(span -> RunningBarid.idOf(article)
                                .equals(span.attributes().get("barid.article")))
                        .anyMatch(publication -> collector.spans().stream()
                                .filter(span -> span.parent().equals(publication.spanId()))
                                .map(TraceCollector.Span::name)
                                .collect(Collectors.toSet())
                                .containsAll(Set.of("follow changes", "render feed"))));
    }

    private static List<TraceCollector.Span> spans() {
        return collector.spans().stream()
                .filter(span -> span.traceId().equals(TRACE))
                .toList();
    }

    private static Set<String> names() {
        return spans().stream()
                .map(span -> String.join(
                                " ",
                                span.service(),
                                span.name(),
                                span.attributes().getOrDefault("barid.feed", ""))
                        .strip())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The last, so that it looks at what all the others did too. */
    @Test
    @Order(Integer.MAX_VALUE)
    void noLogHoldsAnAddressATokenAPasswordOrADraft() throws Exception {
        Map<String, String> secrets = new TreeMap<>(barid.secrets());
        firstDigest();
        barid.write("Zanzibarquartz", "<p>Quartzzanzibar</p>");
        secrets.put("a draft's title", "Zanzibarquartz");
        secrets.put("a draft's text", "Quartzzanzibar");
        secrets.put("the writer's token", barid.installation.token());
        secrets.put("a partner's key", partner());
        secrets.put("an operator's session", barid.signIn());
        refusals().forEach(refused -> secrets.put("refused: " + refused, refused));
        barid.personal().forEach(personal -> secrets.put(personal, personal));
        assertThat(secrets)
                .containsKeys("first@example.org", "second@example.org", "postgres", "feed_app", "keys")
                .hasSizeGreaterThan(30);

        String log = LOG.text() + barid.postgresLog();
        assertThat(log).contains("\"message\":\"newsletter-service is ready").contains("database system is ready");
        assertThat(secrets).allSatisfy((name, secret) -> assertThat(log).doesNotContain(secret));
        System.out.println(
                secrets.size() + " secrets looked for in " + log.lines().count() + " lines of log: 0 hits");
    }

    private static String partner() throws Exception {
        URI root = barid.installation.feeds().resolve("/feeds/api/partners");
        barid.api.postJson(
                root, Json.MAPPER.createObjectNode().put("id", "discreet").put("name", "Discreet Agency"));
        String key = barid.api
                .postJson(URI.create(root + "/discreet/keys"), Json.MAPPER.createObjectNode())
                .json()
                .path("key")
                .asText();
        assertThat(key).hasSizeGreaterThan(30);
        return key;
    }

    /** What is wrong is often logged, so that somebody looks: these are, as they were sent. */
    private static List<String> refusals() throws Exception {
        URI newsletter = barid.installation.newsletter();
        String address = "nobody.quite@example..org";
        assertThat(barid.api
                        .postJson(
                                newsletter.resolve("/newsletter/api/subscriptions"),
                                Json.MAPPER
                                        .createObjectNode()
                                        .put("email", address)
                                        .put("cadence", "daily"))
                        .status())
                .isBetween(400, 499);
        String token = "AwAAAZwrong4qvTkXexpired5Zq";
        assertThat(barid.api
                        .get(newsletter.resolve("/newsletter/unsubscribe/" + token))
                        .status())
                .isBetween(200, 499);
        String bearer = "a-token-that-nobody-gave-out";
        try (Api stranger = new Api(bearer)) {
            assertThat(stranger.get(barid.installation.articles().resolve("/api/changes"))
                            .status())
                    .isEqualTo(401);
        }
        return List.of(address, token, bearer);
    }

    private static String page(String article, String language) throws Exception {
        String url = barid.api
                .get(URI.create(article + "/translations/" + language))
                .json()
                .path("url")
                .asText();
        Api.Answer answer = barid.api.get(URI.create(url));
        assertThat(answer.status()).isEqualTo(200);
        return answer.text();
    }
}

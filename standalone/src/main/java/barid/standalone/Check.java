package barid.standalone;

import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Runs the main path once against a running installation: subscribe, publish, feeds, digest, one-click unsubscribe. */
final class Check {
    private static final String READER = "check.reader@example.org";
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern CONFIRM = Pattern.compile("https?://[^\\s<>\"]+/newsletter/confirm/[^\\s<>\"]+");
    private static final Pattern ONE_CLICK = Pattern.compile("(?mi)^List-Unsubscribe:\\s*<(https?://[^>]+)>");
    private static final Pattern MESSAGE_ID = Pattern.compile("(?mi)^Message-ID:\\s*(<[^>]+>)");

    private final Installation installation;
    private final Api api;

    Check(Installation installation) {
        this.installation = installation;
        this.api = new Api(installation.token());
    }

    private static final class Failed extends Exception {
        private static final long serialVersionUID = 1L;

        Failed(String what) {
            super(what);
        }
    }

    private interface Probe {
        Optional<String> look() throws IOException, InterruptedException;
    }

    /** 0 if every step saw what it should, else 1. */
    int run() throws IOException, InterruptedException {
        try (api) {
            subscribe();
            String id = publish("Barid checks itself", "The first article of the check.");
            findInFeed(id, "articles.atom");
            findInFeed(id, "articles.rss");
            String digest = digest("Barid checks itself");
            saw("digest", first(MESSAGE_ID, digest));
            unsubscribe(first(ONE_CLICK, digest));
            nothingMoreComes();
            System.out.println("All steps saw what they should.");
            return 0;
        } catch (Failed e) {
            System.out.println("FAILED: " + e.getMessage());
            return 1;
        }
    }

    private static void saw(String step, String what) {
        System.out.println(String.format(Locale.ROOT, "  %-12s %s", step, what));
    }

    private void subscribe() throws IOException, InterruptedException, Failed {
        ObjectNode body = Json.MAPPER.createObjectNode().put("email", READER).put("cadence", "immediate");
        body.putArray("languages").add("en");
        Api.Answer answer = api.postJson(installation.newsletter().resolve("/newsletter/api/subscriptions"), body);
        require(answer, 202, "the subscription");
        String mail = await("a confirmation mail", () -> mailTo(READER, ""));
        String link = first(CONFIRM, unfold(mail));
        Api.Answer confirmed = api.post(URI.create(link), HttpRequest.BodyPublishers.noBody(), "text/plain");
        if (confirmed.status() / 100 != 2 && confirmed.status() != 303) {
            throw new Failed("the confirmation was answered " + confirmed.status());
        }
        saw("subscribed", READER + ", confirmed by mail");
    }

    private String publish(String title, String text) throws IOException, InterruptedException, Failed {
        ObjectNode body = Json.MAPPER
                .createObjectNode()
                .put("language", "en")
                .put("title", title)
                .put("summary", text)
                .put("html", "<p>" + text + "</p>");
        Api.Answer created = api.postJson(installation.articles().resolve("/api/articles"), body);
        require(created, 201, "the article");
        URI article = installation.articles().resolve(created.location());
        Api.Answer published =
                api.postJson(URI.create(article + "/translations/en/publish"), Json.MAPPER.createObjectNode());
        require(published, 200, "publishing");
        String id = article.getPath().substring(article.getPath().lastIndexOf('/') + 1);
        saw("published", id);
        return id;
    }

    private void findInFeed(String article, String file) throws IOException, InterruptedException, Failed {
        URI feed = installation.feeds().resolve("/feeds/en/" + file);
        String entry = await("the entry in " + feed, () -> {
            Matcher id = Pattern.compile("tag:[^<>\\s]*" + article + ":en")
                    .matcher(api.get(feed).text());
            return id.find() ? Optional.of(id.group()) : Optional.empty();
        });
        saw(file.endsWith("atom") ? "Atom" : "RSS", entry + " in " + feed);
    }

    private String digest(String title) throws IOException, InterruptedException, Failed {
        return await("a digest with the article", () -> mailTo(READER, title));
    }

    private void unsubscribe(String url) throws IOException, InterruptedException, Failed {
        Api.Answer answer = api.post(
                URI.create(url),
                HttpRequest.BodyPublishers.ofString("List-Unsubscribe=One-Click"),
                "application/x-www-form-urlencoded");
        if (answer.status() / 100 != 2) {
            throw new Failed("one-click unsubscribe was answered " + answer.status());
        }
        saw("unsubscribed", "POST answered " + answer.status());
    }

    /** Publishes once more and waits for the digest of somebody else: ours would have come with it. */
    private void nothingMoreComes() throws IOException, InterruptedException, Failed {
        publish("Barid checks itself again", "The second article of the check.");
        await("the next digest, of another reader", () -> mailTo("oliver.hartwell@example.net", "checks itself again"));
        if (mailTo(READER, "checks itself again").isPresent()) {
            throw new Failed("a digest came after the unsubscription");
        }
        saw("next digest", "went to others only");
    }

    private Optional<String> mailTo(String address, String text) throws IOException, InterruptedException {
        for (JsonNode line :
                api.get(installation.mailboxPage().resolve("/api/messages")).json()) {
            if (line.path("to").asText().contains(address)) {
                URI raw = installation
                        .mailboxPage()
                        .resolve("/api/messages/" + line.path("id").asText() + "/raw");
                String mail = api.get(raw).text();
                if (unfold(mail).contains(text)) {
                    return Optional.of(mail);
                }
            }
        }
        return Optional.empty();
    }

    /** Joins the soft line ends of quoted-printable, so that words and links can be found. */
    private static String unfold(String mail) {
        return mail.replaceAll("=\\r?\\n", "").replace("=3D", "=").replace('_', ' ');
    }

    private static String first(Pattern pattern, String mail) throws Failed {
        Matcher matcher = pattern.matcher(mail);
        if (!matcher.find()) {
            throw new Failed("the mail holds nothing like " + pattern);
        }
        return matcher.group(matcher.groupCount());
    }

    private static void require(Api.Answer answer, int status, String what) throws Failed {
        if (answer.status() != status) {
            throw new Failed(what + " was answered " + answer.status() + ": " + answer.text());
        }
    }

    private static String await(String what, Probe probe) throws IOException, InterruptedException, Failed {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < end) {
            Optional<String> seen = probe.look();
            if (seen.isPresent()) {
                return seen.get();
            }
            Thread.sleep(100);
        }
        throw new Failed(what + " did not come within " + PATIENCE.toSeconds() + " s");
    }
}

package barid.standalone;

import barid.kit.Await;
import barid.kit.http.Json;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.CookieManager;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A whole Barid in this JVM on free ports, and what a writer, a reader and a subscriber do with it. */
final class RunningBarid implements AutoCloseable {
    final Installation installation;
    final Api api;

    private final Ports ports;

    private RunningBarid(Installation installation, Ports ports) {
        this.installation = installation;
        this.ports = ports;
        this.api = new Api(installation.token());
    }

    static RunningBarid start(boolean samples) {
        return start(samples, null);
    }

    /** {@code traces}: where its traces go, or null. */
    static RunningBarid start(boolean samples, @Nullable URI traces) {
        try {
            Ports ports = Ports.free();
            Installation installation = Installation.prepare(
                    new Installation.Options(
                            null, ports, samples, null, "a-token-for-tests", traces == null ? null : traces.toString()),
                    new Progress(new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8)));
            installation.start();
            return new RunningBarid(installation, ports);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Creates an article in English and returns its URL in the API. */
    String write(String title, String html) throws Exception {
        ObjectNode body = Json.MAPPER
                .createObjectNode()
                .put("language", "en")
                .put("title", title)
                .put("summary", "A summary.")
                .put("html", html);
        Api.Answer answer = api.postJson(installation.articles().resolve("/api/articles"), body);
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.status() + answer.text());
        }
        return installation.articles().resolve(answer.location()).toString();
    }

    /** Does an act on a translation, {@code body} being its fields and values in turn. */
    JsonNode act(String article, String language, String act, String... body) throws Exception {
        ObjectNode json = Json.MAPPER.createObjectNode();
        for (int i = 0; i < body.length; i += 2) {
            json.put(body[i], body[i + 1]);
        }
        Api.Answer answer = api.postJson(URI.create(article + "/translations/" + language + "/" + act), json);
        if (answer.status() != 200) {
            throw new IllegalStateException(act + ": " + answer.status() + answer.text());
        }
        return answer.json();
    }

    /** Publishes in the trace of a caller. */
    void actTraced(String traceparent, String article) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            int status = client.send(
                            HttpRequest.newBuilder(URI.create(article + "/translations/en/publish"))
                                    .header("Authorization", "Bearer " + installation.token())
                                    .header("Content-Type", "application/json")
                                    .header("traceparent", traceparent)
                                    .POST(HttpRequest.BodyPublishers.ofString("{}"))
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
            if (status != 200) {
                throw new IllegalStateException("publish: " + status);
            }
        }
    }

    /** Adds a translation and publishes it. */
    void translate(String article, String language, String origin, String engine, String title, String html)
            throws Exception {
        ObjectNode body = Json.MAPPER
                .createObjectNode()
                .put("title", title)
                .put("summary", title)
                .put("html", html)
                .put("origin", origin);
        if (!engine.isEmpty()) {
            body.put("engine", engine);
        }
        Api.Answer answer = api.putJson(URI.create(article + "/translations/" + language), body, "If-None-Match", "*");
        if (answer.status() != 201) {
            throw new IllegalStateException(answer.status() + answer.text());
        }
        act(article, language, "publish");
    }

    /** What each service exposes, by its first letter. */
    Map<String, String> metrics() throws Exception {
        Map<String, String> metrics = new TreeMap<>();
        metrics.put("a", metrics(ports.articlesAdmin()));
        metrics.put("f", metrics(ports.feedsAdmin()));
        metrics.put("n", metrics(ports.newsletterAdmin()));
        return metrics;
    }

    private String metrics(int port) throws Exception {
        return api.get(Installation.local(port).resolve("/observe/metrics")).text();
    }

    static String idOf(String article) {
        return article.substring(article.lastIndexOf('/') + 1);
    }

    String feed(String language, String format) throws Exception {
        return api.get(installation.feeds().resolve("/feeds/" + language + "/articles." + format))
                .text();
    }

    /** Subscribes by the API and confirms by the link in the mail, as a reader would. */
    void subscribe(String address, String... languages) throws Exception {
        ObjectNode body = Json.MAPPER.createObjectNode().put("email", address).put("cadence", "immediate");
        List.of(languages).forEach(body.putArray("languages")::add);
        Api.Answer answer = api.postJson(installation.newsletter().resolve("/newsletter/api/subscriptions"), body);
        if (answer.status() != 202) {
            throw new IllegalStateException(answer.status() + answer.text());
        }
        Await.until("the confirmation mail", () -> mail(address, "confirm/").isPresent());
        Matcher link = Pattern.compile("https?://\\S+/newsletter/confirm/[^\\s<>\"]+")
                .matcher(mail(address, "confirm/").orElseThrow().text());
        if (!link.find()) {
            throw new IllegalStateException("no link to confirm");
        }
        int status = api.post(URI.create(link.group()), HttpRequest.BodyPublishers.noBody(), "text/plain")
                .status();
        if (status / 100 != 2 && status != 303) {
            throw new IllegalStateException(link.group() + " was answered " + status);
        }
    }

    /** A mail as the mailbox's own reader shows it. */
    record Seen(String subject, String raw, String text, String html) {
        String header(String name) {
            Matcher field = Pattern.compile("(?mi)^" + name + ":\\s*((?:.*)(?:\\R[ \\t].*)*)")
                    .matcher(raw);
            return field.find() ? field.group(1).replaceAll("\\R\\s+", " ").strip() : "";
        }
    }

    /** The newest mail to this address whose text part holds {@code words}. */
    Optional<Seen> mail(String address, String words) throws Exception {
        for (JsonNode line :
                api.get(installation.mailboxPage().resolve("/api/messages")).json()) {
            if (line.path("to").asText().contains(address)) {
                URI raw = installation
                        .mailboxPage()
                        .resolve("/api/messages/" + line.path("id").asText() + "/raw");
                Seen seen = seen(line.path("subject").asText(), api.get(raw).text());
                if (seen.text().contains(words)) {
                    return Optional.of(seen);
                }
            }
        }
        return Optional.empty();
    }

    /** What the folder keeps secret, by name. */
    Map<String, String> secrets() throws IOException {
        Properties secrets = new Properties();
        try (var in = Files.newBufferedReader(folder().resolve("secrets.properties"))) {
            secrets.load(in);
        }
        Map<String, String> named = new TreeMap<>();
        secrets.stringPropertyNames().forEach(name -> named.put(name, secrets.getProperty(name)));
        return named;
    }

    /** What the database server logged. */
    String postgresLog() throws IOException {
        return Files.readString(folder().resolve("postgresql.log"));
    }

    private Path folder() {
        return Path.of(installation.settings("newsletter").getOrDefault("journal.folder", ""))
                .getParent();
    }

    /** Signs in to the newsletter's console as an operator does, and returns the session's cookie. */
    String signIn() throws Exception {
        CookieManager cookies = new CookieManager();
        URI form = installation.newsletter().resolve("/newsletter/console/sign-in");
        try (HttpClient browser = HttpClient.newBuilder().cookieHandler(cookies).build()) {
            Matcher token = Pattern.compile("name=\"form-token\" value=\"([^\"]+)\"")
                    .matcher(browser.send(HttpRequest.newBuilder(form).build(), HttpResponse.BodyHandlers.ofString())
                            .body());
            if (!token.find()) {
                throw new IllegalStateException("no form to sign in");
            }
            browser.send(
                    HttpRequest.newBuilder(form)
                            .header("Content-Type", "application/x-www-form-urlencoded")
                            .POST(HttpRequest.BodyPublishers.ofString("form-token="
                                    + URLEncoder.encode(token.group(1), StandardCharsets.UTF_8) + "&token="
                                    + installation.token() + "&next="))
                            .build(),
                    HttpResponse.BodyHandlers.discarding());
        }
        return cookies.getCookieStore().getCookies().stream()
                .filter(cookie -> cookie.getName().equals("barid-operator"))
                .findFirst()
                .orElseThrow()
                .getValue();
    }

    /** Each address that a mail went to, and each personal token in a mail. */
    Set<String> personal() throws Exception {
        Set<String> personal = new TreeSet<>();
        Pattern address = Pattern.compile("[\\w.+-]+@[\\w.-]+");
        Pattern token = Pattern.compile("/newsletter/(?:confirm|unsubscribe|preferences)/([\\w-]{16,})");
        for (JsonNode line :
                api.get(installation.mailboxPage().resolve("/api/messages")).json()) {
            address.matcher(line.path("to").asText()).results().forEach(found -> personal.add(found.group()));
            URI raw = installation
                    .mailboxPage()
                    .resolve("/api/messages/" + line.path("id").asText() + "/raw");
            Seen seen = seen(line.path("subject").asText(), api.get(raw).text());
            token.matcher(seen.text() + seen.html() + seen.header("List-Unsubscribe"))
                    .results()
                    .forEach(found -> personal.add(found.group(1)));
        }
        return personal;
    }

    private static Seen seen(String subject, String raw) throws Exception {
        var message = new jakarta.mail.internet.MimeMessage(
                null, new java.io.ByteArrayInputStream(raw.getBytes(StandardCharsets.UTF_8)));
        String text = "";
        String html = "";
        if (message.getContent() instanceof jakarta.mail.Multipart parts) {
            for (int i = 0; i < parts.getCount(); i++) {
                if (parts.getBodyPart(i).isMimeType("text/plain")) {
                    text = (String) parts.getBodyPart(i).getContent();
                } else if (parts.getBodyPart(i).isMimeType("text/html")) {
                    html = (String) parts.getBodyPart(i).getContent();
                }
            }
        } else {
            text = (String) message.getContent();
        }
        return new Seen(subject, raw, text, html);
    }

    Seen awaitMail(String address, String words) {
        Await.until(
                "a mail to " + address + " with " + words,
                Duration.ofSeconds(60),
                () -> mail(address, words).isPresent());
        try {
            return mail(address, words).orElseThrow();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws Exception {
        api.close();
        installation.close();
    }
}

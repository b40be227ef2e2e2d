package barid.article.html;

import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

import static org.assertj.core.api.Assertions.assertThat;

/** The hostile cases in a real browser, on a page whose policy allows everything: nothing runs, and nobody is called. */
class HostileHtmlIT {
    private static final String SITE = "https://news.example.org";
    private static final int BATCH = 100;
    private static final int FIRE = 60;
    private static final Sanitiser SANITISER = new Sanitiser(new Links(URI.create(SITE)));

    private static final Pattern HOST = Pattern.compile("^[a-z]+://([^/:?#]+)");

    private static HttpServer server;
    private static Playwright playwright;
    private static Browser browser;

    @BeforeAll
    static void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", HostileHtmlIT::answer);
        server.start();
        // Without the variable it would fetch a browser of its own first.
        playwright = Playwright.create(
                new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        browser = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(chromium())
                        .setChromiumSandbox(false)
                        .setArgs(List.of(
                                "--disable-quic",
                                "--disable-background-networking",
                                "--disable-sync",
                                // Nobody is there; that someone was asked for is seen without it.
                                "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1")));
    }

    @AfterAll
    static void stop() {
        browser.close();
        playwright.close();
        server.stop(0);
    }

    private static void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        byte[] body = path.equals("/")
                ? "<!DOCTYPE html><body><script src=/witness.js></script>".getBytes(StandardCharsets.UTF_8)
                : path.equals("/witness.js") ? witness() : new byte[0];
        exchange.getResponseHeaders()
                .set("Content-Type", path.equals("/witness.js") ? "text/javascript" : "text/html; charset=UTF-8");
        exchange.sendResponseHeaders(body.length == 0 ? 404 : 200, body.length == 0 ? -1 : body.length);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(body);
        }
    }

    private static byte[] witness() throws IOException {
        try (InputStream in = HostileHtmlIT.class.getResourceAsStream("witness.js")) {
            return in.readAllBytes();
        }
    }

    private static Path chromium() {
        for (String path : List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")) {
            if (Files.isExecutable(Path.of(path))) {
                return Path.of(path);
            }
        }
        throw new IllegalStateException("install chromium for the tests of pages");
    }

    @Test
    void nothingOfASanitisedCaseRunsOrCallsAnyone() {
        List<Cases.Case> sanitised = Cases.hostile().stream()
                .map(attack -> new Cases.Case(
                        attack.name(), SANITISER.sanitise(attack.html()).html()))
                .toList();
        Findings findings = watch(sanitised, "window.waiting.size === 0");
        assertThat(findings.ran()).isEmpty();
        assertThat(findings.hosts())
                .isSubsetOf("127.0.0.1", "www.youtube-nocookie.com", "player.vimeo.com", "archive.org", "example.com");
        // Frames by reference are asked for; films and sounds only once a reader starts them.
        assertThat(findings.hosts()).contains("player.vimeo.com").doesNotContain("media.example");
    }

    /** Else the test above would prove nothing. */
    @Test
    void casesThatAreNotSanitisedRunAndCall() {
        List<Cases.Case> some = Cases.hostile().subList(0, BATCH);
        // Some of them leave for good: that all have come to rest is not to be waited for.
        Findings findings = watch(some, "new Set(window.ran).size >= " + FIRE);
        assertThat(findings.ran()).hasSizeGreaterThanOrEqualTo(FIRE);
        assertThat(findings.hosts()).contains("canary.example");
    }

    /** The cases that ran something, and all hosts that were asked for anything. */
    private record Findings(Set<String> ran, Set<String> hosts) {}

    private static Findings watch(List<Cases.Case> cases, String until) {
        Set<String> ran = new TreeSet<>();
        Set<String> hosts = new TreeSet<>();
        for (int from = 0; from < cases.size(); from += BATCH) {
            List<Cases.Case> batch = cases.subList(from, Math.min(from + BATCH, cases.size()));
            try (Page page = browser.newPage()) {
                page.setDefaultTimeout(120_000);
                page.onRequest(
                        request -> HOST.matcher(request.url()).results().forEach(host -> hosts.add(host.group(1))));
                page.navigate("http://127.0.0.1:" + server.getAddress().getPort() + "/");
                page.evaluate(
                        "texts => texts.forEach((html, i) => { asMarkup(html, i); asPage(html, i); })",
                        batch.stream().map(Cases.Case::html).toList());
                page.waitForFunction("() => " + until);
                for (Object index : (List<?>) page.evaluate("() => [...new Set(window.ran)]")) {
                    ran.add(batch.get(((Number) index).intValue()).name());
                }
            }
        }
        return new Findings(ran, hosts);
    }
}

package barid.standalone;

import barid.kit.db.DatabaseSettings;
import barid.kit.http.Tokens;
import barid.standalone.mailbox.Mailbox;
import com.fasterxml.jackson.databind.JsonNode;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.config.spi.ConfigSource;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Puts together each service's configuration: what this machine dictates, the organisation's file, the service's defaults. */
final class InstallationConfig {
    static final List<String> SERVICES = List.of("article", "feed", "newsletter");

    private final Installation.Options options;
    private final DataFolder folder;
    private final String token;

    InstallationConfig(Installation.Options options, DataFolder folder) {
        this.options = options;
        this.folder = folder;
        String given = options.token();
        this.token = given == null ? folder.secret("token") : given;
    }

    String token() {
        return token;
    }

    /** The configuration of {@code service}, whose database is on the server at {@code postgres}. */
    Config of(String service, String postgres) {
        Map<String, String> forced = new TreeMap<>();
        Ports ports = options.ports();
        forced.put("server.port", Integer.toString(port(service)));
        // There is no other instance to send anybody to.
        forced.put("server.drain-period", "PT0S");
        forced.put("server.shutdown-grace-period", "PT10S");
        forced.put("admin.host", "127.0.0.1");
        forced.put("admin.port", Integer.toString(adminPort(service)));
        forced.put("db.url", postgres + service);
        forced.put("db.username", service + "_app");
        forced.put("db.password", folder.secret(service + "_app"));
        forced.put("db.migrator.username", service + "_migrator");
        forced.put("db.migrator.password", folder.secret(service + "_migrator"));
        forced.put("changes.url", "http://localhost:" + ports.articles());
        forced.put("changes.token", folder.secret("changes"));
        forced.put("keys.secret", folder.secret("keys"));
        forced.put("operators.secret", folder.secret("operators"));
        forced.put("journal.folder", folder.path().resolve("journal").toString());
        String traces = options.traces();
        if (traces != null) {
            forced.put("tracing.endpoint", traces);
        }
        token(forced, 0, "writer", token, "write", "changes", "operate");
        token(forced, 1, "services", folder.secret("changes"), "changes");
        return build(forced, ConfigSources.classpath(service + "-service.yaml"));
    }

    /** The owner of {@code service}'s database, and the migrations that make its schema. */
    DatabaseSettings owner(String service, String postgres) {
        DatabaseSettings owner =
                DatabaseSettings.owner(service, of(service, postgres).get("db"));
        return service.equals("article") ? owner : owner.withFollower();
    }

    /** The organisation block alone, for what is no service. */
    Config organisation() {
        return build(Map.of()).get("organisation");
    }

    @SafeVarargs
    private Config build(Map<String, String> forced, Supplier<? extends ConfigSource>... defaults) {
        List<Supplier<? extends ConfigSource>> sources = new ArrayList<>();
        sources.add(ConfigSources.create(forced));
        if (options.file() == null) {
            sources.add(ConfigSources.create(demo()));
        } else {
            sources.add(ConfigSources.file(options.file()));
        }
        sources.addAll(List.of(defaults));
        return Config.builder()
                .sources(sources)
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }

    /** The fictional organisation of the samples; the mailbox catches its mail, and has what comes back read; a short collecting window. */
    private Map<String, String> demo() {
        Map<String, String> demo = new TreeMap<>();
        Ports ports = options.ports();
        JsonNode organisation = SampleContent.organisation();
        byLanguage(demo, "organisation.name", organisation.path("name"));
        byLanguage(demo, "organisation.short-name", organisation.path("shortName"));
        byLanguage(demo, "organisation.postal-address", organisation.path("postalAddress"));
        demo.put("organisation.default-language", "en");
        demo.put("organisation.contact", "mailto:press@news.example.org");
        demo.put("organisation.from", "news@news.example.org");
        demo.put("organisation.reply-to", "press@news.example.org");
        demo.put("organisation.bounce-domain", "bounce.news.example.org");
        demo.put("organisation.base-url.articles", "http://localhost:" + ports.articles());
        demo.put("organisation.base-url.feeds", "http://localhost:" + ports.feeds());
        demo.put("organisation.base-url.newsletter", "http://localhost:" + ports.newsletter());
        demo.put("smtp.host", "127.0.0.1");
        demo.put("smtp.port", Integer.toString(ports.smtp()));
        demo.put("bounces.host", "127.0.0.1");
        demo.put("bounces.port", Integer.toString(ports.imap()));
        demo.put("bounces.user", Mailbox.BOUNCES);
        demo.put("bounces.password", Mailbox.BOUNCES);
        demo.put("preflight.checks", "built-in-mailbox");
        demo.put("editions.collecting-window", "PT10S");
        return demo;
    }

    private static void byLanguage(Map<String, String> config, String key, JsonNode texts) {
        texts.properties()
                .forEach(text ->
                        config.put(key + "." + text.getKey(), text.getValue().asText()));
    }

    private static void token(Map<String, String> config, int index, String name, String token, String... scopes) {
        String key = "tokens." + index;
        config.put(key + ".name", name);
        config.put(key + ".sha256", Tokens.hash(token));
        for (int i = 0; i < scopes.length; i++) {
            config.put(key + ".scopes." + i, scopes[i]);
        }
    }

    private int port(String service) {
        return switch (service) {
            case "article" -> options.ports().articles();
            case "feed" -> options.ports().feeds();
            default -> options.ports().newsletter();
        };
    }

    private int adminPort(String service) {
        return switch (service) {
            case "article" -> options.ports().articlesAdmin();
            case "feed" -> options.ports().feedsAdmin();
            default -> options.ports().newsletterAdmin();
        };
    }
}

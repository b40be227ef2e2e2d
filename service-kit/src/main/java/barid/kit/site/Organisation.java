package barid.kit.site;

import io.helidon.config.Config;

import java.net.URI;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * The organisation whose press office runs this installation; the same block {@code organisation} stands in each service's
 * configuration.
 *
 * @param names the full name by language
 * @param shortNames the short name by language
 * @param logo URL of a picture for the masthead
 * @param accent the one colour of its own, {@code #rrggbb}
 * @param languages the configured languages, in order
 * @param zone the time zone of dates and of periods
 * @param articles public base URL of article-service, without a slash at the end; so too {@code feeds}, {@code newsletter}
 * @param from the address that digests come from
 */
public record Organisation(
        Map<String, String> names,
        Map<String, String> shortNames,
        Optional<String> logo,
        String accent,
        Map<String, String> postalAddresses,
        Optional<String> contact,
        Optional<String> privacyPage,
        List<String> languages,
        String defaultLanguage,
        ZoneId zone,
        URI articles,
        URI feeds,
        URI newsletter,
        String from,
        String replyTo,
        String bounceDomain) {

    /** Reads the {@code organisation} block; its keys and their defaults are documented in each service's configuration file. */
    public static Organisation from(Config config) {
        List<String> languages = config.get("languages").asList(String.class).orElse(List.of("ar", "en", "fr"));
        String from = config.get("from").asString().orElse("news@localhost");
        return new Organisation(
                byLanguage(config.get("name")),
                byLanguage(config.get("short-name")),
                config.get("logo").asString().asOptional(),
                config.get("accent").asString().orElse("#0b5c8a"),
                byLanguage(config.get("postal-address")),
                config.get("contact").asString().asOptional(),
                config.get("privacy-page").asString().asOptional(),
                languages,
                config.get("default-language").asString().orElse(languages.getFirst()),
                ZoneId.of(config.get("zone").asString().orElse("UTC")),
                base(config.get("base-url.articles"), 8081),
                base(config.get("base-url.feeds"), 8082),
                base(config.get("base-url.newsletter"), 8083),
                from,
                config.get("reply-to").asString().orElse(from),
                config.get("bounce-domain").asString().orElse(from.substring(from.indexOf('@') + 1)));
    }

    private static URI base(Config config, int port) {
        String url = config.asString().orElse("http://localhost:" + port);
        return URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
    }

    private static Map<String, String> byLanguage(Config config) {
        Map<String, String> texts = new TreeMap<>();
        config.asNodeList()
                .orElse(List.of())
                .forEach(node -> texts.put(node.name(), node.asString().get()));
        return texts;
    }

    /** The full name in {@code language}, else in the default language. */
    public String name(String language) {
        return pick(names, language);
    }

    /** The language in which the organisation is named to readers of {@code language}. */
    public String namingLanguage(String language) {
        return names.containsKey(language) ? language : defaultLanguage;
    }

    /** The contact as a link: a URL as it stands, an address as {@code mailto:}. */
    public String contactUrl() {
        String given = contact.orElse("");
        return given.contains("@") && !given.contains(":") ? "mailto:" + given : given;
    }

    /** The short name in {@code language}, else in the default language. */
    public String shortName(String language) {
        return pick(shortNames, language);
    }

    /** The postal address in {@code language}, else in the default language. */
    public String postalAddress(String language) {
        return pick(postalAddresses, language);
    }

    /** The language of the software's own texts when a reader's is not among them. */
    public String fallback() {
        return Texts.LANGUAGES.contains(defaultLanguage) ? defaultLanguage : "en";
    }

    private String pick(Map<String, String> texts, String language) {
        String text = texts.get(language);
        return text != null ? text : texts.getOrDefault(defaultLanguage, "");
    }
}

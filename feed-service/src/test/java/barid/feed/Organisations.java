package barid.feed;

import barid.kit.site.Organisation;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;

import java.util.HashMap;
import java.util.Map;

/** The organisation of the tests, and the configuration around it. */
public final class Organisations {
    private Organisations() {}

    public static Organisation relief() {
        return Organisation.from(config(Map.of()).get("organisation"));
    }

    public static Config config(Map<String, String> more) {
        Map<String, String> values = new HashMap<>(Map.of(
                "organisation.name.en", "World Relief Office",
                "organisation.name.ar", "مكتب الإغاثة العالمي",
                "organisation.name.fr", "Bureau mondial des secours",
                "organisation.default-language", "en",
                "organisation.base-url.articles", "https://news.example.org",
                "organisation.base-url.feeds", "https://news.example.org"));
        values.putAll(more);
        return Config.builder(ConfigSources.create(values))
                .disableEnvironmentVariablesSource()
                .disableSystemPropertiesSource()
                .build();
    }
}

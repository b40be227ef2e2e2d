package barid.newsletter.mail;

import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DkimSettingsTest {
    private static final Instant NOW = SampleMails.NOON;
    private static final Map<String, String> TWO = Map.of(
            "keys.0.selector", "r1",
            "keys.0.algorithm", "rsa",
            "keys.0.private-key", TestKeys.RSA,
            "keys.1.selector", "e1",
            "keys.1.algorithm", "ed25519",
            "keys.1.private-key", TestKeys.ED25519);

    private static DkimSettings settings(Map<String, String> more) {
        Map<String, String> all = new HashMap<>(TWO);
        all.putAll(more);
        return DkimSettings.from(Config.just(ConfigSources.create(all)));
    }

    @Test
    void withoutKeysNothingIsSignedAndNobodySaidSo() {
        DkimSettings settings = DkimSettings.from(Config.empty());
        assertThat(settings.mode()).isEqualTo(DkimSettings.Mode.UNSET);
        assertThat(settings.active(NOW)).isEmpty();
    }

    @Test
    void whereTheRelaySignsTheServiceDoesNot() {
        DkimSettings settings = settings(Map.of("sign", "false", "relay-selector", "relay2026"));
        assertThat(settings.mode()).isEqualTo(DkimSettings.Mode.RELAY);
        assertThat(settings.relaySelector()).contains("relay2026");
        assertThat(new Dkim(settings, "example.org").signers(NOW)).isEmpty();
    }

    @Test
    void aKeyThatIsNotActiveSignsNothing() {
        assertThat(settings(Map.of()).active(NOW)).hasSize(2);
        assertThat(settings(Map.of("keys.1.active", "false")).active(NOW))
                .extracting(DkimSettings.Key::selector)
                .containsExactly("r1");
    }

    @Test
    void theRecordToPublishIsShortForEd25519() {
        assertThat(settings(Map.of()).active(NOW))
                .extracting(DkimSettings.Key::record)
                .satisfiesExactly(
                        rsa -> assertThat(rsa).matches("v=DKIM1; k=rsa; p=MIIBIjAN[A-Za-z0-9+/]{384}"),
                        ed25519 -> assertThat(ed25519).matches("v=DKIM1; k=ed25519; p=[A-Za-z0-9+/]{43}="));
    }

    @Test
    void whatCannotWorkIsRefusedAtTheStartAndTheKeyIsNotTold() {
        assertRefused(Map.of("keys.1.algorithm", "rsa"), "e1");
        assertRefused(Map.of("keys.1.selector", "r1"), "selector r1");
        assertRefused(Map.of("keys.1.selector", "no selector"), "keys.1.selector");
        assertRefused(Map.of("keys.0.private-key", "SECRETxx"), "selector r1");
        assertRefused(Map.of("keys.0.private-key", TestKeys.pem("RSA", 1024)), "2048 bits");
        assertRefused(
                Map.of("keys.2.selector", "r2", "keys.2.algorithm", "rsa", "keys.2.private-key", TestKeys.RSA),
                "rsa-sha256 at once");
        assertThatThrownBy(() -> DkimSettings.from(Config.just(ConfigSources.create(Map.of("sign", "true")))))
                .hasMessageContaining("dkim.keys");
    }

    private static void assertRefused(Map<String, String> more, String words) {
        assertThatThrownBy(() -> settings(more))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(words)
                .hasMessageNotContaining("SECRET")
                .hasMessageNotContaining("PRIVATE");
    }
}

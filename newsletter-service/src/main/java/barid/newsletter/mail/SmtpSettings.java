package barid.newsletter.mail;

import barid.kit.config.Secrets;
import io.helidon.config.Config;

import java.time.Duration;
import java.util.Optional;

/**
 * The relay that takes the mails.
 *
 * @param connections how many are kept open for digests
 * @param tls {@code none}, {@code starttls} (refuses to go on without), {@code implicit}
 * @param helo the name that we greet with
 */
public record SmtpSettings(
        String host,
        int port,
        Tls tls,
        Optional<String> user,
        Optional<String> password,
        int connections,
        Duration connectTimeout,
        Duration timeout,
        Optional<String> helo) {
    /** How the connection is protected. */
    public enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** Reads the {@code smtp} block. */
    public static SmtpSettings from(Config config) {
        Optional<String> user = config.get("user").asString().asOptional();
        return new SmtpSettings(
                config.get("host").asString().orElse("localhost"),
                config.get("port").asInt().orElse(25),
                Tls.valueOf(config.get("tls").asString().orElse("none").toUpperCase(java.util.Locale.ROOT)),
                user,
                user.map(name -> Secrets.read(config, "password")),
                config.get("connections").asInt().orElse(4),
                config.get("connect-timeout").as(Duration.class).orElse(Duration.ofSeconds(10)),
                config.get("timeout").as(Duration.class).orElse(Duration.ofSeconds(60)),
                config.get("helo").asString().asOptional());
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

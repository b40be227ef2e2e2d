package barid.newsletter.mail;

import barid.kit.config.Secrets;
import io.helidon.config.Config;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The relay that takes the mails.
 *
 * @param connections how many are kept open for digests
 * @param tls {@code none}, {@code starttls} (refuses to go on without), {@code implicit}
 * @param timeout the longest wait for one answer
 * @param helo the name that we greet with
 * @param weight its share of the connections beside other relays
 * @param perSecond digests a second that it is given at most, by all processes together; 0: no limit
 * @param pipelined false sends as Angus itself does, one command after another
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
        Optional<String> helo,
        int weight,
        double perSecond,
        boolean pipelined) {
    public SmtpSettings {
        if (perSecond < 0) {
            throw new IllegalArgumentException("smtp: per-second is 0 (no limit) or more");
        }
    }

    /** How the connection is protected. */
    public enum Tls {
        NONE,
        STARTTLS,
        IMPLICIT
    }

    /** Reads the {@code smtp} block: each of its {@code relays}, where something else is not said as the block itself says; or the one. */
    public static List<SmtpSettings> from(Config config) {
        List<Config> relays = config.get("relays").asNodeList().orElse(List.of());
        SmtpSettings common = one(config, null);
        return relays.isEmpty()
                ? List.of(common)
                : relays.stream().map(relay -> one(relay, common)).toList();
    }

    private static SmtpSettings one(Config config, @Nullable SmtpSettings common) {
        Optional<String> user = config.get("user").asString().asOptional();
        return new SmtpSettings(
                config.get("host").asString().orElse(common == null ? "localhost" : common.host()),
                config.get("port").asInt().orElse(common == null ? 25 : common.port()),
                config.get("tls")
                        .asString()
                        .map(word -> Tls.valueOf(word.toUpperCase(Locale.ROOT)))
                        .orElse(common == null ? Tls.NONE : common.tls()),
                user.or(() -> common == null ? Optional.empty() : common.user()),
                user.map(name -> Secrets.read(config, "password"))
                        .or(() -> common == null ? Optional.empty() : common.password()),
                config.get("connections").asInt().orElse(common == null ? 4 : common.connections()),
                config.get("connect-timeout")
                        .as(Duration.class)
                        .orElse(common == null ? Duration.ofSeconds(10) : common.connectTimeout()),
                config.get("timeout")
                        .as(Duration.class)
                        .orElse(common == null ? Duration.ofSeconds(60) : common.timeout()),
                config.get("helo").asString().asOptional().or(() -> common == null ? Optional.empty() : common.helo()),
                config.get("weight").asInt().orElse(1),
                config.get("per-second").asDouble().orElse(common == null ? 0.0 : common.perSecond()),
                config.get("pipelining").asBoolean().orElse(common == null || common.pipelined()));
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}

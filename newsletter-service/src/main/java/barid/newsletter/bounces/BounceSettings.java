package barid.newsletter.bounces;

import barid.kit.config.Secrets;
import barid.newsletter.mail.SmtpSettings;
import io.helidon.config.Config;

import java.time.Duration;
import java.time.Period;
import java.util.Locale;
import java.util.Optional;

/**
 * The mailbox that the bounce domain's mail ends in.
 *
 * @param host empty: no reports are read
 * @param port 143, and 993 with {@code implicit} TLS, unless set
 * @param tls {@code none}, {@code starttls} (refuses to go on without), {@code implicit}
 * @param doneFolder where reports go that were read; empty: they are deleted
 * @param poll how often is looked where the server does not tell (IDLE), and now and then where it does
 * @param kept how long what was reported is kept
 */
public record BounceSettings(
        Optional<String> host,
        int port,
        SmtpSettings.Tls tls,
        Optional<String> user,
        Optional<String> password,
        String folder,
        Optional<String> doneFolder,
        Duration poll,
        Duration connectTimeout,
        Duration timeout,
        Period kept) {
    /** Reads the {@code bounces} block. */
    public static BounceSettings from(Config config) {
        Optional<String> host = config.get("host").asString().asOptional();
        SmtpSettings.Tls tls = SmtpSettings.Tls.valueOf(
                config.get("tls").asString().orElse("none").toUpperCase(Locale.ROOT));
        Optional<String> user = config.get("user").asString().asOptional();
        if (host.isPresent() && user.isEmpty()) {
            throw new IllegalArgumentException("bounces.host needs bounces.user");
        }
        Period kept = config.get("kept").asString().map(Period::parse).orElse(Period.ofDays(90));
        if (kept.isNegative() || kept.isZero()) {
            throw new IllegalArgumentException("bounces.kept must be longer than nothing");
        }
        return new BounceSettings(
                host,
                config.get("port").asInt().orElse(tls == SmtpSettings.Tls.IMPLICIT ? 993 : 143),
                tls,
                user,
                host.flatMap(there -> user).map(name -> Secrets.read(config, "password")),
                config.get("folder").asString().orElse("INBOX"),
                config.get("done-folder").asString().asOptional(),
                config.get("poll").as(Duration.class).orElse(Duration.ofMinutes(1)),
                config.get("connect-timeout").as(Duration.class).orElse(Duration.ofSeconds(10)),
                config.get("timeout").as(Duration.class).orElse(Duration.ofSeconds(60)),
                kept);
    }

    @Override
    public String toString() {
        return host.orElse("") + ":" + port;
    }
}

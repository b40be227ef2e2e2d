package barid.newsletter.preflight;

import barid.newsletter.mail.SmtpSettings;
import io.helidon.config.Config;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * How the checks before an edition are made.
 *
 * @param on whether an edition waits for them
 * @param override why editions start in spite of failed checks, or without any
 * @param resolver who is asked instead of the system's resolvers
 * @param timeout of one question
 * @param passed for how long a passed check is good
 * @param failed after what a failed one is made again
 * @param poll how often waiting editions are looked for
 */
public record PreflightSettings(
        boolean on,
        Optional<String> override,
        Optional<InetSocketAddress> resolver,
        Duration timeout,
        Duration passed,
        Duration failed,
        Duration poll) {
    private static final int DNS = 53;

    /**
     * Reads the {@code preflight} block.
     *
     * @throws IllegalStateException if checks are off without a reason, and the relay is not this machine's own mailbox
     */
    public static PreflightSettings from(Config config, List<SmtpSettings> relays) {
        Optional<String> override = config.get("override")
                .asString()
                .asOptional()
                .map(String::strip)
                .filter(text -> !text.isEmpty());
        return new PreflightSettings(
                on(config.get("checks").asString().orElse("on"), override, relays),
                override,
                config.get("resolver").asString().asOptional().map(PreflightSettings::address),
                duration(config, "timeout", Duration.ofSeconds(5)),
                duration(config, "passed-for", Duration.ofMinutes(5)),
                duration(config, "failed-for", Duration.ofMinutes(1)),
                duration(config, "poll", Duration.ofSeconds(1)));
    }

    /** YAML reads the bare words on and off as true and false. */
    private static boolean on(String checks, Optional<String> override, List<SmtpSettings> relays) {
        return switch (checks) {
            case "on", "true" -> true;
            case "off", "false" -> {
                if (override.isEmpty()) {
                    throw new IllegalStateException("preflight.checks is off: say why in preflight.override");
                }
                yield false;
            }
            case "built-in-mailbox" -> {
                relays.stream()
                        .map(SmtpSettings::host)
                        .filter(host -> !isHere(host))
                        .forEach(host -> {
                            throw new IllegalStateException(
                                    "preflight.checks: built-in-mailbox is for a mailbox on this machine,"
                                            + " and smtp.host is " + host);
                        });
                yield false;
            }
            default -> throw new IllegalStateException("preflight.checks is on, off or built-in-mailbox");
        };
    }

    private static boolean isHere(String host) {
        if (host.equals("localhost")) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(host).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /** {@code 192.0.2.1}, {@code 192.0.2.1:5353} or {@code [2001:db8::1]:53}. */
    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        boolean port = colon > 0 && (text.indexOf(':') == colon || text.charAt(colon - 1) == ']');
        String host = port ? text.substring(0, colon) : text;
        try {
            return new InetSocketAddress(
                    InetAddress.ofLiteral(host.startsWith("[") ? host.substring(1, host.length() - 1) : host),
                    port ? Integer.parseInt(text.substring(colon + 1)) : DNS);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("preflight.resolver is an address, with a port or without", e);
        }
    }

    private static Duration duration(Config config, String key, Duration otherwise) {
        return config.get(key).as(Duration.class).orElse(otherwise);
    }
}

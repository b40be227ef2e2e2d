package barid.standalone.mailbox;

import barid.kit.service.Logs;
import barid.kit.site.Organisation;
import io.helidon.config.Config;
import io.helidon.config.ConfigSources;
import io.helidon.webserver.WebServer;

import java.time.Duration;
import java.util.Map;

/**
 * The mailbox as the one server of a container, for a trial where no registry can be reached: SMTP and the page on the ports
 * that Mailpit has there.
 */
public final class MailboxContainer {
    private static final String EVERY_ADDRESS = "0.0.0.0";
    private static final int SMTP = 1025;
    private static final int IMAP = 1143;
    private static final int PAGE = 8025;

    private MailboxContainer() {}

    /** Runs until SIGTERM. {@code BARID_MAIL_PAUSE} (ISO 8601) lets each mail take so long, as a slow relay does. */
    public static void main(String[] args) {
        Logs.configure();
        Duration pause = Duration.parse(System.getenv().getOrDefault("BARID_MAIL_PAUSE", "PT0S"));
        Organisation organisation = Organisation.from(Config.just(ConfigSources.create(
                Map.of("default-language", "en", "name.en", "Trial", "bounce-domain", "bounces.invalid"))));
        Mailbox mailbox = Mailbox.start(EVERY_ADDRESS, SMTP, IMAP, organisation.bounceDomain(), pause);
        WebServer page = MailboxPage.start(EVERY_ADDRESS, PAGE, mailbox, organisation);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            mailbox.stop();
                            page.stop();
                            Runtime.getRuntime().halt(0);
                        },
                        "stop"));
    }
}

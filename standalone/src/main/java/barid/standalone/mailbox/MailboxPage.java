package barid.standalone.mailbox;

import barid.kit.http.ProblemFeature;
import barid.kit.site.Organisation;
import barid.kit.site.Site;
import barid.kit.site.SiteErrors;
import io.helidon.webserver.WebServer;

import java.time.Duration;

/** The web server on which a mailbox is looked at. */
public final class MailboxPage {
    private MailboxPage() {}

    /** Opens the port; whoever starts it stops it. */
    public static WebServer start(String host, int port, Mailbox mailbox, Organisation organisation) {
        Site site = new Site(organisation, "/assets");
        return WebServer.builder()
                .host(host)
                .port(port)
                .featuresDiscoverServices(false)
                .shutdownHook(false)
                .shutdownGracePeriod(Duration.ofSeconds(2))
                .directHandlers(ProblemFeature.directHandlers())
                .routing(routing -> routing.addFeature(new ProblemFeature(new SiteErrors(site)))
                        .register(new MailboxRoutes(mailbox, site)))
                .build()
                .start();
    }
}

package barid.newsletter.bounces;

import barid.kit.Await;
import barid.kit.db.DatabaseSettings;
import barid.kit.db.TestPostgres;
import barid.newsletter.NewsletterProcess;
import barid.newsletter.Rows;
import barid.newsletter.RunningNewsletter;
import barid.newsletter.keys.Keys;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayInputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.UUID;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The process that reads the bounce mailbox is killed (SIGKILL) after what reports say is committed and before any is taken out of the
 * mailbox. Five kills under {@code -Dbarid.long=true}.
 */
class KilledReaderIT {
    private static final int KILLS = Boolean.getBoolean("barid.long") ? 5 : 1;
    private static final int REPORTS = 3;
    private static final Keys KEYS = new Keys(RunningNewsletter.SECRET);

    @TempDir
    Path folder;

    private final GreenMail mail = new GreenMail(new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP));
    private final DatabaseSettings database = TestPostgres.create("newsletter", true);
    private final Rows rows = new Rows(database);

    @Test
    void eachReportCountsOnceThoughItIsReadAgain() throws Exception {
        mail.start();
        try {
            GreenMailUser reports = mail.getUserManager().createUser("reports@bounce.example.org", "reports", "secret");
            MailFolder inbox = mail.getManagers().getImapHostManager().getInbox(reports);
            List<UUID> readers = new ArrayList<>();
            for (int i = 0; i < REPORTS; i++) {
                readers.add(rows.restingReader("full" + i + "@example.net", "en"));
                inbox.store(report(i, readers.getLast()));
            }
            for (int kill = 0; kill < KILLS; kill++) {
                try (StoppedStore proxy = new StoppedStore(mail.getImap().getPort());
                        NewsletterProcess process = start(proxy.port())) {
                    Await.until("it asks to take out what it read", Duration.ofSeconds(30), proxy::stopped);
                    process.kill();
                }
                assertThat(rows.number("SELECT count(*) FROM report"))
                        .as("committed before")
                        .isEqualTo(REPORTS);
                assertThat(inbox.getMessageCount()).as("in the mailbox still").isEqualTo(REPORTS);
            }
            try (NewsletterProcess process = start(mail.getImap().getPort())) {
                Await.until("all is taken out", Duration.ofSeconds(30), () -> inbox.getMessageCount() == 0);
                process.terminate();
            }
            assertThat(rows.number("SELECT count(*) FROM report")).isEqualTo(REPORTS);
            assertThat(rows.strings("SELECT count(*) FROM reported GROUP BY subscriber"))
                    .containsExactly("1", "1", "1");
            assertThat(rows.strings("SELECT score FROM soft_bounce")).containsExactly("1", "1", "1");
            assertThat(rows.number("SELECT count(*) FROM suppression")).isZero();
        } finally {
            mail.stop();
        }
    }

    private NewsletterProcess start(int imap) {
        return NewsletterProcess.start(
                database,
                1,
                folder,
                Map.of(
                        "organisation.bounce-domain", "bounce.example.org",
                        "bounces.host", "127.0.0.1",
                        "bounces.port", Integer.toString(imap),
                        "bounces.user", "reports",
                        "bounces.password", "secret",
                        "bounces.poll", "PT0.2S"));
    }

    private MimeMessage report(int number, UUID reader) throws Exception {
        UUID edition = UUID.randomUUID();
        rows.execute("""
                INSERT INTO edition (id, cadence, period, starts_at, ends_at, expires_at, created_at)
                VALUES ('%1$s', 'daily', '%1$s', now(), now(), now(), now())""".formatted(edition));
        return new MimeMessage(
                Session.getInstance(new Properties()),
                new ByteArrayInputStream(Letters.bounce(
                        "killed-" + number,
                        KEYS.returnPath(edition, reader) + "@bounce.example.org",
                        "full" + number + "@example.net",
                        "5.2.2",
                        "552 5.2.2 full")));
    }
}

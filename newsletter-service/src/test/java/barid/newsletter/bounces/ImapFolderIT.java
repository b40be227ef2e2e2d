package barid.newsletter.bounces;

import barid.newsletter.mail.SmtpSettings;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;
import jakarta.mail.FolderClosedException;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ImapFolderIT {
    private final GreenMail mail = new GreenMail(new ServerSetup[] {
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
        new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAPS)
    });
    private GreenMailUser user;

    @BeforeEach
    void start() throws Exception {
        mail.start();
        user = mail.getUserManager().createUser("reports@example.org", "reports", "secret");
    }

    @AfterEach
    void stop() {
        mail.stop();
    }

    private BounceSettings settings(SmtpSettings.Tls tls, String password, Optional<String> done) {
        return new BounceSettings(
                Optional.of("127.0.0.1"),
                tls == SmtpSettings.Tls.IMPLICIT
                        ? mail.getImaps().getPort()
                        : mail.getImap().getPort(),
                tls,
                Optional.of("reports"),
                Optional.of(password),
                "INBOX",
                done,
                Duration.ofMinutes(1),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                Period.ofDays(90));
    }

    private void put(String subject, int length) throws MessagingException {
        byte[] raw = Letters.bytes("Subject: " + subject + "\n\n" + "x".repeat(length) + "\n");
        user.deliver(new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(raw)));
    }

    @Test
    void whatIsDoneGoesToItsFolderAndWhatFailedIsLookedAtAgain() throws Exception {
        for (int i = 0; i < 120; i++) {
            put("report " + i, 10);
        }
        List<String> seen = new ArrayList<>();
        try (ImapFolder folder = ImapFolder.open(settings(SmtpSettings.Tls.NONE, "secret", Optional.of("Done")))) {
            ImapFolder.Look look = beginning -> {
                String subject = MailPart.parse(beginning).field("subject").orElseThrow();
                boolean fails = subject.endsWith("7") && !seen.contains(subject);
                seen.add(subject);
                return fails
                        ? ImapFolder.Verdict.LEFT
                        : subject.endsWith("3") ? ImapFolder.Verdict.FLAGGED : ImapFolder.Verdict.DONE;
            };
            folder.lookThrough(look, () -> false);
            assertThat(seen).hasSize(120).doesNotHaveDuplicates();
            assertThat(inbox("INBOX")).hasSize(12).allMatch(subject -> subject.endsWith("7"));
            folder.lookThrough(look, () -> false);
        }
        assertThat(seen).hasSize(132);
        assertThat(inbox("INBOX")).isEmpty();
        assertThat(inbox("Done")).hasSize(120).doesNotHaveDuplicates();
    }

    @Test
    void ofAHugeMailTheFirstMegabyteIsRead() throws Exception {
        put("huge", 3 << 20);
        AtomicInteger length = new AtomicInteger();
        try (ImapFolder folder = ImapFolder.open(settings(SmtpSettings.Tls.NONE, "secret", Optional.empty()))) {
            folder.lookThrough(
                    beginning -> {
                        length.set(beginning.length);
                        return ImapFolder.Verdict.DONE;
                    },
                    () -> false);
        }
        assertThat(length).hasValue(1 << 20);
        assertThat(inbox("INBOX")).isEmpty();
    }

    @Test
    void aMailThatArrivesEndsTheWaiting() throws Exception {
        CompletableFuture<Boolean> waiting = CompletableFuture.supplyAsync(this::awaitNews);
        waiting.completeOnTimeout(false, 20, TimeUnit.SECONDS);
        while (!waiting.isDone()) {
            put("news", 10);
            LockSupport.parkNanos(200_000_000);
        }
        assertThat(waiting.get()).isTrue();
        try (ImapFolder folder = ImapFolder.open(settings(SmtpSettings.Tls.NONE, "secret", Optional.empty()))) {
            assertThat(folder.awaitNews(Duration.ofMillis(300)))
                    .as("and without one it ends in time")
                    .isTrue();
        }
    }

    /** GreenMail hangs up on who begins to wait in the very moment that a mail comes; the mailbox is then opened anew. */
    private boolean awaitNews() {
        while (true) {
            try (ImapFolder folder = ImapFolder.open(settings(SmtpSettings.Tls.NONE, "secret", Optional.empty()))) {
                return folder.awaitNews(Duration.ofMinutes(5));
            } catch (FolderClosedException e) {
                // Once more.
            } catch (MessagingException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aCertificateThatNobodyVouchesForAndAWrongPasswordAreRefused() {
        assertThatThrownBy(() -> ImapFolder.open(settings(SmtpSettings.Tls.IMPLICIT, "secret", Optional.empty())))
                .isInstanceOf(MessagingException.class);
        assertThatThrownBy(() -> ImapFolder.open(settings(SmtpSettings.Tls.STARTTLS, "secret", Optional.empty())))
                .isInstanceOf(MessagingException.class);
        assertThatThrownBy(() -> ImapFolder.open(settings(SmtpSettings.Tls.NONE, "wrong-password", Optional.empty())))
                .isInstanceOf(MessagingException.class)
                .satisfies(e -> assertThat(e.toString()).doesNotContain("wrong-password"));
    }

    private List<String> inbox(String name) throws Exception {
        var store = mail.getManagers().getImapHostManager();
        return store.getFolder(user, name).getMessages().stream()
                .filter(message -> !message.isSet(Flags.Flag.DELETED))
                .map(message -> {
                    try {
                        return message.getMimeMessage().getSubject();
                    } catch (MessagingException e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
    }
}

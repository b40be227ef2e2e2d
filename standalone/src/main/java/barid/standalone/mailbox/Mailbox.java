package barid.standalone.mailbox;

import barid.kit.service.Stoppable;
import com.icegreen.greenmail.store.FolderException;
import com.icegreen.greenmail.store.MailFolder;
import com.icegreen.greenmail.store.StoredMessage;
import com.icegreen.greenmail.user.GreenMailUser;
import com.icegreen.greenmail.user.UserException;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import jakarta.mail.Flags;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/** Keeps the newest mails that any sender gives it; by SMTP and IMAP. */
public final class Mailbox implements Stoppable {
    /** The mails kept; older ones go. */
    public static final int KEPT = 500;

    private static final String USER = "barid";

    /** Who reads what comes back about mails; the password is the same word. */
    public static final String BOUNCES = "bounces";

    private final GreenMail server;
    private final MailFolder inbox;

    private Mailbox(GreenMail server, MailFolder inbox) {
        this.server = server;
        this.inbox = inbox;
    }

    /**
     * Starts both servers; IMAP's user and password are {@code barid}. What is for {@code bounceDomain} goes to {@link #BOUNCES},
     * where the newsletter takes it out.
     *
     * @param host the address to listen on
     * @param pause how long each mail is thought over before it is taken
     */
    public static Mailbox start(String host, int smtpPort, int imapPort, String bounceDomain, Duration pause) {
        GreenMail server = new GreenMail(new ServerSetup[] {
            new ServerSetup(smtpPort, host, ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(imapPort, host, ServerSetup.PROTOCOL_IMAP)
        });
        server.start();
        try {
            GreenMailUser user = server.getUserManager().createUser(USER + "@localhost", USER, USER);
            MailFolder inbox = server.getUserManager().getImapHostManager().getInbox(user);
            GreenMailUser bounces = server.getUserManager().createUser(BOUNCES + "@localhost", BOUNCES, BOUNCES);
            MailFolder returned = server.getUserManager().getImapHostManager().getInbox(bounces);
            server.getUserManager().setMessageDeliveryHandler((message, address) -> {
                LockSupport.parkNanos(pause.toNanos());
                boolean comesBack = address.getEmail().toLowerCase(Locale.ROOT).endsWith("@" + bounceDomain);
                makeRoom(comesBack ? returned : inbox);
                return comesBack ? bounces : user;
            });
            return new Mailbox(server, inbox);
        } catch (UserException | FolderException e) {
            server.stop();
            throw new IllegalStateException("the mailbox cannot be opened", e);
        }
    }

    private static synchronized void makeRoom(MailFolder folder) {
        List<StoredMessage> messages = folder.getMessages();
        if (messages.size() < KEPT) {
            return;
        }
        messages.subList(0, messages.size() - KEPT + 1).forEach(message -> message.setFlag(Flags.Flag.DELETED, true));
        try {
            folder.expunge();
        } catch (FolderException e) {
            throw new IllegalStateException("old mails cannot be removed", e);
        }
    }

    /** The mails, newest first. */
    List<Mail> newestFirst() {
        return inbox.getNonDeletedMessages().reversed().stream().map(Mail::of).toList();
    }

    /** One mail by its id. */
    Optional<Mail> find(String id) {
        return inbox.getNonDeletedMessages().stream()
                .filter(message -> Long.toString(message.getUid()).equals(id))
                .findFirst()
                .map(Mail::of);
    }

    /** The port on which mail is taken. */
    public int smtpPort() {
        return server.getSmtp().getPort();
    }

    /** The port on which mail can be read. */
    public int imapPort() {
        return server.getImap().getPort();
    }

    @Override
    public void stop() {
        server.stop();
    }
}

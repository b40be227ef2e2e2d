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

import java.util.List;
import java.util.Optional;

/** Keeps the newest mails that any sender gives it; SMTP and IMAP on 127.0.0.1. */
public final class Mailbox implements Stoppable {
    /** The mails kept; older ones go. */
    public static final int KEPT = 500;

    private static final String USER = "barid";

    private final GreenMail server;
    private final MailFolder inbox;

    private Mailbox(GreenMail server, MailFolder inbox) {
        this.server = server;
        this.inbox = inbox;
    }

    /** Starts both servers; IMAP's user and password are {@code barid}. */
    public static Mailbox start(int smtpPort, int imapPort) {
        GreenMail server = new GreenMail(new ServerSetup[] {
            new ServerSetup(smtpPort, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
            new ServerSetup(imapPort, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
        });
        server.start();
        try {
            GreenMailUser user = server.getUserManager().createUser(USER + "@localhost", USER, USER);
            MailFolder inbox = server.getUserManager().getImapHostManager().getInbox(user);
            Mailbox mailbox = new Mailbox(server, inbox);
            server.getUserManager().setMessageDeliveryHandler((message, address) -> {
                mailbox.makeRoom();
                return user;
            });
            return mailbox;
        } catch (UserException | FolderException e) {
            server.stop();
            throw new IllegalStateException("the mailbox cannot be opened", e);
        }
    }

    private synchronized void makeRoom() {
        List<StoredMessage> messages = inbox.getMessages();
        if (messages.size() < KEPT) {
            return;
        }
        messages.subList(0, messages.size() - KEPT + 1).forEach(message -> message.setFlag(Flags.Flag.DELETED, true));
        try {
            inbox.expunge();
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

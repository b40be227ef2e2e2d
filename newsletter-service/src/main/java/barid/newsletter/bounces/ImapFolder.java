package barid.newsletter.bounces;

import barid.newsletter.mail.SmtpSettings;
import jakarta.mail.FetchProfile;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPMessage;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Properties;
import java.util.function.BooleanSupplier;

/** One connection to the mailbox, with its folder open; its messages are looked at in batches, however many there are. */
final class ImapFolder implements AutoCloseable {
    /** What becomes of a message that was looked at. */
    enum Verdict {
        /** Dealt with: moved or deleted. */
        DONE,
        /** Left for a person, with a flag: not looked at again. */
        FLAGGED,
        /** Could not be dealt with: looked at again. */
        LEFT
    }

    /** Looks at the beginning of a message. */
    interface Look {
        Verdict at(byte[] beginning);
    }

    private static final Logger LOG = LoggerFactory.getLogger(ImapFolder.class);
    private static final int BATCH = 100;
    private static final int LONGEST = 1 << 20;

    private final IMAPStore store;
    private final IMAPFolder folder;
    private final BounceSettings settings;
    private final boolean idles;
    private final boolean expungesByUid;

    private ImapFolder(IMAPStore store, IMAPFolder folder, BounceSettings settings) throws MessagingException {
        this.store = store;
        this.folder = folder;
        this.settings = settings;
        this.idles = store.hasCapability("IDLE");
        this.expungesByUid = store.hasCapability("UIDPLUS");
    }

    static ImapFolder open(BounceSettings settings) throws MessagingException {
        boolean implicit = settings.tls() == SmtpSettings.Tls.IMPLICIT;
        String protocol = implicit ? "imaps" : "imap";
        IMAPStore store = (IMAPStore) Session.getInstance(properties(settings, "mail." + protocol + "."))
                .getStore(protocol);
        try {
            store.connect(
                    settings.host().orElseThrow(),
                    settings.port(),
                    settings.user().orElseThrow(),
                    settings.password().orElseThrow());
            IMAPFolder folder = (IMAPFolder) store.getFolder(settings.folder());
            folder.open(Folder.READ_WRITE);
            return new ImapFolder(store, folder, settings);
        } catch (MessagingException e) {
            store.close();
            throw e;
        }
    }

    private static Properties properties(BounceSettings settings, String prefix) {
        Properties properties = new Properties();
        boolean starttls = settings.tls() == SmtpSettings.Tls.STARTTLS;
        String timeout = Long.toString(settings.timeout().toMillis());
        properties.setProperty(
                prefix + "connectiontimeout",
                Long.toString(settings.connectTimeout().toMillis()));
        properties.setProperty(prefix + "timeout", timeout);
        properties.setProperty(prefix + "writetimeout", timeout);
        properties.setProperty(prefix + "starttls.enable", Boolean.toString(starttls));
        properties.setProperty(prefix + "starttls.required", Boolean.toString(starttls));
        properties.setProperty(prefix + "ssl.checkserveridentity", "true");
        properties.setProperty(prefix + "fetchsize", Integer.toString(64 << 10));
        properties.setProperty(prefix + "peek", "true");
        return properties;
    }

    /** Looks at each message that is new, until {@code enough}. */
    void lookThrough(Look look, BooleanSupplier enough) throws MessagingException {
        // Has the server tell what came since.
        folder.doCommand(protocol -> {
            protocol.noop();
            return null;
        });
        int from = 1;
        while (!enough.getAsBoolean() && from <= folder.getMessageCount()) {
            Message[] batch = folder.getMessages(from, Math.min(from + BATCH - 1, folder.getMessageCount()));
            FetchProfile profile = new FetchProfile();
            profile.add(FetchProfile.Item.FLAGS);
            folder.fetch(batch, profile);
            List<Message> done = new ArrayList<>();
            for (Message message : batch) {
                if (!enough.getAsBoolean() && isNew(message) && look(message, look) == Verdict.DONE) {
                    done.add(message);
                }
            }
            settle(done.toArray(Message[]::new));
            from += staying(batch);
        }
    }

    private static boolean isNew(Message message) throws MessagingException {
        return !message.isExpunged() && !message.isSet(Flags.Flag.DELETED) && !message.isSet(Flags.Flag.FLAGGED);
    }

    private Verdict look(Message message, Look look) throws MessagingException {
        byte[] beginning;
        try (InputStream in = ((IMAPMessage) message).getMimeStream()) {
            beginning = in.readNBytes(LONGEST);
        } catch (MessagingException | IOException e) {
            if (!folder.isOpen()) {
                throw new MessagingException("closed while reading", e);
            }
            // Another process was faster, or the server cannot read it.
            LOG.debug("a report could not be read: {}", e.toString());
            return Verdict.LEFT;
        }
        Verdict verdict = look.at(beginning);
        if (verdict == Verdict.FLAGGED && !message.isExpunged()) {
            message.setFlag(Flags.Flag.FLAGGED, true);
            return settings.doneFolder().isPresent() ? Verdict.DONE : Verdict.FLAGGED;
        }
        return verdict;
    }

    /** Takes them out of the folder. A process that dies before it did leaves them to be looked at, and taken out, again. */
    private void settle(Message[] messages) throws MessagingException {
        Message[] there =
                Arrays.stream(messages).filter(message -> !message.isExpunged()).toArray(Message[]::new);
        if (there.length == 0) {
            return;
        }
        if (settings.doneFolder().isPresent()) {
            folder.copyMessages(there, doneFolder());
        }
        folder.setFlags(there, new Flags(Flags.Flag.DELETED), true);
        if (expungesByUid) {
            folder.expunge(there);
        } else {
            folder.expunge();
        }
    }

    private Folder doneFolder() throws MessagingException {
        Folder done = store.getFolder(settings.doneFolder().orElseThrow());
        if (!done.exists()) {
            done.create(Folder.HOLDS_MESSAGES);
        }
        return done;
    }

    private static int staying(Message[] batch) {
        int staying = 0;
        for (Message message : batch) {
            staying += message.isExpunged() ? 0 : 1;
        }
        return staying;
    }

    /** Returns when something came, or after {@code longest}; at once if the server has nothing to tell us by. */
    boolean awaitNews(Duration longest) throws MessagingException {
        if (!idles) {
            return false;
        }
        Thread waker = Thread.ofVirtual().start(() -> {
            try {
                Thread.sleep(longest);
                wake();
            } catch (InterruptedException e) {
                // Something came before.
            }
        });
        try {
            folder.idle(true);
        } finally {
            waker.interrupt();
        }
        return true;
    }

    /** Ends the waiting. */
    void wake() {
        try {
            folder.doCommand(protocol -> null);
        } catch (MessagingException | IllegalStateException e) {
            // It is closed, and so waits no more.
        }
    }

    @Override
    public void close() {
        try {
            folder.close(false);
        } catch (MessagingException | IllegalStateException e) {
            LOG.debug("the mailbox was closed already: {}", e.toString());
        }
        try {
            store.close();
        } catch (MessagingException e) {
            LOG.debug("the mailbox was closed already: {}", e.toString());
        }
    }
}

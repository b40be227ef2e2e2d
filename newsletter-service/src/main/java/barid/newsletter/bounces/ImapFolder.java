package barid.newsletter.bounces;

import barid.newsletter.mail.SmtpSettings;
import jakarta.mail.Folder;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import org.eclipse.angus.mail.iap.Argument;
import org.eclipse.angus.mail.iap.Response;
import org.eclipse.angus.mail.imap.IMAPFolder;
import org.eclipse.angus.mail.imap.IMAPStore;
import org.eclipse.angus.mail.imap.protocol.BASE64MailboxEncoder;
import org.eclipse.angus.mail.imap.protocol.BODY;
import org.eclipse.angus.mail.imap.protocol.FetchResponse;
import org.eclipse.angus.mail.imap.protocol.IMAPResponse;
import org.eclipse.angus.mail.imap.protocol.RFC822SIZE;
import org.eclipse.angus.mail.imap.protocol.UID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

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
    private static final int MOST_AT_ONCE = 4 << 20;

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
        return properties;
    }

    /**
     * Looks at each message that is new, until {@code enough}. Messages go by their UIDs alone: their numbers change while other
     * processes take some out.
     */
    void lookThrough(Look look, BooleanSupplier enough) throws MessagingException {
        long[] news = news();
        for (int from = 0; from < news.length && !enough.getAsBoolean(); from += BATCH) {
            List<String> done = new ArrayList<>();
            for (List<Long> group : groups(Arrays.copyOfRange(news, from, Math.min(from + BATCH, news.length)))) {
                for (Map.Entry<Long, byte[]> read : read(group).entrySet()) {
                    if (!enough.getAsBoolean() && look(read.getKey(), read.getValue(), look) == Verdict.DONE) {
                        done.add(read.getKey().toString());
                    }
                }
            }
            if (!done.isEmpty()) {
                settle(String.join(",", done));
            }
        }
    }

    private long[] news() throws MessagingException {
        // Has the server tell what came since.
        run("NOOP", new Argument());
        return Arrays.stream(run("UID SEARCH", new Argument().writeAtom("UNFLAGGED")))
                .filter(response -> response instanceof IMAPResponse answer && answer.keyEquals("SEARCH"))
                .flatMapToLong(ImapFolder::numbers)
                .toArray();
    }

    private static LongStream numbers(Response response) {
        return LongStream.generate(response::readLong).takeWhile(number -> number >= 0);
    }

    /** Messages that are read at once, so that one round trip serves many, and the memory they take is bounded. */
    private List<List<Long>> groups(long[] uids) throws MessagingException {
        List<List<Long>> groups = new ArrayList<>();
        long size = 0;
        for (FetchResponse fetched : fetch(set(Arrays.stream(uids).boxed().toList()), "(UID RFC822.SIZE)")) {
            RFC822SIZE item = fetched.getItem(RFC822SIZE.class);
            long its = item == null ? LONGEST : Math.min(item.size, LONGEST);
            size += its;
            if (groups.isEmpty() || size > MOST_AT_ONCE) {
                groups.add(new ArrayList<>());
                size = its;
            }
            groups.getLast().add(uid(fetched));
        }
        return groups;
    }

    /** The beginnings, by UID; what another process took out meanwhile is not among them. */
    private Map<Long, byte[]> read(List<Long> uids) throws MessagingException {
        Map<Long, byte[]> read = new LinkedHashMap<>();
        try {
            for (FetchResponse fetched : fetch(set(uids), "(UID BODY.PEEK[]<0." + LONGEST + ">)")) {
                ByteArrayInputStream body = Optional.ofNullable(fetched.getItem(BODY.class))
                        .map(BODY::getByteArrayInputStream)
                        .orElse(null);
                if (body != null) {
                    read.put(uid(fetched), body.readAllBytes());
                }
            }
        } catch (MessagingException e) {
            if (!folder.isOpen()) {
                throw e;
            }
            LOG.debug("{} reports could not be read: {}", uids.size(), e.toString());
            if (uids.size() > 1) {
                for (Long uid : uids) {
                    read.putAll(read(List.of(uid)));
                }
            }
        }
        return read;
    }

    private List<FetchResponse> fetch(String uids, String items) throws MessagingException {
        return Arrays.stream(run("UID FETCH", new Argument().writeAtom(uids).writeAtom(items)))
                .filter(FetchResponse.class::isInstance)
                .map(FetchResponse.class::cast)
                .filter(fetched -> fetched.getItem(UID.class) != null)
                .toList();
    }

    private static long uid(FetchResponse fetched) {
        return fetched.getItem(UID.class).uid;
    }

    private static String set(List<Long> uids) {
        return uids.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private Verdict look(long uid, byte[] beginning, Look look) throws MessagingException {
        Verdict verdict = look.at(beginning);
        if (verdict == Verdict.FLAGGED) {
            flag(Long.toString(uid), "\\Flagged");
            return settings.doneFolder().isPresent() ? Verdict.DONE : Verdict.FLAGGED;
        }
        return verdict;
    }

    private void flag(String uids, String flag) throws MessagingException {
        run(
                "UID STORE",
                new Argument().writeAtom(uids).writeAtom("+FLAGS.SILENT").writeAtom("(" + flag + ")"));
    }

    /** Takes them out of the folder. A process that dies before it did leaves them to be looked at, and taken out, again. */
    private void settle(String uids) throws MessagingException {
        if (settings.doneFolder().isPresent()) {
            Folder done = doneFolder(settings.doneFolder().get());
            run(
                    "UID COPY",
                    new Argument().writeAtom(uids).writeString(BASE64MailboxEncoder.encode(done.getFullName())));
        }
        flag(uids, "\\Deleted");
        if (expungesByUid) {
            run("UID EXPUNGE", new Argument().writeAtom(uids));
        } else {
            run("EXPUNGE", new Argument());
        }
    }

    private Folder doneFolder(String name) throws MessagingException {
        Folder done = store.getFolder(name);
        if (!done.exists()) {
            done.create(Folder.HOLDS_MESSAGES);
        }
        return done;
    }

    private Response[] run(String command, Argument arguments) throws MessagingException {
        return (Response[]) folder.doCommand(protocol -> {
            Response[] responses = protocol.command(command, arguments);
            protocol.notifyResponseHandlers(responses);
            protocol.handleResult(responses[responses.length - 1]);
            return responses;
        });
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

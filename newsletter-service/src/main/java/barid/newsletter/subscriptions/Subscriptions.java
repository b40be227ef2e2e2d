package barid.newsletter.subscriptions;

import barid.kit.db.Database;
import barid.kit.http.Problem;
import barid.kit.site.Organisation;
import barid.newsletter.editions.EditionSchedule;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.ConfirmationMail;
import barid.newsletter.mail.DeliveryResult;
import barid.newsletter.mail.MailTransport;
import barid.newsletter.stories.StoryStore;
import io.helidon.dbclient.DbExecute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Signing up, confirming, unsubscribing. */
public final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);
    private static final Duration RETRY = Duration.ofSeconds(30);
    /** Longer than the relay may take. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private static final Duration GIVE_UP = Duration.ofDays(1);
    private static final Duration KEEP_LAPSED = Duration.ofDays(30);

    private final Database database;
    private final SubscriptionStore store = new SubscriptionStore();
    private final StoryStore stories;
    private final Organisation organisation;
    private final Keys keys;
    private final ConfirmationMail mails;
    private final MailTransport transport;
    private final SubscriptionSettings settings;
    private final InstantSource clock;

    public Subscriptions(
            Database database,
            StoryStore stories,
            Organisation organisation,
            Keys keys,
            MailTransport transport,
            SubscriptionSettings settings,
            InstantSource clock) {
        this.database = database;
        this.stories = stories;
        this.organisation = organisation;
        this.keys = keys;
        this.mails = new ConfirmationMail(organisation);
        this.transport = transport;
        this.settings = settings;
        this.clock = clock;
    }

    /** What became of a confirmation's token. */
    sealed interface Confirming {
        record Confirmed(String language) implements Confirming {}

        record Lapsed(String language) implements Confirming {}

        record Unknown() implements Confirming {}
    }

    /** The rules by which choices are taken now. */
    public ChoiceRules rules() {
        DbExecute db = database.client().execute();
        return new ChoiceRules(
                languages(), stories.topics(db), organisation.zone().getId());
    }

    /** The configured languages, and those in which something was ever published. */
    public Set<String> languages() {
        Set<String> languages = new LinkedHashSet<>(organisation.languages());
        languages.addAll(stories.languages(database.client().execute()));
        return languages;
    }

    barid.newsletter.stories.Topics topics() {
        return stories.topics(database.client().execute());
    }

    /** Writes a sign-up down; what follows is decided, and mailed, after the answer. */
    void signUp(Address address, Choices choices, String language, String origin) {
        store.addSignup(
                database.client().execute(),
                UUID.randomUUID(),
                address,
                keys.addressKey(address.normalised()),
                choices,
                language,
                origin,
                clock.instant());
    }

    /**
     * Mails one sign-up; false if there is none to mail. The token is committed before its mail is sent, for a reader may be
     * quick; a sign-up whose process is killed in between is mailed again, with the same token.
     */
    public boolean mailNext() {
        Instant now = clock.instant();
        store.forgetConfirmations(database.client().execute(), now.minus(KEEP_LAPSED));
        Optional<Claimed> claimed = database.transactions()
                .inTransaction(tx -> store.takeSignup(tx, now).map(signup -> claim(tx, signup, now)));
        if (claimed.isEmpty()) {
            return false;
        }
        SubscriptionStore.Signup signup = claimed.get().signup();
        Optional<String> failure = claimed.get().message().flatMap(message -> send(signup, message));
        if (failure.isEmpty()) {
            store.deleteSignup(database.client().execute(), signup.id());
        } else {
            LOG.warn("A sign-up could not be mailed, trying again: {}", failure.get());
            store.postponeSignup(database.client().execute(), signup.id(), now.plus(RETRY));
        }
        return true;
    }

    /** A sign-up that nobody else mails meanwhile; without a message if there is nothing to mail. */
    private record Claimed(SubscriptionStore.Signup signup, Optional<byte[]> message) {}

    private Claimed claim(DbExecute tx, SubscriptionStore.Signup signup, Instant now) {
        store.postponeSignup(tx, signup.id(), now.plus(CLAIM));
        SubscriptionStore.Subscriber subscriber = store.subscriber(
                tx, new Address(signup.email(), signup.mailbox()), signup.emailKey(), signup.origin(), now);
        Instant noticed = subscriber.noticedAt();
        // What was tried before was noticed by that.
        boolean recently = signup.attempts() == 0
                && noticed != null
                && noticed.plus(settings.noticeInterval()).isAfter(now);
        boolean tooLate = signup.receivedAt().plus(GIVE_UP).isBefore(now);
        if (recently || tooLate || subscriber.suppressed()) {
            return new Claimed(signup, Optional.empty());
        }
        store.noticed(tx, subscriber.id(), now);
        return new Claimed(signup, Optional.of(message(tx, signup, subscriber, now)));
    }

    private byte[] message(
            DbExecute tx, SubscriptionStore.Signup signup, SubscriptionStore.Subscriber subscriber, Instant now) {
        if (subscriber.state().equals("confirmed")) {
            return mails.standing(
                    signup.id(), signup.mailbox(), signup.language(), keys.preferencesToken(subscriber.id()), now);
        }
        String token = keys.confirmationToken(signup.id());
        store.addConfirmation(
                tx,
                Keys.hash(token),
                subscriber.id(),
                signup.choices(),
                signup.language(),
                now.plus(settings.confirmationValid()));
        return mails.confirm(
                signup.id(), signup.mailbox(), signup.language(), token, settings.confirmationValid(), now);
    }

    /** Why it is to be tried again; empty if it is done. */
    private Optional<String> send(SubscriptionStore.Signup signup, byte[] message) {
        DeliveryResult result = trySending(signup.mailbox(), message);
        if (result instanceof DeliveryResult.NotTried) {
            // A kept connection is closed by the relay after a while.
            result = trySending(signup.mailbox(), message);
        }
        return switch (result) {
            case DeliveryResult.Accepted accepted -> Optional.empty();
            // Nobody is there: the sign-up ends here.
            case DeliveryResult.Rejected rejected -> Optional.empty();
            case DeliveryResult.Deferred(String code, String reason) -> Optional.of(reason);
            case DeliveryResult.Unanswered(String reason) -> Optional.of(reason);
            case DeliveryResult.NotTried(String reason) -> Optional.of(reason);
        };
    }

    private DeliveryResult trySending(String mailbox, byte[] message) {
        try {
            transport.open();
        } catch (IOException e) {
            return new DeliveryResult.NotTried(String.valueOf(e.getMessage()));
        }
        return transport.send(mails.envelopeFrom(), mailbox, message);
    }

    /** What posting the token would do now. */
    Confirming look(String token) {
        return store.confirmation(database.client().execute(), Keys.hash(token))
                .map(found -> lapsed(found)
                        ? (Confirming) new Confirming.Lapsed(found.language())
                        : new Confirming.Confirmed(found.language()))
                .orElseGet(Confirming.Unknown::new);
    }

    private boolean lapsed(SubscriptionStore.Confirmation found) {
        return found.usedAt() == null
                ? !clock.instant().isBefore(found.expiresAt())
                : !found.state().equals("confirmed");
    }

    /** The second half of double opt-in; again and again changes nothing. */
    Confirming confirm(String token) {
        byte[] hash = Keys.hash(token);
        Instant now = clock.instant();
        return database.transactions().inTransaction(tx -> {
            Optional<SubscriptionStore.Confirmation> confirmation = store.lockConfirmation(tx, hash);
            if (confirmation.isEmpty()) {
                return new Confirming.Unknown();
            }
            SubscriptionStore.Confirmation found = confirmation.get();
            if (lapsed(found)) {
                return new Confirming.Lapsed(found.language());
            }
            if (found.usedAt() == null) {
                store.useConfirmation(tx, hash, now);
                if (!found.state().equals("confirmed")) {
                    subscribe(tx, found.subscriber(), found.choices(), stories.head(tx, StoryStore.NO_CUT), now);
                }
            }
            return new Confirming.Confirmed(found.language());
        });
    }

    private void subscribe(DbExecute tx, UUID id, Choices choices, long position, Instant now) {
        Optional<Instant> due =
                EditionSchedule.next(choices.cadence(), now, choices.hour(), choices.day(), ZoneId.of(choices.zone()));
        store.subscribe(tx, id, choices, position, due, now);
    }

    /**
     * Takes a subscriber whose consent the operator holds: samples, imports. A standing or departed one is left as she is.
     *
     * @param position the story number from which she reads; empty means from now on
     * @return whether she is new
     * @throws Problem 409 if the address is on the suppression list
     */
    boolean add(Address address, Choices choices, String origin, Optional<Long> position) {
        Instant now = clock.instant();
        String key = HexFormat.of().formatHex(keys.addressKey(address.normalised()));
        return database.transactions().inTransaction(tx -> {
            // Before anything of the address is written.
            if (store.suppressed(tx, key)) {
                throw Problem.conflict("This address is on the suppression list; only its owner can bring it back.");
            }
            SubscriptionStore.Subscriber subscriber = store.subscriber(tx, address, key, origin, now);
            if (!subscriber.state().equals("unconfirmed") || subscriber.suppressed()) {
                return false;
            }
            long head = stories.head(tx, StoryStore.NO_CUT);
            subscribe(tx, subscriber.id(), choices, Math.min(position.orElse(head), head), now);
            return true;
        });
    }

    /** Effective from the next claim on; again and again changes nothing. */
    public void unsubscribe(UUID subscriber) {
        database.transactions().run(tx -> store.unsubscribe(tx, subscriber, clock.instant()));
    }

    Optional<SubscriptionStore.Standing> standing(UUID subscriber) {
        return store.standing(database.client().execute(), subscriber);
    }
}

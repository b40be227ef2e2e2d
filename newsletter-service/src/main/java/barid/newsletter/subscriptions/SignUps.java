package barid.newsletter.subscriptions;

import barid.kit.db.Database;
import barid.newsletter.consent.Act;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.ConfirmationMail;
import barid.newsletter.stories.StoryStore;
import io.helidon.dbclient.DbExecute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Signing up and confirming: double opt-in. */
final class SignUps {
    private static final Logger LOG = LoggerFactory.getLogger(SignUps.class);
    private static final Duration RETRY = Duration.ofSeconds(30);
    /** Longer than the relay may take. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    private static final Duration GIVE_UP = Duration.ofDays(1);

    private final Database database;
    private final SignUpStore signUps = new SignUpStore();
    private final SubscriptionStore store;
    private final StoryStore stories;
    private final Keys keys;
    private final ConfirmationMail mails;
    private final NoticeSender sender;
    private final Evidence evidence;
    private final SubscriptionSettings settings;
    private final InstantSource clock;

    SignUps(
            Database database,
            SubscriptionStore store,
            StoryStore stories,
            Keys keys,
            ConfirmationMail mails,
            NoticeSender sender,
            Evidence evidence,
            SubscriptionSettings settings,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.stories = stories;
        this.keys = keys;
        this.mails = mails;
        this.sender = sender;
        this.evidence = evidence;
        this.settings = settings;
        this.clock = clock;
    }

    /** What became of a confirmation's token. */
    sealed interface Confirming {
        record Confirmed(UUID subscriber, String language) implements Confirming {}

        record Lapsed(String language) implements Confirming {}

        record Unknown() implements Confirming {}
    }

    /** Writes a sign-up down; what follows is decided, and mailed, after the answer. */
    void signUp(Address address, Choices choices, Source source) {
        signUps.add(
                database.client().execute(),
                UUID.randomUUID(),
                address,
                keys.addressKey(address.normalised()),
                choices,
                source,
                clock.instant());
    }

    /**
     * Mails one sign-up; false if there is none to mail. The token is committed before its mail is sent, for a reader may be
     * quick; a sign-up whose process is killed in between is mailed again, with the same token.
     */
    boolean mailNext() {
        Instant now = clock.instant();
        Optional<Claimed> claimed = database.transactions()
                .inTransaction(tx ->
                        signUps.take(tx, settings.confirmationsPerHour(), now).map(signup -> claim(tx, signup, now)));
        if (claimed.isEmpty()) {
            return false;
        }
        SignUpStore.Signup signup = claimed.get().signup();
        Optional<String> failure = claimed.get().message().flatMap(message -> sender.send(signup.mailbox(), message));
        if (failure.isEmpty()) {
            signUps.delete(database.client().execute(), signup.id());
        } else {
            LOG.warn("A sign-up could not be mailed, trying again: {}", failure.get());
            signUps.postpone(database.client().execute(), signup.id(), now.plus(RETRY));
        }
        return true;
    }

    /** A sign-up that nobody else mails meanwhile; without a message if there is nothing to mail. */
    private record Claimed(SignUpStore.Signup signup, Optional<byte[]> message) {}

    private Claimed claim(DbExecute tx, SignUpStore.Signup signup, Instant now) {
        signUps.postpone(tx, signup.id(), now.plus(CLAIM));
        boolean tooLate = signup.receivedAt().plus(GIVE_UP).isBefore(now);
        if (tooLate || store.refused(tx, signup.emailKey())) {
            return new Claimed(signup, Optional.empty());
        }
        SubscriptionStore.Subscriber subscriber =
                store.subscriber(tx, signup.address(), signup.emailKey(), signup.origin(), now);
        Instant noticed = subscriber.noticedAt();
        // What was tried before was noticed by that.
        boolean recently = signup.attempts() == 0
                && noticed != null
                && noticed.plus(settings.noticeInterval()).isAfter(now);
        if (recently) {
            return new Claimed(signup, Optional.empty());
        }
        store.noticed(tx, subscriber.id(), now);
        return new Claimed(signup, Optional.of(message(tx, signup, subscriber, now)));
    }

    private byte[] message(
            DbExecute tx, SignUpStore.Signup signup, SubscriptionStore.Subscriber subscriber, Instant now) {
        // Whose mails came back confirms anew: that frees her address.
        if (subscriber.confirmed() && !subscriber.suppressed()) {
            return mails.standing(
                    signup.id(), signup.mailbox(), signup.language(), keys.preferencesToken(subscriber.id()), now);
        }
        String token = keys.confirmationToken(signup.id());
        signUps.addConfirmation(
                tx,
                Keys.hash(token),
                subscriber.id(),
                signup.choices(),
                signup.language(),
                now.plus(settings.confirmationValid()));
        evidence.agreed(
                tx,
                subscriber.id(),
                Act.ASKED,
                now,
                signup.source(),
                Map.of("email", signup.email(), "choices", signup.choices()));
        return mails.confirm(
                signup.id(), signup.mailbox(), signup.language(), token, settings.confirmationValid(), now);
    }

    /** What posting the token would do now. */
    Confirming look(String token) {
        return signUps.confirmation(database.client().execute(), Keys.hash(token))
                .map(found -> lapsed(found)
                        ? (Confirming) new Confirming.Lapsed(found.language())
                        : new Confirming.Confirmed(found.subscriber(), found.language()))
                .orElseGet(Confirming.Unknown::new);
    }

    private boolean lapsed(SignUpStore.Confirmation found) {
        return found.refused()
                || (found.usedAt() == null
                        ? !clock.instant().isBefore(found.expiresAt())
                        : !found.state().equals("confirmed"));
    }

    /** The second half of double opt-in, by somebody at {@code client}; again and again changes nothing. */
    Confirming confirm(String token, String client) {
        byte[] hash = Keys.hash(token);
        Instant now = clock.instant();
        return database.transactions().inTransaction(tx -> {
            Optional<SignUpStore.Confirmation> confirmation = signUps.lockConfirmation(tx, hash);
            if (confirmation.isEmpty()) {
                return new Confirming.Unknown();
            }
            SignUpStore.Confirmation found = confirmation.get();
            if (lapsed(found)) {
                return new Confirming.Lapsed(found.language());
            }
            if (found.usedAt() == null) {
                signUps.useConfirmation(tx, hash, now);
                if (!found.state().equals("confirmed") || found.suppressed()) {
                    subscribe(tx, found, client, now);
                }
            }
            return new Confirming.Confirmed(found.subscriber(), found.language());
        });
    }

    private void subscribe(DbExecute tx, SignUpStore.Confirmation confirmation, String client, Instant now) {
        store.free(tx, confirmation.subscriber());
        store.subscribe(
                tx,
                confirmation.subscriber(),
                confirmation.choices(),
                stories.head(tx, StoryStore.NO_CUT),
                confirmation.choices().nextDue(now),
                now);
        evidence.agreed(
                tx,
                confirmation.subscriber(),
                Act.CONFIRMED,
                now,
                new Source("page", confirmation.language(), client),
                Map.of("email", confirmation.email(), "choices", confirmation.choices()));
    }
}

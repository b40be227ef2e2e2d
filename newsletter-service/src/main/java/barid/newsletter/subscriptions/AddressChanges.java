package barid.newsletter.subscriptions;

import barid.kit.db.Database;
import barid.newsletter.consent.Act;
import barid.newsletter.journal.Journal;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.ConfirmationMail;
import barid.newsletter.privacy.Privacy;
import io.helidon.dbclient.DbExecute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * Another address for a reader: asked for on her page, confirmed by a link mailed to the new address, told to the old one.
 */
final class AddressChanges {
    private static final Logger LOG = LoggerFactory.getLogger(AddressChanges.class);
    private static final Duration RETRY = Duration.ofSeconds(30);
    private static final Duration CLAIM = Duration.ofMinutes(5);
    private static final Duration GIVE_UP = Duration.ofDays(1);

    private final Database database;
    private final AddressChangeStore changes = new AddressChangeStore();
    private final SubscriptionStore store;
    private final Keys keys;
    private final ConfirmationMail mails;
    private final NoticeSender sender;
    private final Evidence evidence;
    private final Privacy privacy;
    private final SubscriptionSettings settings;
    private final Journal journal;
    private final InstantSource clock;

    AddressChanges(
            Database database,
            SubscriptionStore store,
            Keys keys,
            ConfirmationMail mails,
            NoticeSender sender,
            Evidence evidence,
            Privacy privacy,
            SubscriptionSettings settings,
            Journal journal,
            InstantSource clock) {
        this.database = database;
        this.store = store;
        this.keys = keys;
        this.mails = mails;
        this.sender = sender;
        this.evidence = evidence;
        this.privacy = privacy;
        this.settings = settings;
        this.journal = journal;
        this.clock = clock;
    }

    /** What a link of a change does, or did. */
    sealed interface Changing {
        /** The subscription has the new address, or would get it. */
        record Changed(String language) implements Changing {}

        /** The new address is subscribed by itself; the old one is not any more. */
        record Joined(String language) implements Changing {}

        record Lapsed(Optional<String> language) implements Changing {}

        record Unknown() implements Changing {}
    }

    /** Writes the wish down; the same whether or not somebody has that address. */
    void ask(UUID subscriber, Address address, String language) {
        Instant now = clock.instant();
        changes.ask(
                database.client().execute(),
                new AddressChangeStore.AddressChange(
                        UUID.randomUUID(),
                        subscriber,
                        address.email(),
                        address.mailbox(),
                        HexFormat.of().formatHex(keys.addressKey(address.normalised())),
                        language,
                        now,
                        now.plus(settings.confirmationValid()),
                        null,
                        null));
    }

    /** A mail that nobody else sends meanwhile; without a message if there is nothing to mail. */
    private record Claimed(AddressChangeStore.AddressChange change, String mailbox, Optional<byte[]> message) {
        boolean asking() {
            return change.usedAt() == null;
        }
    }

    /** Sends one mail of a change; false if there is none to send. */
    boolean mailNext() {
        Instant now = clock.instant();
        Optional<Claimed> taken = database.transactions()
                .inTransaction(tx -> changes.take(tx, now).map(change -> claim(tx, change, now)));
        if (taken.isEmpty()) {
            return false;
        }
        Claimed claimed = taken.get();
        UUID id = claimed.change().id();
        Optional<String> failure = claimed.message().flatMap(message -> sender.send(claimed.mailbox(), message));
        if (failure.isEmpty()) {
            changes.mailed(database.client().execute(), id, claimed.asking());
        } else {
            LOG.warn("A change of address could not be mailed, trying again: {}", failure.get());
            changes.postpone(database.client().execute(), id, now.plus(RETRY));
        }
        return true;
    }

    private Claimed claim(DbExecute tx, AddressChangeStore.AddressChange change, Instant now) {
        changes.postpone(tx, change.id(), now.plus(CLAIM));
        String preferences = keys.preferencesToken(change.subscriber());
        String old = change.oldMailbox();
        Instant used = change.usedAt();
        Instant since = used == null ? change.askedAt() : used;
        if (since.plus(GIVE_UP).isBefore(now)) {
            return new Claimed(change, "", Optional.empty());
        }
        if (used != null) {
            return old == null
                    ? new Claimed(change, "", Optional.empty())
                    : new Claimed(
                            change,
                            old,
                            Optional.of(mails.moved(change.id(), old, change.language(), preferences, now)));
        }
        return store.refused(tx, change.emailKey())
                ? new Claimed(change, "", Optional.empty())
                : new Claimed(
                        change,
                        change.mailbox(),
                        Optional.of(mails.address(
                                change.id(),
                                change.mailbox(),
                                change.language(),
                                keys.addressToken(change.id()),
                                settings.confirmationValid(),
                                now)));
    }

    /** What posting the token would do now. */
    Changing look(String token) {
        Optional<UUID> id = keys.changingAddress(token);
        if (id.isEmpty()) {
            return new Changing.Unknown();
        }
        return changes.read(database.client().execute(), id.get())
                .map(this::standing)
                .orElseGet(() -> new Changing.Lapsed(Optional.empty()));
    }

    private Changing standing(AddressChangeStore.AddressChange change) {
        return change.usedAt() == null && !clock.instant().isBefore(change.expiresAt())
                ? new Changing.Lapsed(Optional.of(change.language()))
                : new Changing.Changed(change.language());
    }

    /** Takes effect, by somebody at {@code client}; again and again changes nothing. */
    Changing confirm(String token, String client) {
        Optional<UUID> id = keys.changingAddress(token);
        if (id.isEmpty()) {
            return new Changing.Unknown();
        }
        Instant now = clock.instant();
        return database.transactions().inTransaction(tx -> {
            Optional<AddressChangeStore.AddressChange> change = changes.lock(tx, id.get());
            if (change.isEmpty() || standing(change.get()) instanceof Changing.Lapsed) {
                return new Changing.Lapsed(change.map(AddressChangeStore.AddressChange::language));
            }
            if (change.get().usedAt() != null) {
                return new Changing.Changed(change.get().language());
            }
            return apply(tx, change.get(), client, now);
        });
    }

    private Changing apply(DbExecute tx, AddressChangeStore.AddressChange change, String client, Instant now) {
        Source source = new Source("page", change.language(), client);
        SubscriptionStore.Standing reader =
                store.lockStanding(tx, change.subscriber()).orElseThrow();
        if (!reader.confirmed() || store.refused(tx, change.emailKey())) {
            return new Changing.Lapsed(Optional.of(change.language()));
        }
        changes.use(tx, change.id(), reader.mailbox(), now);
        Optional<SubscriptionStore.Standing> other = store.lockAddress(tx, change.emailKey())
                .filter(found -> !found.id().equals(reader.id()));
        if (other.filter(found -> !found.state().equals("unconfirmed")).isPresent()) {
            join(tx, reader, other.get(), source, now);
            return new Changing.Joined(change.language());
        }
        other.ifPresent(found -> privacy.erase(tx, found.id(), now));
        store.move(tx, reader.id(), change.address(), change.emailKey());
        store.free(tx, reader.id());
        evidence.acted(
                tx,
                reader.id(),
                Act.ADDRESS_CHANGED,
                now,
                source,
                Map.of("from", reader.email(), "email", change.email()));
        return new Changing.Changed(change.language());
    }

    /**
     * The new address had its own subscription once, or has: that one goes on, so that every link that was ever mailed to
     * either address still does what it says.
     */
    private void join(
            DbExecute tx,
            SubscriptionStore.Standing reader,
            SubscriptionStore.Standing other,
            Source source,
            Instant now) {
        Choices choices = reader.choices();
        if (!other.confirmed() && choices != null) {
            store.free(tx, other.id());
            store.subscribe(tx, other.id(), choices, reader.position(), choices.nextDue(now), now);
            evidence.agreed(
                    tx, other.id(), Act.CONFIRMED, now, source, Map.of("email", other.email(), "choices", choices));
        }
        store.unsubscribe(tx, reader.id(), now);
        evidence.acted(tx, reader.id(), Act.UNSUBSCRIBED, now, source, Map.of());
        journal.left(tx, List.of(reader.id()), "unsubscribed", now);
    }
}

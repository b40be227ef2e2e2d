package barid.newsletter.subscriptions;

import barid.kit.db.Database;
import barid.kit.http.Problem;
import barid.kit.site.Organisation;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.editions.Positions;
import barid.newsletter.journal.Journal;
import barid.newsletter.journal.Leavers;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.ConfirmationMail;
import barid.newsletter.mail.Dkim;
import barid.newsletter.mail.MailTransport;
import barid.newsletter.privacy.Privacy;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.Topics;
import barid.newsletter.suppression.Suppressions;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Who reads the newsletter, and what each chose. */
public final class Subscriptions {
    private final Database database;
    private final SubscriptionStore store = new SubscriptionStore();
    private final StoryStore stories;
    private final Organisation organisation;
    private final Keys keys;
    private final Privacy privacy;
    private final Evidence evidence;
    private final Journal journal;
    private final InstantSource clock;
    private final SignUps signUps;
    private final Preferences preferences;
    private final AddressChanges addressChanges;

    public Subscriptions(
            Database database,
            StoryStore stories,
            Positions positions,
            ConsentLog consents,
            Privacy privacy,
            Organisation organisation,
            Keys keys,
            MailTransport transport,
            Dkim dkim,
            SubscriptionSettings settings,
            Journal journal,
            InstantSource clock) {
        this.database = database;
        this.stories = stories;
        this.organisation = organisation;
        this.keys = keys;
        this.privacy = privacy;
        this.evidence = new Evidence(consents, organisation);
        this.journal = journal;
        this.clock = clock;
        ConfirmationMail mails = new ConfirmationMail(organisation, dkim);
        NoticeSender sender = new NoticeSender(transport, mails.envelopeFrom());
        this.signUps = new SignUps(database, store, stories, keys, mails, sender, evidence, settings, clock);
        this.preferences = new Preferences(database, store, positions, evidence, clock);
        this.addressChanges =
                new AddressChanges(database, store, keys, mails, sender, evidence, privacy, settings, journal, clock);
    }

    SignUps signUps() {
        return signUps;
    }

    Preferences preferences() {
        return preferences;
    }

    AddressChanges addressChanges() {
        return addressChanges;
    }

    /** Sends one mail that a reader waits for; false if nobody waits. */
    public boolean mailNext() {
        boolean signedUp = signUps.mailNext();
        boolean moved = addressChanges.mailNext();
        return signedUp || moved;
    }

    /** The rules by which choices are taken now. */
    public ChoiceRules rules() {
        return new ChoiceRules(languages(), topics(), organisation.zone().getId());
    }

    /** The configured languages, and those in which something was ever published. */
    public Set<String> languages() {
        Set<String> languages = new LinkedHashSet<>(organisation.languages());
        languages.addAll(stories.languages(database.client().execute()));
        return languages;
    }

    Topics topics() {
        return stories.topics(database.client().execute());
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
            if (!subscriber.state().equals("unconfirmed")) {
                return false;
            }
            long head = stories.head(tx, StoryStore.NO_CUT);
            store.subscribe(
                    tx, subscriber.id(), choices, Math.min(position.orElse(head), head), choices.nextDue(now), now);
            evidence.acted(
                    tx,
                    subscriber.id(),
                    Act.IMPORTED,
                    now,
                    Source.OPERATOR,
                    Map.of("email", address.email(), "choices", choices, "origin", origin));
            return true;
        });
    }

    Instant now() {
        return clock.instant();
    }

    /** On a reader's request to an operator. */
    public void unsubscribe(UUID subscriber) {
        unsubscribe(subscriber, Source.OPERATOR);
    }

    /** By a mail to the address that leaves for her, in the transaction that writes down that the mail was read. */
    public void unsubscribeByMail(DbExecute tx, UUID subscriber, Instant now) {
        unsubscribe(tx, subscriber, Source.MAILTO, now);
    }

    /** Effective from the next claim on; again and again changes nothing. */
    void unsubscribe(UUID subscriber, Source source) {
        database.transactions().run(tx -> unsubscribe(tx, subscriber, source, clock.instant()));
    }

    private void unsubscribe(DbExecute tx, UUID subscriber, Source source, Instant now) {
        if (store.unsubscribe(tx, subscriber, now)) {
            evidence.acted(tx, subscriber, Act.UNSUBSCRIBED, now, source, Map.of());
            journal.left(tx, List.of(subscriber), "unsubscribed", now);
        }
    }

    /** Lets who left before the database was put back leave once more. */
    public Leavers leavers(Suppressions suppressions) {
        return new LeftBefore(store, evidence, privacy, suppressions, clock);
    }

    /** Whether the record of consent wants to know from where an act came. */
    boolean recordsClients() {
        return evidence.recordsClients();
    }

    /** All that is held of a reader, as JSON. */
    Optional<String> export(UUID subscriber) {
        return privacy.export(subscriber);
    }

    /** Nothing of her stays but the keyed hash of her address. */
    void erase(UUID subscriber) {
        database.transactions().run(tx -> privacy.erase(tx, subscriber, clock.instant()));
    }

    Optional<SubscriptionStore.Standing> standing(UUID subscriber) {
        return store.standing(database.client().execute(), subscriber);
    }
}

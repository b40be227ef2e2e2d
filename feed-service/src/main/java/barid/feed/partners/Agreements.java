package barid.feed.partners;

import barid.feed.entries.SelectionStore;
import barid.kit.db.Database;
import barid.kit.http.Tokens;
import io.helidon.dbclient.DbExecute;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;

/** What operators do: make partners and change them, make keys and revoke them. */
final class Agreements {
    /** How many keys of a partner are valid at once. */
    static final int MOST_KEYS = 10;

    private static final Logger LOG = LoggerFactory.getLogger(Agreements.class);
    private static final int KEY_BYTES = 32;

    private final Database database;
    private final PartnerStore store;
    private final PartnerRegister register;
    private final SelectionStore selections;
    private final InstantSource clock;
    private final SecureRandom random;
    private final String channel;

    /** What came of an act. */
    sealed interface Outcome {
        record Done(Partner partner) implements Outcome {}

        record Made(Partner partner, NewKey key) implements Outcome {}

        /** There is no such partner, or no such key of it. */
        record Unknown() implements Outcome {}

        /** Another partner has the id. */
        record Taken() implements Outcome {}

        /** The partner's time is over, and nothing of it changes any more. */
        record Ended() implements Outcome {}

        record TooManyKeys() implements Outcome {}
    }

    /** {@code channel} is notified of each act, so that every replica learns of it. */
    Agreements(
            Database database,
            PartnerStore store,
            PartnerRegister register,
            InstantSource clock,
            SecureRandom random,
            String channel) {
        this.database = database;
        this.store = store;
        this.register = register;
        this.selections = new SelectionStore(channel, clock);
        this.clock = clock;
        this.random = random;
        this.channel = channel;
    }

    Outcome make(String operator, String id, Terms terms) {
        return act(tx -> {
            if (!store.make(tx, id, terms, clock.instant())) {
                return new Outcome.Taken();
            }
            Partner partner = store.lock(tx, id).orElseThrow();
            selections.put(tx, partner.feed(), terms.languages(), terms.topics());
            LOG.info("{} made the partner {}", operator, id);
            return new Outcome.Done(partner);
        });
    }

    Outcome change(String operator, String id, Terms terms) {
        return onStanding(id, (tx, before) -> {
            store.change(tx, id, terms);
            if (!terms.selectsAs(before.terms())) {
                selections.put(tx, before.feed(), terms.languages(), terms.topics());
            }
            if (!terms.readsAs(before.terms())) {
                store.relabel(tx, before);
            }
            LOG.info("{} changed what was agreed with the partner {}", operator, id);
            return new Outcome.Done(store.lock(tx, id).orElseThrow());
        });
    }

    Outcome makeKey(String operator, String id) {
        return onStanding(id, (tx, partner) -> {
            long valid = store.keys(tx, id).stream()
                    .filter(key -> key.revoked().isEmpty())
                    .count();
            if (valid >= MOST_KEYS) {
                return new Outcome.TooManyKeys();
            }
            byte[] bytes = new byte[KEY_BYTES];
            random.nextBytes(bytes);
            String text = Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
            int number = store.makeKey(tx, id, Tokens.hash(text), clock.instant());
            LOG.info("{} made key {} of the partner {}", operator, number, id);
            return new Outcome.Made(partner, new NewKey(number, text));
        });
    }

    Outcome revokeKey(String operator, String id, int number) {
        return onStanding(id, (tx, partner) -> {
            if (!store.revokeKey(tx, id, number, clock.instant())) {
                return new Outcome.Unknown();
            }
            LOG.info("{} revoked key {} of the partner {}", operator, number, id);
            return new Outcome.Done(partner);
        });
    }

    /** Ends it: who still comes with a key is told that the feed is gone. */
    Outcome end(String operator, String id) {
        return onStanding(id, (tx, partner) -> {
            store.end(tx, id, clock.instant());
            selections.remove(tx, partner.feed());
            LOG.info("{} ended the partner {}", operator, id);
            return new Outcome.Done(store.lock(tx, id).orElseThrow());
        });
    }

    private interface Act {
        Outcome on(DbExecute tx, Partner partner);
    }

    private Outcome onStanding(String id, Act act) {
        return act(tx -> {
            Optional<Partner> partner = store.lock(tx, id);
            if (partner.isEmpty()) {
                return new Outcome.Unknown();
            }
            return partner.get().revoked().isPresent() ? new Outcome.Ended() : act.on(tx, partner.get());
        });
    }

    /** This replica knows of it when the act returns, the others as soon as they are notified. */
    private Outcome act(Function<DbExecute, Outcome> work) {
        Outcome outcome = database.transactions().inTransaction(tx -> {
            Outcome done = work.apply(tx);
            store.notify(tx, channel);
            return done;
        });
        register.renew();
        return outcome;
    }
}

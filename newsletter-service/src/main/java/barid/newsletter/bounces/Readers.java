package barid.newsletter.bounces;

import barid.newsletter.keys.Keys;
import barid.newsletter.subscriptions.Address;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Finds whose mail a report is about. A return path, the token of a mail and a Message-ID are ours and cannot be forged; the
 * address alone is what anybody may write.
 */
final class Readers {
    private static final int RECENT = 500;

    /**
     * A reader whom a report is about.
     *
     * @param edition whose mail it was, if that is proven
     * @param mailed when that was made
     * @param proven by something that only who had the mail knows
     */
    record Found(
            UUID id,
            String mailbox,
            @Nullable Instant since,
            @Nullable UUID edition,
            @Nullable Instant mailed,
            boolean proven) {
        /** Whether she confirmed or changed her address after this mail, so that it tells nothing about the one she has. */
        boolean past() {
            return since != null && mailed != null && mailed.isBefore(since);
        }

        /** Whether {@code address} is where she is mailed to. */
        boolean hasAddress(String address) {
            return normalised(mailbox).equals(normalised(address));
        }
    }

    private final BounceStore store;
    private final Keys keys;

    Readers(BounceStore store, Keys keys) {
        this.store = store;
        this.keys = keys;
    }

    /** By what proves her, whatever address the report names. */
    Optional<Found> proven(DbExecute tx, Report.Clues clues) {
        return clues.returnPaths().stream()
                .flatMap(path -> keys.returned(path).stream())
                .flatMap(
                        returned -> store
                                .reader(tx, returned.subscriber())
                                .map(reader -> found(tx, reader, returned.edition(), true))
                                .stream())
                .findFirst()
                .or(() -> clues.tokens().stream()
                        .flatMap(token -> keys.unsubscribing(token).stream())
                        .flatMap(id -> store.reader(tx, id).stream())
                        .map(reader -> found(tx, reader, edition(tx, clues, reader.id()), true))
                        .findFirst());
    }

    /** By one of her addresses; proven if a Message-ID of hers is in the report. */
    Optional<Found> addressed(DbExecute tx, Report.Clues clues, List<String> recipients) {
        return recipients.stream()
                .flatMap(recipient -> Address.parse(recipient).stream())
                .flatMap(address -> store.reader(tx, keys.addressKey(address.normalised())).stream())
                .findFirst()
                .map(reader -> {
                    UUID edition = edition(tx, clues, reader.id());
                    return found(tx, reader, edition, edition != null);
                });
    }

    /** When the last mail to her was made, {@code now} if there is none: what a report without an edition is taken to be about. */
    Instant lastMailed(DbExecute tx, UUID subscriber, Instant now) {
        return store.editions(tx, subscriber, 1).stream()
                .flatMap(edition -> store.made(tx, edition).stream())
                .findFirst()
                .orElse(now);
    }

    private Found found(DbExecute tx, BounceStore.Reader reader, @Nullable UUID edition, boolean proven) {
        Instant mailed = edition == null ? null : store.made(tx, edition).orElse(null);
        return new Found(reader.id(), reader.mailbox(), reader.since(), edition, mailed, proven);
    }

    /** The edition whose mail to her has one of these Message-IDs. */
    private @Nullable UUID edition(DbExecute tx, Report.Clues clues, UUID subscriber) {
        return clues.messageIds().isEmpty()
                ? null
                : store.editions(tx, subscriber, RECENT).stream()
                        .filter(edition -> clues.messageIds().contains(keys.messageId(edition, subscriber)))
                        .findFirst()
                        .orElse(null);
    }

    private static String normalised(String address) {
        return Address.parse(address).map(Address::normalised).orElse(address);
    }
}

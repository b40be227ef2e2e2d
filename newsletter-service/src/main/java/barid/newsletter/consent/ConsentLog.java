package barid.newsletter.consent;

import barid.kit.http.Json;
import barid.newsletter.keys.Keys;
import com.fasterxml.jackson.core.type.TypeReference;
import io.helidon.dbclient.DbExecute;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Writes acts at the end of their readers' chains, and reads them. */
public final class ConsentLog {
    private static final int KEY = 32;
    private static final HexFormat HEX = HexFormat.of();
    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};

    private final ConsentStore store = new ConsentStore();
    private final Keys keys;
    private final SecureRandom random;
    private final boolean recordsClientAddress;

    /** {@code recordsClientAddress}: whether the evidence holds the network address that an act came from. */
    public ConsentLog(Keys keys, SecureRandom random, boolean recordsClientAddress) {
        this.keys = keys;
        this.random = random;
        this.recordsClientAddress = recordsClientAddress;
    }

    /** Whether an act's details are to hold the network address that it came from. */
    public boolean recordsClientAddress() {
        return recordsClientAddress;
    }

    /** Records one act; see {@link #recordAll}. */
    public void record(DbExecute tx, ConsentAct act) {
        recordAll(tx, List.of(act));
    }

    /**
     * Records acts of different readers in three statements. The chains stay locked until the transaction ends. An act that is
     * earlier than the last one of its chain, by another instance's clock, is given the time of that one.
     *
     * @throws IllegalStateException if one of the readers is erased
     */
    public void recordAll(DbExecute tx, List<ConsentAct> acts) {
        if (acts.isEmpty()) {
            return;
        }
        Map<String, ConsentStore.Text> texts = new HashMap<>();
        acts.stream().filter(act -> !act.text().isEmpty()).forEach(act -> {
            String version = ChainHash.ofText(act.language(), act.text());
            texts.put(version, new ConsentStore.Text(version, act.language(), act.text()));
        });
        if (!texts.isEmpty()) {
            store.addTexts(tx, texts.values());
        }
        Map<UUID, ConsentStore.Head> heads = lock(tx, acts);
        List<ConsentStore.Row> rows = new ArrayList<>(acts.size());
        for (ConsentAct act : acts) {
            ConsentStore.Head head = heads.remove(act.subscriber());
            if (head == null) {
                throw new IllegalArgumentException("one act of a reader at a time");
            }
            rows.add(row(act, head));
        }
        store.add(tx, rows);
    }

    private Map<UUID, ConsentStore.Head> lock(DbExecute tx, List<ConsentAct> acts) {
        List<ConsentStore.NewKey> fresh = acts.stream()
                .map(ConsentAct::subscriber)
                .distinct()
                .map(subscriber -> new ConsentStore.NewKey(subscriber, HEX.formatHex(bytes(KEY))))
                .toList();
        Map<UUID, ConsentStore.Head> heads = new HashMap<>();
        store.lock(tx, fresh).forEach(head -> heads.put(head.subscriber(), head));
        return heads;
    }

    private ConsentStore.Row row(ConsentAct act, ConsentStore.Head head) {
        String key = head.key();
        if (key == null) {
            throw new IllegalStateException("an erased reader acts no more");
        }
        int step = head.steps() + 1;
        Instant at = act.at().truncatedTo(ChronoUnit.MICROS);
        Instant last = head.lastAt();
        if (last != null && last.isAfter(at)) {
            at = last;
        }
        String sealed = HEX.formatHex(Sealing.seal(
                keys.consentKey(HEX.parseHex(key)),
                bytes(Sealing.NONCE),
                place(act.subscriber(), step),
                Json.write(act.details())));
        String version = act.text().isEmpty() ? "" : ChainHash.ofText(act.language(), act.text());
        String hash = ChainHash.ofAct(
                act.subscriber(), step, act.act().word(), at, act.form(), act.language(), version, sealed, head.head());
        return new ConsentStore.Row(
                act.subscriber(),
                step,
                act.act().word(),
                at,
                act.form(),
                act.language(),
                version.isEmpty() ? null : version,
                sealed,
                head.head(),
                hash);
    }

    /** Makes the details of these readers' acts unreadable for ever; their chains end here. */
    public void destroyKeys(DbExecute tx, Collection<UUID> subscribers) {
        store.destroyKeys(tx, subscribers);
    }

    /** A reader's acts, the first one first; empty if there are none. */
    public List<ConsentEntry> history(DbExecute db, UUID subscriber) {
        return store.history(db, subscriber).stream().map(this::entry).toList();
    }

    private ConsentEntry entry(ConsentStore.Shown shown) {
        ConsentStore.Row row = shown.row();
        return new ConsentEntry(
                row.step(),
                row.act(),
                row.at(),
                row.form(),
                row.language(),
                row.textVersion(),
                shown.text(),
                details(row, shown.key()),
                row.hash());
    }

    private @Nullable Map<String, Object> details(ConsentStore.Row row, @Nullable String key) {
        if (key == null) {
            return null;
        }
        return Sealing.open(
                        keys.consentKey(HEX.parseHex(key)),
                        place(row.subscriber(), row.step()),
                        HEX.parseHex(row.sealed()))
                .map(ConsentLog::read)
                .orElse(null);
    }

    private static Map<String, Object> read(byte[] details) {
        try {
            return Json.MAPPER.readValue(details, DETAILS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Details are of one act: moved to another, they do not open. */
    private static byte[] place(UUID subscriber, int step) {
        return ByteBuffer.allocate(20)
                .putLong(subscriber.getMostSignificantBits())
                .putLong(subscriber.getLeastSignificantBits())
                .putInt(step)
                .array();
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}

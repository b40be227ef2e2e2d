package barid.newsletter.privacy;

import barid.kit.db.Database;
import barid.kit.http.Json;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.journal.Journal;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.helidon.dbclient.DbExecute;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What a reader may ask for: all that is held of her (GDPR articles 15 and 20), and that it be erased (article 17). */
public final class Privacy {
    private final Database database;
    private final ConsentLog consents;
    private final PrivacySettings settings;
    private final PrivacyStore store = new PrivacyStore();
    private final ExportStore exports = new ExportStore();
    private final Journal journal;
    private final InstantSource clock;

    public Privacy(
            Database database, ConsentLog consents, PrivacySettings settings, Journal journal, InstantSource clock) {
        this.database = database;
        this.consents = consents;
        this.settings = settings;
        this.journal = journal;
        this.clock = clock;
    }

    /** Erases a reader on her own page; see {@link #erase(DbExecute, UUID, String, Instant)}. */
    public boolean erase(DbExecute tx, UUID subscriber, Instant now) {
        return erase(tx, subscriber, "preferences", now);
    }

    /**
     * Erases a reader: every trace of her address but its keyed hash, by which it is refused when a file brings it back.
     * Links of old mails go on to answer.
     *
     * @param form where the wish came from, as in {@link ConsentAct}
     * @return whether there was one
     */
    public boolean erase(DbExecute tx, UUID subscriber, String form, Instant now) {
        // Sign-ups first, in the order in which the mailing of a sign-up locks.
        store.held(tx, subscriber).ifPresent(held -> store.forgetSignups(tx, List.of(held)));
        Optional<PrivacyStore.Held> held = store.lock(tx, subscriber);
        if (held.isEmpty()) {
            return false;
        }
        List<PrivacyStore.Held> reader = List.of(held.get());
        consents.record(tx, new ConsentAct(subscriber, Act.ERASED, now, form, "", "", Map.of()));
        consents.destroyKeys(tx, List.of(subscriber));
        store.suppress(tx, reader, "erased", now);
        store.forgetSubscribers(tx, reader);
        journal.leftByKey(tx, List.of(held.get().emailKey()), "erased", now);
        return true;
    }

    /** All that is held of a reader, as {@code /newsletter/api/export-schema.json} describes it; empty if she is not known. */
    public Optional<String> export(UUID subscriber) {
        DbExecute db = database.client().execute();
        return exports.held(db, subscriber).map(data -> {
            ObjectNode export = JsonNodeFactory.instance.objectNode();
            export.put("format", "barid-reader-1");
            export.put("made", clock.instant().toString());
            export.set("data", data);
            export.set("columns", Json.MAPPER.valueToTree(columns()));
            data.set("consent", Json.MAPPER.valueToTree(consents.history(db, subscriber)));
            return new String(Json.write(export), StandardCharsets.UTF_8);
        });
    }

    private record Column(String table, String column, String purpose, String kept) {}

    private List<Column> columns() {
        return PersonalData.COLUMNS.stream()
                .map(column -> new Column(
                        column.table(),
                        column.column(),
                        column.purpose(),
                        column.kept().words(settings)))
                .toList();
    }
}

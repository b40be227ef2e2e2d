package barid.newsletter.subscriptions;

import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.consent.Act;
import barid.newsletter.consent.ConsentAct;
import barid.newsletter.consent.ConsentLog;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What readers did, told to the log of consents in the transaction that does it. */
final class Evidence {
    private final ConsentLog log;
    private final Organisation organisation;
    private final Texts texts = Texts.beside(Evidence.class);

    Evidence(ConsentLog log, Organisation organisation) {
        this.log = log;
        this.organisation = organisation;
    }

    /** Whether network addresses are recorded. */
    boolean recordsClients() {
        return log.recordsClientAddress();
    }

    /** An act by which she agrees to the words that every form shows, and the page of each confirmation again. */
    void agreed(DbExecute tx, UUID subscriber, Act act, Instant at, Source source, Map<String, Object> details) {
        Texts.In in = texts.in(source.language(), organisation.fallback());
        // A program shows its own words, which are not known here.
        String text = source.form().equals("api") ? "" : in.get("form.consent", organisation.name(in.language()));
        record(tx, subscriber, act, at, source, text, details);
    }

    /** An act by which she agrees to nothing new. */
    void acted(DbExecute tx, UUID subscriber, Act act, Instant at, Source source, Map<String, Object> details) {
        record(tx, subscriber, act, at, source, "", details);
    }

    private void record(
            DbExecute tx,
            UUID subscriber,
            Act act,
            Instant at,
            Source source,
            String text,
            Map<String, Object> details) {
        Map<String, Object> all = new HashMap<>(details);
        if (!source.client().isEmpty()) {
            all.put("client", source.client());
        }
        log.record(tx, new ConsentAct(subscriber, act, at, source.form(), source.language(), text, all));
    }
}

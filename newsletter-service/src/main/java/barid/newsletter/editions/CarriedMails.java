package barid.newsletter.editions;

import barid.newsletter.journal.Carrier;
import barid.newsletter.journal.Mailing;
import barid.newsletter.keys.Keys;
import io.helidon.dbclient.DbExecute;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Enters mails that left before the database was put back as deliveries of which nobody knows whether they arrived. */
public final class CarriedMails implements Carrier {
    private final EditionStore editions;
    private final Keys keys;

    public CarriedMails(EditionStore editions, Keys keys) {
        this.editions = editions;
        this.keys = keys;
    }

    @Override
    public void carry(DbExecute tx, Mailing mailing, String lane, List<Mails> mails, Instant now) {
        Period period = new Period(
                Cadence.valueOf(mailing.cadence().toUpperCase(Locale.ROOT)),
                mailing.period(),
                mailing.starts(),
                mailing.ends(),
                mailing.expires());
        UUID edition = editions.open(tx, mailing.id(), period, now);
        Map<UUID, Variant.Content> contents = hers(tx, edition, mails);
        if (contents.isEmpty()) {
            return;
        }
        Map<Variant.Content, UUID> variants = editions.variants(tx, edition, contents.values(), keys);
        long chunk = editions.addCarriedChunk(tx, edition, lane, contents.size(), now);
        List<EditionStore.PlannedDelivery> deliveries = new ArrayList<>();
        Set<UUID> articles = new HashSet<>();
        contents.forEach((reader, content) -> {
            UUID variant = variants.get(content);
            if (variant == null) {
                throw new IllegalStateException("a variant was not written");
            }
            deliveries.add(new EditionStore.PlannedDelivery(edition, reader, variant, chunk, deliveries.size()));
            articles.addAll(content.articles());
        });
        editions.addDeliveries(tx, deliveries);
        editions.carried(tx, chunk, articles, now);
    }

    /** What each reader had, but for those who have this edition here. */
    private Map<UUID, Variant.Content> hers(DbExecute tx, UUID edition, List<Mails> mails) {
        Map<UUID, Variant.Content> contents = new LinkedHashMap<>();
        for (Mails one : mails) {
            Variant.Content content = new Variant.Content(
                    one.language(),
                    one.items(),
                    one.corrections().stream().map(CorrectionKey::of).toList());
            one.readers().forEach(reader -> contents.putIfAbsent(reader, content));
        }
        editions.planned(tx, List.of(edition), List.copyOf(contents.keySet()))
                .forEach(planned -> contents.remove(planned.subscriber()));
        return contents;
    }
}

package barid.newsletter.console;

import barid.kit.db.Database;
import barid.kit.site.Languages;
import barid.newsletter.consent.ConsentEntry;
import barid.newsletter.consent.ConsentLog;
import barid.newsletter.frame.ConsoleFrame;
import barid.newsletter.stories.Topics;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Puts a reader into words. */
final class SubscriberViews {
    private static final int DELIVERIES = 20;
    private static final int TITLES = 5;
    private static final int NOTES = 20;

    private final Database database;
    private final SubscriberListStore store;
    private final AuditStore audit;
    private final ConsentLog consents;
    private final Supplier<Topics> topics;

    SubscriberViews(
            Database database,
            SubscriberListStore store,
            AuditStore audit,
            ConsentLog consents,
            Supplier<Topics> topics) {
        this.database = database;
        this.store = store;
        this.audit = audit;
        this.consents = consents;
        this.topics = topics;
    }

    /** {@code revealed} is her whole address, if it is to be told. */
    SubscriberView view(Words words, SubscriberListStore.Reader reader, Optional<String> revealed) {
        var db = database.client().execute();
        String reason = reader.suppression();
        return new SubscriberView(
                reader.id().toString(),
                revealed.orElse(Masked.of(reader.email())),
                revealed.isPresent(),
                reader.state(),
                words.get("state." + reader.state()),
                reader.chosen() != null && reader.unsubscribedAt() == null,
                reason == null || Suppressing.liftable(reason),
                Optional.ofNullable(reason).map(why -> words.get("suppressed.because." + known(why))),
                reason != null && Suppressing.liftable(reason),
                facts(words, reader),
                consents.history(db, reader.id()).reversed().stream()
                        .map(entry -> consent(words, entry))
                        .toList(),
                store.deliveries(reader.id(), DELIVERIES, TITLES).stream()
                        .map(delivered -> delivery(words, delivered))
                        .toList(),
                audit.on(db, reader.id(), NOTES).stream()
                        .map(note -> new SubscriberView.Note(
                                words.time(note.at()), note.operator(), words.get("act." + note.act())))
                        .toList());
    }

    /** Reasons that the console has a word for. */
    static String known(String reason) {
        return List.of("erased", "complaint", "bounced", "operator", "unsubscribed")
                        .contains(reason)
                ? reason
                : "other";
    }

    private List<SubscriberView.Fact> facts(Words words, SubscriberListStore.Reader reader) {
        List<SubscriberView.Fact> facts = new ArrayList<>();
        SubscriberListStore.Chosen chosen = reader.chosen();
        if (chosen != null) {
            Topics now = topics.get();
            fact(
                    words,
                    facts,
                    "languages",
                    words.list(chosen.languages().stream().map(words::name).toList()));
            fact(words, facts, "topics", topics(words, now, chosen.topics()));
            fact(words, facts, "cadence", cadence(words, chosen));
            fact(words, facts, "zone", chosen.zone());
            Stream.ofNullable(chosen.nextDue()).forEach(at -> fact(words, facts, "next", words.time(at)));
            Stream.ofNullable(chosen.pausedUntil()).forEach(at -> fact(words, facts, "paused", words.time(at)));
            fact(words, facts, "confirmed", words.time(chosen.confirmedAt()));
        }
        fact(words, facts, "known", words.time(reader.createdAt()));
        fact(words, facts, "origin", reader.origin());
        Stream.ofNullable(reader.unsubscribedAt()).forEach(at -> fact(words, facts, "unsubscribed", words.time(at)));
        Stream.ofNullable(reader.suppressedAt()).forEach(at -> fact(words, facts, "suppressed", words.time(at)));
        return facts;
    }

    private static void fact(Words words, List<SubscriberView.Fact> facts, String key, String value) {
        facts.add(new SubscriberView.Fact(words.get("fact." + key), value));
    }

    static String topics(Words words, Topics known, List<String> slugs) {
        return slugs.isEmpty()
                ? words.get("topics.all")
                : words.list(
                        slugs.stream().map(slug -> words.topic(known, slug)).toList());
    }

    private static String cadence(Words words, SubscriberListStore.Chosen chosen) {
        String cadence = words.get("cadence." + chosen.cadence());
        return switch (chosen.cadence()) {
            case "daily" -> words.get("cadence.at", cadence, words.hour(chosen.hour()));
            case "weekly" -> words.get("cadence.on", cadence, words.weekday(chosen.day()), words.hour(chosen.hour()));
            case "monthly" -> words.get("cadence.day", cadence, words.number(chosen.day()), words.hour(chosen.hour()));
            default -> cadence;
        };
    }

    private static SubscriberView.Consent consent(Words words, ConsentEntry entry) {
        String text = entry.text();
        return new SubscriberView.Consent(
                words.get("consent." + entry.act()),
                words.time(entry.at()),
                entry.form(),
                entry.language(),
                text == null ? "" : text);
    }

    private static SubscriberView.Delivery delivery(Words words, SubscriberListStore.Delivered delivered) {
        int more = delivered.items() - delivered.titles().size();
        return new SubscriberView.Delivery(
                EditionLines.name(words, delivered.cadence(), delivered.period()),
                ConsoleFrame.ROOT + "/" + words.language() + "/editions/" + delivered.edition(),
                words.get("cadence." + delivered.cadence()),
                delivered.state(),
                words.get("delivery." + delivered.state()),
                Stream.of(delivered.code(), delivered.reason())
                        .flatMap(Stream::ofNullable)
                        .reduce("", (one, other) -> one.isEmpty() ? other : one + " " + other),
                delivered.titles().stream()
                        .map(title -> new SubscriberView.Title(
                                title.language(), Languages.direction(title.language()), title.title()))
                        .toList(),
                more > 0 ? words.get("titles.more", more) : "",
                "/newsletter/editions/" + delivered.viewId());
    }
}

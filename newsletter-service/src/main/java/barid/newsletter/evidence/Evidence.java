package barid.newsletter.evidence;

import barid.kit.db.Database;
import barid.kit.site.Organisation;
import barid.newsletter.editions.CompiledFormStore;
import barid.newsletter.editions.CorrectionKey;
import barid.newsletter.editions.VariantCompiler;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.stories.StoryKey;
import barid.newsletter.stories.StoryStore;
import barid.newsletter.stories.Topics;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Tells what is known of a mail, and makes it again. */
public final class Evidence {
    private static final int EDITIONS = 1_000;
    private static final int AT_ONCE = 20_000;
    /** A Message-ID names nobody, so it is looked for among the newest mails. */
    private static final long MOST_LOOKED_AT = 2_000_000;

    private static final Pattern MESSAGE_ID = Pattern.compile("<?([a-z2-7]{26})(?:@[^<>\\s@]{1,255})?>?");
    private static final UUID FIRST = new UUID(0, 0);

    private final EvidenceStore store;
    private final Database database;
    private final StoryStore stories;
    private final VariantCompiler compiler;
    private final DigestMail digests;
    private final Reports reports;
    private final Keys keys;
    private final Organisation organisation;

    public Evidence(
            Database database,
            StoryStore stories,
            VariantCompiler compiler,
            DigestMail digests,
            Reports reports,
            Keys keys,
            Organisation organisation) {
        this.store = new EvidenceStore(database);
        this.database = database;
        this.stories = stories;
        this.compiler = compiler;
        this.digests = digests;
        this.reports = reports;
        this.keys = keys;
        this.organisation = organisation;
    }

    /** Which mail a Message-ID is of. */
    public record Found(UUID edition, UUID subscriber) {}

    /** Empty if this edition was not planned for her. */
    public Optional<MailEvidence> of(UUID edition, UUID subscriber) {
        return store.facts(edition, subscriber).map(facts -> evidence(edition, subscriber, facts));
    }

    private MailEvidence evidence(UUID edition, UUID subscriber, EvidenceStore.Facts facts) {
        Set<UUID> articles = new HashSet<>();
        facts.items().forEach(item -> articles.add(item.article()));
        facts.corrections().forEach(correction -> articles.add(correction.article()));
        List<EvidenceStore.StoryRow> rows = store.stories(articles);
        List<EvidenceStore.Earlier> earlier = store.earlier(edition, subscriber, articles);
        Topics topics = stories.topics(database.client().execute());
        boolean held = facts.state().equals("pending")
                && (facts.control().equals("paused") || facts.control().equals("held"));
        return new MailEvidence(
                edition,
                facts.cadence(),
                facts.period(),
                subscriber,
                facts.email(),
                keys.messageId(edition, subscriber) + "@" + domain(),
                facts.language(),
                facts.viewId(),
                held ? "held" : facts.state(),
                facts.code(),
                facts.reason(),
                facts.attempts(),
                facts.everUncertain(),
                facts.lane(),
                facts.dueAt(),
                facts.claimedAt(),
                facts.doneAt(),
                facts.changedAt(),
                facts.items().stream()
                        .flatMap(item -> row(rows, item).map(row -> why(facts, row, topics, earlier)))
                        .toList(),
                facts.corrections().stream()
                        .flatMap(correction ->
                                row(rows, correction.story()).map(row -> correctionWhy(correction, row, earlier)))
                        .toList(),
                facts.omitted(),
                bytes(facts),
                reports.on(edition, subscriber));
    }

    private String domain() {
        return organisation.from().substring(organisation.from().indexOf('@') + 1);
    }

    private static Stream<EvidenceStore.StoryRow> row(List<EvidenceStore.StoryRow> rows, StoryKey key) {
        return rows.stream().filter(row -> row.key().equals(key));
    }

    private static MailEvidence.Why why(
            EvidenceStore.Facts facts,
            EvidenceStore.StoryRow story,
            Topics topics,
            List<EvidenceStore.Earlier> earlier) {
        EvidenceStore.Chosen chosen = facts.chosen();
        Set<String> its = topics.resolve(story.topics());
        List<String> hers = chosen == null
                ? List.of()
                : chosen.topics().stream()
                        .filter(topic -> its.containsAll(topics.resolve(List.of(topic))))
                        .toList();
        int choice = chosen == null ? -1 : chosen.languages().indexOf(story.language());
        return new MailEvidence.Why(
                story.article(),
                story.language(),
                story.title(),
                story.url(),
                !story.withdrawn(),
                choice < 0 ? null : choice + 1,
                hers,
                chosen != null && (chosen.topics().isEmpty() || !hers.isEmpty()),
                reasons(facts, story, chosen, earlier));
    }

    private static List<String> reasons(
            EvidenceStore.Facts facts,
            EvidenceStore.StoryRow story,
            EvidenceStore.@Nullable Chosen chosen,
            List<EvidenceStore.Earlier> earlier) {
        Set<String> reasons = new LinkedHashSet<>();
        if (story.article().equals(facts.pinned())
                && facts.items().getFirst().article().equals(story.article())) {
            reasons.add("pinned");
        }
        boolean missed = earlier.stream()
                .anyMatch(delivery -> delivery.article().equals(story.article()) && !delivery.brought());
        Long number = story.firstNumber();
        if (missed) {
            reasons.add("owed");
        } else if (chosen != null && number != null && number > chosen.confirmedPosition()) {
            reasons.add("new");
        }
        return List.copyOf(reasons);
    }

    private static MailEvidence.CorrectionWhy correctionWhy(
            CorrectionKey correction, EvidenceStore.StoryRow story, List<EvidenceStore.Earlier> earlier) {
        return new MailEvidence.CorrectionWhy(
                correction,
                story.title(),
                !story.withdrawn(),
                earlier.stream()
                        .filter(delivery -> delivery.article().equals(story.article()) && delivery.brought())
                        .map(EvidenceStore.Earlier::edition)
                        .toList());
    }

    private MailEvidence.Bytes bytes(EvidenceStore.Facts facts) {
        List<EvidenceStore.Form> forms = SentForms.of(
                store.forms(facts.variant(), CompiledFormStore.omittedKey(facts.omitted())),
                facts.claimedAt(),
                facts.doneAt());
        if (forms.isEmpty() || !left(facts)) {
            return new MailEvidence.Bytes(MailEvidence.Proof.NONE, List.of(), List.of(), false);
        }
        VariantCompiler.Compiled now = compiler.again(facts.variant(), Set.copyOf(facts.omitted()));
        return SentForms.compared(forms, now.mail().fingerprint(), now.sources());
    }

    /** Whether a copy of it may have left. */
    private static boolean left(EvidenceStore.Facts facts) {
        return facts.attempts() > 0 || Set.of("sent", "attempting", "uncertain").contains(facts.state());
    }

    /** A mail as it would leave now; {@code html} has dead links and nobody's address. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Copy(byte[] message, byte[] preview) {}

    /**
     * The mail made again, dated as near as is known to when it left; empty if there is no such delivery. The message is empty
     * if she is not known any more.
     */
    public Optional<Copy> copy(UUID edition, UUID subscriber) {
        return store.facts(edition, subscriber).map(facts -> {
            var mail =
                    compiler.again(facts.variant(), Set.copyOf(facts.omitted())).mail();
            Instant at = Stream.of(facts.doneAt(), facts.claimedAt(), facts.changedAt(), facts.dueAt())
                    .flatMap(Stream::ofNullable)
                    .findFirst()
                    .orElseThrow();
            String mailbox = facts.mailbox();
            return new Copy(
                    mailbox == null
                            ? new byte[0]
                            : digests.copy(mail, edition, subscriber, mailbox, at)
                                    .message(),
                    digests.preview(mail, edition, organisation.from(), at));
        });
    }

    /** The mail of a Message-ID, with angle brackets or without, among the newest two million. */
    public Optional<Found> withMessageId(String given) {
        Matcher id = MESSAGE_ID.matcher(given.strip());
        if (!id.matches()) {
            return Optional.empty();
        }
        String wanted = id.group(1);
        long left = MOST_LOOKED_AT;
        for (UUID edition : store.editions(EDITIONS)) {
            UUID after = FIRST;
            List<UUID> readers;
            do {
                readers = store.readers(edition, after, AT_ONCE);
                for (UUID reader : readers) {
                    if (keys.messageId(edition, reader).equals(wanted)) {
                        return Optional.of(new Found(edition, reader));
                    }
                    after = reader;
                }
                left -= readers.size();
            } while (readers.size() == AT_ONCE && left > 0);
            if (left <= 0) {
                break;
            }
        }
        return Optional.empty();
    }
}

package barid.newsletter.editions;

import barid.kit.db.Database;
import barid.kit.site.Organisation;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.CompiledMail;
import barid.newsletter.mail.DigestMail;
import barid.newsletter.mail.MailLanguage;
import barid.newsletter.mail.ReadMail;
import barid.newsletter.stories.StoryStore;
import io.helidon.dbclient.DbExecute;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Shows the next digest before it is sent: the same bytes, but for Date, Message-ID and links that are the reader's own. */
public final class EditionPreview {
    private static final UUID NOBODY = new UUID(0, 0);

    private final Database database;
    private final DueStore dues = new DueStore();
    private final EditionStore editions;
    private final StoryStore stories;
    private final VariantCompiler compiler;
    private final DigestMail digests;
    private final EditionSettings settings;
    private final Organisation organisation;
    private final Keys keys;

    public EditionPreview(
            Database database,
            EditionStore editions,
            StoryStore stories,
            VariantCompiler compiler,
            DigestMail digests,
            EditionSettings settings,
            Organisation organisation,
            Keys keys) {
        this.database = database;
        this.editions = editions;
        this.stories = stories;
        this.compiler = compiler;
        this.digests = digests;
        this.settings = settings;
        this.organisation = organisation;
        this.keys = keys;
    }

    /** A digest as it would be mailed; {@code message} is whole, and the links in it that would be hers are dead. */
    @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
    public record Preview(String language, String subject, String html, String text, byte[] message) {}

    /** What this reader's next digest would be now; empty if nothing is due to her, or she is not known. */
    public Optional<Preview> of(UUID subscriber, Instant now) {
        return database.transactions()
                .inTransaction(tx -> dues.standing(tx, subscriber)
                        .flatMap(reader -> preview(tx, reader, cut(reader.cadence(), now), now)));
    }

    /** What a reader of these choices, who has all that is older than one period, would get now; empty if nothing is due. */
    public Optional<Preview> of(List<String> languages, List<String> topics, Cadence cadence, Instant now) {
        return database.transactions().inTransaction(tx -> {
            long position = stories.head(tx, now.minus(onePeriod(cadence)));
            DueStore.Taken reader = new DueStore.Taken(
                    NOBODY,
                    languages,
                    topics,
                    cadence,
                    7,
                    1,
                    organisation.zone().getId(),
                    position,
                    position,
                    null,
                    organisation.from());
            return preview(tx, reader, StoryStore.NO_CUT, now);
        });
    }

    private static Duration onePeriod(Cadence cadence) {
        return switch (cadence) {
            case IMMEDIATE, DAILY -> Duration.ofDays(1);
            case WEEKLY -> Duration.ofDays(7);
            case MONTHLY -> Duration.ofDays(31);
        };
    }

    /** What arrives in an open collecting window is in its digest. */
    private static Instant cut(Cadence cadence, Instant now) {
        return cadence == Cadence.IMMEDIATE ? now.plusMillis(1) : StoryStore.NO_CUT;
    }

    private Optional<Preview> preview(DbExecute tx, DueStore.Taken reader, Instant cut, Instant now) {
        News news = News.read(tx, dues, stories, List.of(reader), cut, now);
        Period period = next(reader, now);
        Due due = editions.pin(tx, period).first(news.due(reader));
        if (due.isEmpty()) {
            return Optional.empty();
        }
        Variant.Content content =
                new Variant.Content(MailLanguage.of(reader.languages(), organisation), due.items(), due.corrections());
        UUID edition = keys.editionId(period.cadence().word(), period.name());
        Variant variant = new Variant(
                NOBODY,
                edition,
                content.language(),
                content.items(),
                content.corrections(),
                keys.viewId(edition, content.key()));
        CompiledMail mail = compiler.compile(tx, variant, period, Set.of());
        String mailbox = reader.mailbox();
        byte[] message = digests.preview(mail, edition, mailbox == null ? organisation.from() : mailbox, now);
        ReadMail read = ReadMail.of(message);
        return Optional.of(new Preview(content.language(), read.subject(), read.html(), read.text(), message));
    }

    /** The edition that planning would put her in at her next hour. */
    private Period next(DueStore.Taken reader, Instant now) {
        if (reader.cadence() == Cadence.IMMEDIATE) {
            Instant close = EditionSchedule.lastClose(now, settings.collectingWindow());
            return EditionSchedule.immediatePeriod(close.plus(settings.collectingWindow()), settings);
        }
        Instant due = reader.nextDue() == null ? reader.next(now).orElse(now) : reader.nextDue();
        return reader.currentPeriod(due.isAfter(now) ? due : now);
    }
}

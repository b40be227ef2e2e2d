package barid.newsletter.bounces;

import barid.kit.db.Database;
import barid.newsletter.bounces.Report.Failure;
import barid.newsletter.keys.Keys;
import barid.newsletter.mail.Blame;
import barid.newsletter.subscriptions.Subscriptions;
import barid.newsletter.suppression.Suppressions;
import io.helidon.dbclient.DbExecute;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Gives each report its effect, once. */
final class Reports {
    private final Database database;
    private final BounceStore store;
    private final Readers readers;
    private final Suppressions suppressions;
    private final Subscriptions subscriptions;
    private final Keys keys;
    private final InstantSource clock;
    private final MeterRegistry metrics;

    Reports(
            Database database,
            BounceStore store,
            Suppressions suppressions,
            Subscriptions subscriptions,
            Keys keys,
            InstantSource clock,
            MeterRegistry metrics) {
        this.database = database;
        this.store = store;
        this.readers = new Readers(store, keys);
        this.suppressions = suppressions;
        this.subscriptions = subscriptions;
        this.keys = keys;
        this.clock = clock;
        this.metrics = metrics;
    }

    /** What a report was, which is now dealt with, by this call or before. */
    Report take(byte[] raw) {
        MailPart mail = MailPart.parse(raw);
        Report report = ReportParser.parse(mail);
        byte[] hash = ReportHash.of(mail);
        Instant now = clock.instant();
        boolean first = database.transactions().inTransaction(tx -> {
            if (!store.first(tx, hash, report.kind(), now)) {
                return false;
            }
            new Effect(tx, hash, now).of(report);
            return true;
        });
        if (first) {
            count(report);
        }
        return report;
    }

    private void count(Report report) {
        Counter.builder("barid.reports")
                .description("Mails read from the bounce mailbox, by what they were")
                .tag("kind", report.kind())
                .register(metrics)
                .increment();
    }

    /** Of one report, within its transaction. */
    private final class Effect {
        private final DbExecute tx;
        private final byte[] hash;
        private final Instant now;

        Effect(DbExecute tx, byte[] hash, Instant now) {
            this.tx = tx;
            this.hash = hash;
            this.now = now;
        }

        void of(Report report) {
            switch (report) {
                case Report.Bounce bounce -> bounced(bounce);
                case Report.Complaint complaint -> complained(complaint);
                case Report.Unsubscribe leaving -> left(leaving);
                case Report.Reply reply -> {}
                case Report.Transit transit -> {}
                case Report.Unknown unknown -> {}
            }
        }

        /** A mail of ours has one reader; a report without anything of ours may be about several. */
        private void bounced(Report.Bounce bounce) {
            Optional<Readers.Found> proven = readers.proven(tx, bounce.clues());
            if (proven.isPresent()) {
                bounced(proven.get(), failure(proven.get(), bounce.failures()));
                return;
            }
            for (Failure failure : bounce.failures()) {
                readers.addressed(tx, bounce.clues(), failure.recipients())
                        .ifPresent(reader -> bounced(reader, failure));
            }
        }

        /** Hers; else, where her address stands for several, the one that blames her least. */
        private static Failure failure(Readers.Found reader, List<Failure> failures) {
            return failures.stream()
                    .filter(failure -> failure.recipients().stream().anyMatch(reader::hasAddress))
                    .findFirst()
                    .orElseGet(() -> failures.stream()
                            .min(Comparator.comparingInt(failure -> leniency(failure.blame())))
                            .orElseThrow());
        }

        private static int leniency(Blame blame) {
            return switch (blame) {
                case OURS -> 0;
                case UNKNOWN -> 1;
                case SOFT -> 2;
                case ADDRESS -> 3;
            };
        }

        private void bounced(Readers.Found reader, Failure failure) {
            UUID edition = reader.edition();
            boolean before = edition != null && store.bouncedBefore(tx, hash, edition, reader.id());
            tell(reader.id(), edition, "bounce", word(failure.blame()), failure.status(), failure.reason());
            if (reader.past()) {
                return;
            }
            switch (failure.blame()) {
                case ADDRESS -> {
                    if (reader.proven()) {
                        suppressions.dead(tx, List.of(reader.id()), now);
                    } else {
                        failed(reader, before);
                    }
                }
                case SOFT -> failed(reader, before);
                case OURS, UNKNOWN -> {}
            }
        }

        private void failed(Readers.Found reader, boolean before) {
            if (!before) {
                Instant mailed = reader.mailed() == null ? readers.lastMailed(tx, reader.id(), now) : reader.mailed();
                suppressions.failed(tx, List.of(new Suppressions.Failed(reader.id(), mailed)), now);
            }
        }

        /** Nobody is shut out for ever by a letter that anybody could have written. */
        private void complained(Report.Complaint complaint) {
            readers.proven(tx, complaint.clues())
                    .or(() -> readers.addressed(tx, complaint.clues(), complaint.recipients()))
                    .filter(Readers.Found::proven)
                    .ifPresent(reader -> {
                        tell(reader.id(), reader.edition(), "complaint", null, "", "");
                        suppressions.complained(tx, reader.id(), now);
                    });
        }

        private void left(Report.Unsubscribe leaving) {
            leaving.tokens().stream()
                    .flatMap(token -> keys.unsubscribing(token).stream())
                    .findFirst()
                    .ifPresent(subscriber -> {
                        tell(subscriber, null, "unsubscribe", null, "", "");
                        subscriptions.unsubscribeByMail(tx, subscriber, now);
                    });
        }

        private void tell(
                UUID subscriber,
                @Nullable UUID edition,
                String kind,
                @Nullable String blame,
                String status,
                String reason) {
            store.tell(tx, hash, subscriber, edition, new BounceStore.Told(kind, blame, status, reason, now));
        }

        private static String word(Blame blame) {
            return blame.name().toLowerCase(Locale.ROOT);
        }
    }
}

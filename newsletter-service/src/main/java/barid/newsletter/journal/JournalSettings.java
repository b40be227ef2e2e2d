package barid.newsletter.journal;

import io.helidon.config.Config;
import org.jspecify.annotations.Nullable;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * The {@code journal} block.
 *
 * @param storage where it lies
 * @param keep how long notes of the sending are kept: as old as a backup that is put back may be
 * @param keepLeft the same of who left
 */
public record JournalSettings(Where storage, Duration keep, Duration keepLeft) {
    /** Where the journal lies, or that there is none. */
    sealed interface Where {
        record Off() implements Where {}

        record Folder(Path path) implements Where {}

        record S3(Config config) implements Where {}

        @Nullable
        default Storage open(InstantSource clock) {
            return switch (this) {
                case Off off -> null;
                case Folder(Path path) -> new FolderStorage(path, clock);
                case S3(Config config) -> S3Storage.from(config, clock);
            };
        }
    }

    public static JournalSettings from(Config config) {
        String storage = config.get("storage").asString().orElse("folder");
        Where where = switch (storage) {
            case "off" -> new Where.Off();
            case "folder" ->
                new Where.Folder(Path.of(config.get("folder")
                        .asString()
                        .asOptional()
                        .orElseThrow(() -> new IllegalStateException(
                                "set journal.folder, where notes are kept that outlive the database"))));
            case "s3" -> new Where.S3(config.get("s3"));
            default -> throw new IllegalArgumentException("journal.storage is folder, s3 or off, not " + storage);
        };
        return new JournalSettings(
                where,
                config.get("keep").as(Duration.class).orElse(Duration.ofDays(35)),
                config.get("keep-left").as(Duration.class).orElse(Duration.ofDays(400)));
    }
}

package barid.article.archive;

import barid.article.archive.Lines.HistoryLine;
import barid.article.archive.Lines.OriginLine;
import barid.article.changes.ChangeLog;
import barid.article.content.ArchivedArticles;
import barid.article.html.Sanitiser;
import barid.article.importing.ImportFile;
import barid.article.importing.ImportFormat;
import barid.article.importing.ImportRefused;
import barid.article.importing.ImportRun;
import barid.article.media.MediaStore;
import barid.article.media.Uploads;
import barid.article.topics.Topics;
import barid.kit.db.Database;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** Archives of Barid's own; whatever else is a ZIP is refused. */
public final class ArchiveFormat implements ImportFormat {
    /** Places in the change feed that one transaction deals with. */
    private static final int PLACES_AT_ONCE = 100;

    private final Database database;
    private final ChangeLog changes;
    private final Topics topics;
    private final MediaStore media;
    private final Uploads uploads;
    private final ArchivedArticles articles;
    private final Sanitiser sanitiser;
    private final int placesAtOnce;
    private final ArchiveStore store = new ArchiveStore();

    public ArchiveFormat(
            Database database,
            ChangeLog changes,
            Topics topics,
            MediaStore media,
            Uploads uploads,
            ArchivedArticles articles,
            Sanitiser sanitiser) {
        this(database, changes, topics, media, uploads, articles, sanitiser, PLACES_AT_ONCE);
    }

    ArchiveFormat(
            Database database,
            ChangeLog changes,
            Topics topics,
            MediaStore media,
            Uploads uploads,
            ArchivedArticles articles,
            Sanitiser sanitiser,
            int placesAtOnce) {
        this.database = database;
        this.changes = changes;
        this.topics = topics;
        this.media = media;
        this.uploads = uploads;
        this.articles = articles;
        this.sanitiser = sanitiser;
        this.placesAtOnce = placesAtOnce;
    }

    @Override
    public Optional<ImportFile> recognise(Path file) throws ImportRefused, IOException {
        if (!ArchiveFile.isZip(file)) {
            return Optional.empty();
        }
        try (ArchiveFile archive = ArchiveFile.open(file)) {
            return Optional.of(new CheckedFile(file, ArchiveCheck.of(archive)));
        }
    }

    private final class CheckedFile implements ImportFile {
        private final Path file;
        private final ArchiveCheck.Checked checked;

        CheckedFile(Path file, ArchiveCheck.Checked checked) {
            this.file = file;
            this.checked = checked;
        }

        @Override
        public String format() {
            return "barid";
        }

        @Override
        public int total() {
            return checked.total();
        }

        @Override
        public void takeAll(ImportRun run) throws IOException, InterruptedException {
            try (ArchiveFile archive = ArchiveFile.open(file)) {
                run.taking(archive.languages().getFirst(), checked.total());
                Report report = new Report(run);
                new TopicTaking(topics).takeAll(archive, report);
                new MediaTaking(media, uploads).takeAll(archive, report);
                new ListTaking<>(Parts.HISTORY, HistoryLine.class, "history", "acts", store::takeHistory)
                        .takeAll(database, archive, report);
                new ArticlesTaking(database, changes, topics, articles, sanitiser, placesAtOnce)
                        .takeAll(archive, checked.topics(), report);
                // behind what they lead to
                new ListTaking<>(Parts.ORIGINS, OriginLine.class, "origin", "old addresses", store::takeOrigins)
                        .takeAll(database, archive, report);
            } catch (ImportRefused e) {
                // It was whole when it was checked.
                throw new IOException(e);
            }
        }
    }
}

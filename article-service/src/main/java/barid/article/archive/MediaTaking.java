package barid.article.archive;

import barid.article.archive.Lines.MediaLine;
import barid.article.importing.ImportRefused;
import barid.article.media.Media;
import barid.article.media.MediaStore;
import barid.article.media.Uploads;
import barid.kit.http.Problem;

import java.io.IOException;
import java.util.List;

/** Takes an archive's pictures as if they were uploaded. */
final class MediaTaking {
    private static final String KIND = "picture";

    private final MediaStore media;
    private final Uploads uploads;

    MediaTaking(MediaStore media, Uploads uploads) {
        this.media = media;
        this.uploads = uploads;
    }

    void takeAll(ArchiveFile archive, Report report) throws ImportRefused, IOException, InterruptedException {
        try (PartReader lines = archive.lines(Parts.MEDIA)) {
            for (MediaLine line = lines.next(MediaLine.class); line != null; line = lines.next(MediaLine.class)) {
                if (media.find(line.id()).isPresent()) {
                    report.skipped(KIND, line.id(), Report.HERE);
                } else {
                    take(line, archive.picture(line), report);
                }
            }
        }
    }

    private void take(MediaLine line, byte[] content, Report report) throws InterruptedException {
        Media taken;
        try {
            taken = uploads.take(content, report.actor());
        } catch (Problem e) {
            String reason = e.errors().isEmpty()
                    ? e.title()
                    : e.errors().getFirst().field() + " "
                            + e.errors().getFirst().reason();
            report.skipped(KIND, line.id(), "was refused, and what shows it shows none: " + reason);
            return;
        }
        report.taken(
                KIND,
                line.id(),
                taken.id().equals(line.id())
                        ? List.of()
                        : List.of("held what no picture may, so it is another now, and what shows it shows none"));
    }
}

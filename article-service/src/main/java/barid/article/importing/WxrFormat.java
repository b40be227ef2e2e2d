package barid.article.importing;

import barid.article.content.Articles;
import barid.article.content.Installation;
import barid.article.html.Sanitiser;
import barid.article.media.MediaStore;
import barid.article.media.Uploads;
import barid.article.topics.Topics;
import barid.kit.db.Database;
import barid.kit.http.GuardedClient;
import barid.kit.site.Organisation;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/** The export of WordPress (WXR, of any version): posts, pages, attachments, authors, terms, and translations' links. */
public final class WxrFormat implements ImportFormat {
    final Database database;
    final Articles articles;
    final Topics topics;
    final Installation installation;
    final Organisation organisation;
    final EntryConversion conversion;
    final Uploads uploads;
    final MediaStore media;
    final GuardedClient http;

    public WxrFormat(
            Database database,
            Articles articles,
            Topics topics,
            Installation installation,
            Organisation organisation,
            Sanitiser sanitiser,
            Uploads uploads,
            MediaStore media,
            GuardedClient http) {
        this.database = database;
        this.articles = articles;
        this.topics = topics;
        this.installation = installation;
        this.organisation = organisation;
        this.conversion = new EntryConversion(sanitiser);
        this.uploads = uploads;
        this.media = media;
        this.http = http;
    }

    @Override
    public Optional<ImportFile> recognise(Path file) throws ImportRefused, IOException {
        if (!WxrReader.recognises(file)) {
            return Optional.empty();
        }
        WxrIndex index = WxrIndex.of(file);
        return Optional.of(new ImportFile() {
            @Override
            public String format() {
                return "wxr";
            }

            @Override
            public int total() {
                return index.total();
            }

            @Override
            public void takeAll(ImportRun run) throws IOException, InterruptedException {
                new WxrTaking(WxrFormat.this, index, run).takeAll(file);
            }
        });
    }
}

package barid.article.importing;

import barid.article.content.Articles;
import barid.article.content.ImportResult;
import barid.article.content.Installation;
import barid.article.html.Sanitiser;
import barid.article.topics.Topics;
import barid.kit.site.Languages;
import barid.kit.site.Organisation;
import com.rometools.rome.io.FeedException;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** RSS of any version, or Atom. Takes whatever is XML to be one, so it stands last among the formats. */
public final class FeedFormat implements ImportFormat {
    private static final String KIND = "entry";

    private final Articles articles;
    private final Topics topics;
    private final Installation installation;
    private final Organisation organisation;
    private final EntryConversion conversion;
    private final InstantSource clock;

    public FeedFormat(
            Articles articles,
            Topics topics,
            Installation installation,
            Organisation organisation,
            Sanitiser sanitiser,
            InstantSource clock) {
        this.articles = articles;
        this.topics = topics;
        this.installation = installation;
        this.organisation = organisation;
        this.conversion = new EntryConversion(sanitiser);
        this.clock = clock;
    }

    @Override
    public Optional<ImportFile> recognise(Path file) throws ImportRefused, IOException {
        return Optional.of(new FeedFile(file, FeedCheck.of(file)));
    }

    private final class FeedFile implements ImportFile {
        private final Path file;
        private final FeedCheck check;
        private final EntryIds ids = new EntryIds(installation);
        private final Map<String, Optional<String>> known = new HashMap<>();

        FeedFile(Path file, FeedCheck check) {
            this.file = file;
            this.check = check;
        }

        @Override
        public String format() {
            return check.format();
        }

        @Override
        public int total() {
            return check.entries();
        }

        @Override
        public void takeAll(ImportRun run) throws IOException, InterruptedException {
            FeedReader feed = read();
            List<String> general = new ArrayList<>();
            String language = language(run.language(), feed.language().or(check::language), general);
            run.taking(language, feed.entries().size());
            Instant otherwise = feed.date().orElse(clock.instant());
            int ordinal = 0;
            for (FeedEntry entry : feed.entries()) {
                run.goOn();
                run.report(take(++ordinal, entry, language, otherwise, new ArrayList<>(general), run));
            }
        }

        private FeedReader read() throws IOException {
            try {
                return FeedReader.read(file);
            } catch (FeedException e) {
                throw new IOException(e);
            }
        }

        private ImportLine take(
                int ordinal, FeedEntry entry, String language, Instant otherwise, List<String> notes, ImportRun run) {
            if (entry.id().isEmpty()) {
                String title = PlainWords.cut(PlainWords.clean(entry.title()), 300);
                return ImportLine.skipped(
                        ordinal, KIND, null, title, List.of("has neither an id nor a link to be known by"));
            }
            String entryId = ids.next(entry.id().get(), entry.link(), entry.title(), language, notes);
            EntryConversion.Converted converted = conversion.convert(
                    entry,
                    entryId,
                    language,
                    name -> known.computeIfAbsent(name, text -> topics.take(text, language, run.actor())),
                    otherwise);
            notes.addAll(converted.notes());
            ImportResult result = articles.take(converted.article(), run.actor());
            return ImportLine.of(ordinal, KIND, entryId, converted.article().title(), result, notes);
        }

        private String language(Optional<String> option, Optional<String> feed, List<String> notes) {
            if (option.isPresent()) {
                return option.get();
            }
            Optional<String> own = feed.flatMap(Languages::canonical);
            if (own.isEmpty()) {
                notes.add("language: the feed names none that is known, so " + organisation.defaultLanguage()
                        + " was taken");
            }
            return own.orElse(organisation.defaultLanguage());
        }
    }
}

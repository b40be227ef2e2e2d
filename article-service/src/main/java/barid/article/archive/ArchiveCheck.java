package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.HistoryLine;
import barid.article.archive.Lines.MediaLine;
import barid.article.archive.Lines.OriginLine;
import barid.article.archive.Lines.TopicLine;
import barid.article.archive.Lines.TranslationLine;
import barid.article.importing.ImportRefused;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** The first pass: reads an archive to its end and finds it whole, every line by the rules and every name it names. */
final class ArchiveCheck {
    private final ArchiveFile archive;
    private final Set<String> topics = new HashSet<>();
    private final Set<String> media = new HashSet<>();
    private int articles;

    private ArchiveCheck(ArchiveFile archive) {
        this.archive = archive;
    }

    /** The topics of an archive that passed, and how many lines its report will have. */
    record Checked(Set<String> topics, int total) {}

    static Checked of(ArchiveFile archive) throws ImportRefused, IOException {
        ArchiveCheck check = new ArchiveCheck(archive);
        check.topics();
        check.media();
        check.articles();
        int origins =
                check.each(Parts.ORIGINS, OriginLine.class, line -> LineRules.of(line, check.topics, check.media));
        int history = check.each(Parts.HISTORY, HistoryLine.class, LineRules::of);
        return new Checked(
                check.topics,
                check.topics.size()
                        + check.media.size()
                        + check.articles
                        + (origins > 0 ? 1 : 0)
                        + (history > 0 ? 1 : 0));
    }

    private static void require(Optional<String> wrong, PartReader lines) throws ImportRefused {
        if (wrong.isPresent()) {
            throw lines.refused(wrong.get());
        }
    }

    private void topics() throws ImportRefused, IOException {
        Map<String, @Nullable String> merged = new HashMap<>();
        try (PartReader lines = archive.lines(Parts.TOPICS)) {
            for (TopicLine topic = lines.next(TopicLine.class); topic != null; topic = lines.next(TopicLine.class)) {
                require(LineRules.of(topic), lines);
                if (!topics.add(topic.slug())) {
                    throw lines.refused(topic.slug() + " stands twice");
                }
                merged.put(topic.slug(), topic.mergedInto());
            }
            for (String slug : merged.keySet()) {
                requireEnd(slug, merged, lines);
            }
        }
    }

    private static void requireEnd(String slug, Map<String, @Nullable String> merged, PartReader lines)
            throws ImportRefused {
        Set<String> met = new HashSet<>();
        for (String next = slug; next != null; next = merged.get(next)) {
            if (!merged.containsKey(next) || !met.add(next)) {
                throw lines.refused(slug + " is merged into a topic that is missing, or in a circle");
            }
        }
    }

    private void media() throws ImportRefused, IOException {
        try (PartReader lines = archive.lines(Parts.MEDIA)) {
            for (MediaLine line = lines.next(MediaLine.class); line != null; line = lines.next(MediaLine.class)) {
                require(LineRules.of(line), lines);
                if (!media.add(line.id())) {
                    throw lines.refused(line.id() + " stands twice");
                }
                if (archive.picture(line).length != line.bytes()) {
                    throw lines.refused("the picture is not as long as this says");
                }
            }
            if (archive.pictures() != media.size()) {
                throw lines.refused("the archive holds pictures that are not named here");
            }
        }
    }

    private void articles() throws ImportRefused, IOException {
        try (Walk walk = new Walk(archive, topics)) {
            for (Walk.Step step = walk.next(); step != null; step = walk.next()) {
                ArticleLine article = step.article();
                if (article != null) {
                    articles++;
                    article(article, walk.articles());
                }
            }
        }
    }

    private void article(ArticleLine article, ArticleReader lines) throws ImportRefused, IOException {
        Optional<String> wrong = LineRules.of(article);
        if (wrong.isPresent()) {
            throw lines.refused(wrong.get());
        }
        Set<String> needed = new HashSet<>();
        for (TranslationLine translation : article.translations()) {
            need(needed, translation, translation.newestRevision());
            need(needed, translation, translation.publicRevision());
            need(needed, translation, translation.scheduledRevision());
        }
        lines.revisions(revision -> {
            Optional<String> bad = LineRules.of(revision, topics, media);
            if (bad.isPresent()) {
                throw lines.refused(bad.get());
            }
            needed.remove(revision.language() + " " + revision.number());
        });
        if (!needed.isEmpty()) {
            throw lines.refused("the revision " + needed.iterator().next() + " of " + article.id() + " is missing");
        }
    }

    private static void need(Set<String> needed, TranslationLine translation, @Nullable Integer revision) {
        if (revision != null) {
            needed.add(translation.language() + " " + revision);
        }
    }

    private <T extends Record> int each(String part, Class<T> type, Function<T, Optional<String>> rules)
            throws ImportRefused, IOException {
        int count = 0;
        try (PartReader lines = archive.lines(part)) {
            for (T line = lines.next(type); line != null; line = lines.next(type)) {
                require(rules.apply(line), lines);
                count++;
            }
        }
        return count;
    }
}

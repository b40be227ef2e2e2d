package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.ChangeLine;
import barid.article.archive.Lines.TranslationLine;
import barid.article.importing.ImportRefused;
import barid.kit.changes.Change;
import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Goes through the changes and the articles side by side: the articles stand in the order in which the changes first name
 * them, and those that never were public behind.
 */
final class Walk implements AutoCloseable {
    private final PartReader changes;
    private final ArticleReader articles;
    private final Set<String> topics;
    /** Public translations of articles that were met, whose own place is still to come. */
    private final Set<String> expected = new HashSet<>();

    /** {@code topics}: the slugs that the archive knows. */
    Walk(ArchiveFile archive, Set<String> topics) throws ImportRefused, IOException {
        this.topics = new HashSet<>(topics);
        this.changes = archive.lines(Parts.CHANGES);
        try {
            this.articles = new ArticleReader(archive);
        } catch (ImportRefused | IOException | RuntimeException e) {
            changes.close();
            throw e;
        }
    }

    /**
     * One place.
     *
     * @param key what stands there in the change feed; null of an article that never was public
     * @param article the one that is met here for the first time, whose revisions are to be read before the next step
     */
    record Step(@Nullable String key, @Nullable ArticleLine article) {}

    /** The keys of what is or was public of an article. */
    static List<String> keys(ArticleLine article) {
        return article.translations().stream()
                .filter(translation -> translation.published() != null)
                .map(TranslationLine::language)
                .map(language -> Change.key(article.id(), language))
                .toList();
    }

    /** The next place; null at the end. */
    @Nullable
    Step next() throws ImportRefused, IOException {
        ChangeLine change = changes.next(ChangeLine.class);
        return change == null ? rest() : placed(change);
    }

    private Step placed(ChangeLine change) throws ImportRefused {
        if (change.topic() != null
                ? change.article() != null || change.language() != null
                : change.article() == null || change.language() == null) {
            throw changes.refused("a translation or a topic is expected here");
        }
        String key = change.key();
        if (change.topic() != null) {
            if (!topics.remove(change.topic())) {
                throw changes.refused("the topic " + change.topic() + " is unknown or named twice");
            }
            return new Step(key, null);
        }
        if (expected.remove(key)) {
            return new Step(key, null);
        }
        ArticleLine article = articles.article();
        if (article == null
                || !article.id().equals(change.article())
                || !keys(article).contains(key)) {
            throw changes.refused(key + " is not the article that comes next, or was not public");
        }
        expected.addAll(keys(article));
        expected.remove(key);
        return new Step(key, article);
    }

    private @Nullable Step rest() throws ImportRefused {
        if (!expected.isEmpty()) {
            throw changes.refused(expected.iterator().next() + " is public but missing here");
        }
        ArticleLine article = articles.article();
        if (article == null) {
            return null;
        }
        if (!keys(article).isEmpty()) {
            throw articles.refused(article.id() + " is public but missing in " + Parts.CHANGES);
        }
        return new Step(null, article);
    }

    ArticleReader articles() {
        return articles;
    }

    @Override
    public void close() throws IOException {
        try (articles) {
            changes.close();
        }
    }
}

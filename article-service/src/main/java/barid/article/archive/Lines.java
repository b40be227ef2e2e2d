package barid.article.archive;

import barid.article.content.ArchivedArticle;
import barid.article.content.ArchivedArticle.ArchivedSlug;
import barid.article.content.ArchivedArticle.ArchivedTranslation;
import barid.article.content.Lead;
import barid.article.content.Revision;
import barid.article.content.State;
import barid.article.content.Translation;
import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;
import java.util.UUID;

/** The lines of an archive's parts, each a JSON object. */
final class Lines {
    private Lines() {}

    record TopicLine(
            String slug,
            SortedMap<String, String> names,
            @Nullable String mergedInto) {}

    record MediaLine(String id, String type, long bytes, int width, int height) {}

    /** In the part of the articles: an article, whose revisions follow it, by language and number. */
    record ArticleOrRevision(
            @Nullable ArticleLine article, @Nullable RevisionLine revision) {}

    record ArticleLine(
            UUID id, String original, Instant createdAt, String createdBy, List<TranslationLine> translations) {
        int revisions() {
            return translations.stream().mapToInt(TranslationLine::revisions).sum();
        }

        ArchivedArticle toArticle() {
            return new ArchivedArticle(
                    id,
                    original,
                    createdAt,
                    createdBy,
                    translations.stream().map(line -> line.toTranslation(id)).toList());
        }
    }

    /** {@code revisions}: how many lines of it follow. */
    record TranslationLine(
            String language,
            String entryId,
            State state,
            int newestRevision,
            @Nullable Integer publicRevision,
            @Nullable Instant scheduledAt,
            @Nullable Integer scheduledRevision,
            @Nullable Instant published,
            @Nullable Instant updated,
            @Nullable Instant withdrawnAt,
            @Nullable String withdrawnReason,
            @Nullable Boolean historical,
            @Nullable Instant correctionAt,
            @Nullable String correctionNote,
            @Nullable Integer importedRevision,
            @Nullable String importedDigest,
            List<SlugLine> slugs,
            int revisions) {
        ArchivedTranslation toTranslation(UUID article) {
            return new ArchivedTranslation(
                    new Translation(
                            article,
                            language,
                            entryId,
                            state,
                            newestRevision,
                            publicRevision,
                            scheduledAt,
                            scheduledRevision,
                            published,
                            updated,
                            withdrawnAt,
                            withdrawnReason,
                            historical,
                            correctionAt,
                            correctionNote,
                            importedRevision),
                    importedDigest,
                    slugs.stream()
                            .map(line -> new ArchivedSlug(line.slug(), line.publicSince()))
                            .toList());
        }
    }

    record SlugLine(String slug, @Nullable Instant publicSince) {}

    record RevisionLine(
            String language,
            int number,
            String title,
            String summary,
            String html,
            String slug,
            List<String> authors,
            List<String> topics,
            @Nullable Lead lead,
            Origin origin,
            @Nullable String engine,
            @Nullable Integer madeFrom,
            Instant savedAt,
            String savedBy) {
        Revision toRevision(UUID article, String safeHtml, String name) {
            return new Revision(
                    article, language, number, title, summary, safeHtml, name, authors, topics, lead, origin, engine,
                    madeFrom, savedAt, savedBy);
        }
    }

    /**
     * Where something stood in the system that it came from: the {@code place} of a translation or of a topic, or the {@code url}
     * of a picture.
     */
    record OriginLine(
            @Nullable String place,
            @Nullable String language,
            @Nullable UUID article,
            @Nullable String topic,
            @Nullable String url,
            @Nullable String media) {}

    /** One act of the audit log; {@code event} is the same wherever the line is copied. */
    record HistoryLine(
            UUID event,
            Instant at,
            String who,
            String act,
            @Nullable UUID article,
            @Nullable String language,
            @Nullable JsonNode detail) {}

    /** One place in the change feed: a translation or a topic. */
    record ChangeLine(
            @Nullable UUID article,
            @Nullable String language,
            @Nullable String topic) {
        String key() {
            return article != null && language != null ? Change.key(article, language) : "topic:" + topic;
        }
    }
}

package barid.article.archive;

import barid.article.archive.Lines.ArticleLine;
import barid.article.archive.Lines.HistoryLine;
import barid.article.archive.Lines.MediaLine;
import barid.article.archive.Lines.OriginLine;
import barid.article.archive.Lines.RevisionLine;
import barid.article.archive.Lines.SlugLine;
import barid.article.archive.Lines.TopicLine;
import barid.article.archive.Lines.TranslationLine;
import barid.article.content.ArchivedArticles;
import barid.article.content.Drafts;
import barid.article.content.Lead;
import barid.article.content.State;
import barid.article.html.PlainText;
import barid.kit.changes.Origin;
import barid.kit.http.Problem.FieldError;
import barid.kit.site.Languages;
import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** What each line must be: the limits of the API, and what the database demands of its rows. */
final class LineRules {
    private static final int MAX_NAME = 1_000;
    private static final int MAX_TOPIC_NAME = 200;
    private static final int MAX_ENTRY_ID = 2_000;
    /** Bytes of a key that the database can keep. */
    private static final int MAX_INDEXED = 2_600;

    private static final int MAX_ENGINE = 100;
    private static final Pattern TOPIC = Pattern.compile("[a-z0-9]+(-[a-z0-9]+)*");
    private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");

    private final List<FieldError> errors = new ArrayList<>();

    private LineRules() {}

    /** The first thing that is wrong with the topic; empty if nothing is. */
    static Optional<String> of(TopicLine topic) {
        LineRules rules = new LineRules();
        rules.require(TOPIC.matcher(topic.slug()).matches() && topic.slug().length() <= 100, "slug", "is none");
        rules.require(!topic.names().isEmpty(), "names", "are none");
        topic.names().forEach((language, name) -> {
            rules.language("names", language);
            rules.line("names." + language, name, MAX_TOPIC_NAME);
        });
        return rules.first();
    }

    static Optional<String> of(MediaLine media) {
        LineRules rules = new LineRules();
        rules.require(SHA256.matcher(media.id()).matches(), "id", "is none");
        rules.require(
                Set.of("image/jpeg", "image/png", "image/gif", "image/webp").contains(media.type()),
                "type",
                "is not one of a picture that is taken");
        return rules.first();
    }

    static Optional<String> of(OriginLine line, Set<String> topics, Set<String> media) {
        LineRules rules = new LineRules();
        boolean picture = line.place() == null;
        rules.require(picture == (line.language() == null), "language", "and place do not agree");
        rules.require(
                picture == (line.url() != null) && picture == (line.media() != null), "url", "needs its media alone");
        rules.require(!picture != (line.article() == null && line.topic() == null), "article", "or topic is needed");
        rules.require(line.article() == null || line.topic() == null, "topic", "and article do not agree");
        rules.require(line.topic() == null || topics.contains(line.topic()), "topic", "is one that the archive lacks");
        rules.require(
                line.media() == null || media.contains(line.media()), "media", "is a picture that the archive lacks");
        if (line.language() != null) {
            rules.language("language", line.language());
        }
        String address = picture ? line.url() : line.place();
        if (address != null) {
            rules.line(picture ? "url" : "place", address, MAX_INDEXED);
            int bytes = address.getBytes(StandardCharsets.UTF_8).length;
            rules.require(bytes > 0 && bytes <= MAX_INDEXED, "place", "is blank or too long");
        }
        return rules.first();
    }

    static Optional<String> of(HistoryLine line) {
        LineRules rules = new LineRules();
        rules.line("who", line.who(), MAX_NAME);
        rules.line("act", line.act(), MAX_NAME);
        if (line.language() != null) {
            rules.line("language", line.language(), MAX_NAME);
        }
        rules.require(line.detail() == null || clean(line.detail()), "detail", "holds a character that no text may");
        return rules.first();
    }

    private static boolean clean(JsonNode json) {
        // The one character that the database cannot keep.
        return !json.toString().contains("\\u0000");
    }

    static Optional<String> of(ArticleLine article) {
        LineRules rules = new LineRules();
        rules.language("original", article.original());
        rules.line("createdBy", article.createdBy(), MAX_NAME);
        Set<String> languages = new HashSet<>();
        for (TranslationLine translation : article.translations()) {
            rules.language("language", translation.language());
            rules.require(languages.add(translation.language()), "language", "stands twice");
            rules.translation(translation);
        }
        return rules.first();
    }

    private void translation(TranslationLine it) {
        line("entryId", it.entryId(), MAX_ENTRY_ID);
        require(it.newestRevision() >= 1 && it.revisions() >= 1, "revisions", "are none");
        upTo(it, it.publicRevision(), "publicRevision");
        upTo(it, it.scheduledRevision(), "scheduledRevision");
        boolean scheduled = it.state() == State.SCHEDULED;
        require(
                scheduled == (it.scheduledAt() != null) && scheduled == (it.scheduledRevision() != null),
                "scheduledAt",
                "and the state do not agree");
        boolean shown = it.published() != null;
        require(
                shown == (it.publicRevision() != null)
                        && shown == (it.historical() != null)
                        && shown == (it.updated() != null),
                "published",
                "needs publicRevision, updated and historical");
        boolean gone = it.withdrawnAt() != null;
        require(gone == (it.withdrawnReason() != null), "withdrawnAt", "needs its reason");
        require(
                switch (it.state()) {
                    case PUBLISHED -> shown && !gone;
                    case WITHDRAWN -> shown && gone;
                    case DRAFT -> !shown && !gone;
                    case SCHEDULED -> shown == gone;
                },
                "state",
                "and published or withdrawnAt do not agree");
        require((it.correctionAt() == null) == (it.correctionNote() == null), "correctionAt", "needs its note");
        require(
                (it.importedRevision() == null) == (it.importedDigest() == null),
                "importedRevision",
                "needs its digest");
        require(
                it.importedDigest() == null
                        || SHA256.matcher(it.importedDigest()).matches(),
                "importedDigest",
                "is none");
        text("withdrawnReason", it.withdrawnReason(), Drafts.MAX_SUMMARY);
        text("correctionNote", it.correctionNote(), Drafts.MAX_SUMMARY);
        for (SlugLine slug : it.slugs()) {
            require(ArchivedArticles.isSlug(slug.slug()), "slug", "is none");
        }
    }

    private void upTo(TranslationLine translation, @Nullable Integer revision, String field) {
        require(revision == null || (revision >= 1 && revision <= translation.newestRevision()), field, "is none");
    }

    /** {@code topics} and {@code media}: what the archive knows. */
    static Optional<String> of(RevisionLine revision, Set<String> topics, Set<String> media) {
        LineRules rules = new LineRules();
        rules.require(!revision.title().isBlank(), "title", "is blank");
        rules.line("title", revision.title(), Drafts.MAX_TITLE);
        rules.text("summary", revision.summary(), Drafts.MAX_SUMMARY);
        rules.text("html", revision.html(), Integer.MAX_VALUE);
        rules.require(
                revision.html().getBytes(StandardCharsets.UTF_8).length <= Drafts.MAX_HTML_BYTES,
                "html",
                "is longer than " + Drafts.MAX_HTML_BYTES + " bytes");
        rules.require(ArchivedArticles.isSlug(revision.slug()), "slug", "is none");
        rules.require(
                revision.authors().size() <= Drafts.MAX_AUTHORS, "authors", "are more than " + Drafts.MAX_AUTHORS);
        revision.authors().forEach(author -> rules.line("authors", author, Drafts.MAX_AUTHOR));
        rules.require(revision.topics().size() <= Drafts.MAX_TOPICS, "topics", "are more than " + Drafts.MAX_TOPICS);
        revision.topics()
                .forEach(topic -> rules.require(topics.contains(topic), "topics", "name one that the archive lacks"));
        Lead lead = revision.lead();
        if (lead != null) {
            rules.require(media.contains(lead.media()), "lead.media", "is a picture that the archive lacks");
            rules.line("lead.alt", lead.alt(), Drafts.MAX_ALT);
            rules.text("lead.caption", lead.caption(), Drafts.MAX_SUMMARY);
        }
        rules.require(
                (revision.origin() == Origin.MACHINE) == (revision.engine() != null),
                "engine",
                "and origin do not agree");
        if (revision.engine() != null) {
            rules.line("engine", revision.engine(), MAX_ENGINE);
        }
        rules.require(revision.madeFrom() == null || revision.madeFrom() >= 1, "madeFrom", "is no revision");
        rules.line("savedBy", revision.savedBy(), MAX_NAME);
        return rules.first();
    }

    private void require(boolean holds, String field, String reason) {
        if (!holds) {
            errors.add(new FieldError(field, reason));
        }
    }

    private void language(String field, String tag) {
        require(Languages.canonical(tag).filter(tag::equals).isPresent(), field, "is no language that is known here");
    }

    private void line(String field, String text, int limit) {
        PlainText.line(field, text, limit, errors);
    }

    private void text(String field, @Nullable String text, int limit) {
        if (text != null) {
            PlainText.lines(field, text, limit, errors);
        }
    }

    private Optional<String> first() {
        return errors.stream().findFirst().map(error -> error.field() + " " + error.reason());
    }
}

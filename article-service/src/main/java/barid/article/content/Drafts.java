package barid.article.content;

import barid.article.html.PlainText;
import barid.article.html.Sanitiser;
import barid.article.media.MediaStore;
import barid.article.topics.Topics;
import barid.kit.changes.Origin;
import barid.kit.http.Problem;
import barid.kit.http.Problem.FieldError;
import barid.kit.site.Languages;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Checks what a writer sends, by the limits of the API; every field that is refused is named in one answer. */
public final class Drafts {
    public static final int MAX_TITLE = 300;
    public static final int MAX_SUMMARY = 1_000;
    public static final int MAX_HTML_BYTES = 1 << 20;
    public static final int MAX_AUTHORS = 50;
    public static final int MAX_TOPICS = 100;
    public static final int MAX_AUTHOR = 200;
    public static final int MAX_ALT = 1_000;
    private static final int MAX_ENGINE = 100;

    private final Sanitiser sanitiser;
    private final Topics topics;
    private final MediaStore media;

    public Drafts(Sanitiser sanitiser, Topics topics, MediaStore media) {
        this.sanitiser = sanitiser;
        this.topics = topics;
        this.media = media;
    }

    /** The first text of an article. */
    Draft original(Submission.NewArticle given) {
        return new Check(given.submission()).draft(null);
    }

    /** A text in the language of the path, which the body may repeat. */
    Draft in(String pathLanguage, Submission given) {
        return new Check(given).draft(pathLanguage);
    }

    private final class Check {
        private final Submission given;
        private final List<FieldError> errors = new ArrayList<>();

        Check(Submission given) {
            this.given = given;
        }

        Draft draft(@Nullable String pathLanguage) {
            String language = language(pathLanguage);
            String title = title();
            String summary = given.summary() == null ? "" : given.summary().strip();
            PlainText.lines("summary", summary, MAX_SUMMARY, errors);
            Sanitiser.Sanitised html = html();
            List<String> authors = list("authors", given.authors(), MAX_AUTHORS, MAX_AUTHOR);
            List<String> named = topics();
            Lead lead = lead();
            String slug = slug();
            origin();
            if (!errors.isEmpty()) {
                throw Problem.fields(errors);
            }
            return new Draft(
                    language,
                    title,
                    summary,
                    html.html(),
                    List.copyOf(html.removed()),
                    authors,
                    named,
                    lead,
                    slug,
                    given.origin(),
                    given.engine(),
                    given.madeFrom());
        }

        private void refuse(String field, String reason) {
            errors.add(new FieldError(field, reason));
        }

        private String language(@Nullable String pathLanguage) {
            String tag = pathLanguage != null ? pathLanguage : given.language() != null ? given.language() : "";
            Optional<String> canonical = Languages.canonical(tag);
            if (canonical.isEmpty()) {
                refuse("language", "is not a language tag (BCP 47: language, script, region) that is known here");
            } else if (pathLanguage != null
                    && given.language() != null
                    && !Languages.canonical(given.language()).equals(canonical)) {
                refuse("language", "differs from the one in the address");
            }
            return canonical.orElse("");
        }

        private String title() {
            String title = given.title() == null ? "" : given.title().strip();
            if (title.isEmpty()) {
                refuse("title", "is not blank");
            }
            PlainText.line("title", title, MAX_TITLE, errors);
            return title;
        }

        private Sanitiser.Sanitised html() {
            String html = given.html();
            if (html == null) {
                refuse("html", "holds the text");
                html = "";
            }
            if (html.getBytes(StandardCharsets.UTF_8).length > MAX_HTML_BYTES) {
                refuse("html", "is longer than " + MAX_HTML_BYTES + " bytes");
                html = "";
            }
            PlainText.lines("html", html, Integer.MAX_VALUE, errors);
            Sanitiser.Sanitised safe = sanitiser.sanitise(html);
            if (safe.html().getBytes(StandardCharsets.UTF_8).length > MAX_HTML_BYTES) {
                refuse("html", "is longer than " + MAX_HTML_BYTES + " bytes once it is sanitised");
            }
            return safe;
        }

        private List<String> list(String field, @Nullable List<@Nullable String> values, int most, int longest) {
            if (values == null) {
                return List.of();
            }
            if (values.size() > most) {
                refuse(field, "holds at most " + most);
                return List.of();
            }
            Set<String> distinct = new LinkedHashSet<>();
            for (int i = 0; i < values.size(); i++) {
                String value = values.get(i);
                if (value == null || value.isBlank()) {
                    refuse(field + "." + i, "is not blank");
                } else {
                    PlainText.line(field + "." + i, value.strip(), longest, errors);
                    distinct.add(value.strip());
                }
            }
            return List.copyOf(distinct);
        }

        private List<String> topics() {
            int refused = errors.size();
            List<String> named = list("topics", given.topics(), MAX_TOPICS, 200);
            if (errors.size() > refused) {
                return List.of();
            }
            Map<String, String> standing = topics.resolve(named);
            Set<String> resolved = new LinkedHashSet<>();
            for (String slug : named) {
                String topic = standing.get(slug);
                if (topic == null) {
                    refuse("topics", "names the unknown topic " + slug);
                } else {
                    resolved.add(topic);
                }
            }
            return List.copyOf(resolved);
        }

        private @Nullable Lead lead() {
            Submission.LeadSubmission lead = given.lead();
            if (lead == null) {
                return null;
            }
            String id = lead.media() == null ? "" : lead.media();
            String alt = lead.alt() == null ? "" : lead.alt().strip();
            if (!id.matches("[0-9a-f]{64}") || media.find(id).isEmpty()) {
                refuse("lead.media", "is not the id of an uploaded picture");
            }
            PlainText.line("lead.alt", alt, MAX_ALT, errors);
            String caption = lead.caption() == null || lead.caption().isBlank()
                    ? null
                    : lead.caption().strip();
            if (caption != null) {
                PlainText.lines("lead.caption", caption, MAX_SUMMARY, errors);
            }
            return new Lead(id, alt, caption);
        }

        private @Nullable String slug() {
            if (given.slug() == null) {
                return null;
            }
            String slug = Slugs.normal(given.slug());
            if (!Slugs.wellFormed(slug)) {
                refuse(
                        "slug",
                        "is made of letters, digits and single hyphens, at most " + Slugs.LIMIT
                                + ", and is no reserved word");
            }
            return slug;
        }

        private void origin() {
            if (given.origin() == Origin.ORIGINAL) {
                refuse("origin", "of a translation is human or machine");
            }
            if (given.origin() == Origin.MACHINE) {
                if (given.engine() == null || given.engine().isBlank()) {
                    refuse("engine", "names the machine that translated");
                } else {
                    PlainText.line("engine", given.engine(), MAX_ENGINE, errors);
                }
            } else if (given.engine() != null) {
                refuse("engine", "belongs to the origin machine alone");
            }
            if (given.madeFrom() != null && given.madeFrom() < 1) {
                refuse("madeFrom", "is the number of a revision of the original");
            }
        }
    }
}

package barid.newsletter.mail;

import barid.kit.changes.Change;
import barid.kit.changes.Origin;
import barid.kit.site.Accent;
import barid.kit.site.Dates;
import barid.kit.site.Organisation;
import barid.kit.site.Texts;
import barid.newsletter.stories.Topics;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;
import org.jsoup.Jsoup;
import org.jspecify.annotations.Nullable;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;

/** Renders an article as HTML and as text, once for each revision; a digest strings these together. */
final class DigestTemplate {
    private static final int PICTURE_WIDTH = 536;
    private static final int SUMMARY = 320;
    private static final int FRAGMENTS = 2_000;

    private final Organisation organisation;
    private final Texts texts;
    private final TemplateEngine templates =
            TemplateEngine.createPrecompiled(null, ContentType.Html, null, "barid.newsletter.templates");
    private final Cache<FragmentKey, Fragment> fragments =
            Caffeine.newBuilder().maximumSize(FRAGMENTS).build();

    /** An article in both parts of the mail. */
    record Fragment(String html, String text) {}

    /** The byline holds the topic's name, so a renamed topic is another fragment. */
    private record FragmentKey(UUID article, String language, int revision, Instant updated, String byline) {}

    DigestTemplate(Organisation organisation, Texts texts) {
        this.organisation = organisation;
        this.texts = texts;
    }

    Texts.In in(String language) {
        return texts.in(language, organisation.fallback());
    }

    /** Renders any of our templates. */
    String render(String template, Map<String, Object> parameters) {
        StringOutput output = new StringOutput();
        templates.render(template, parameters, output);
        return output.toString();
    }

    /** The article in its own language. */
    Fragment article(Change.Published story, Topics topics) {
        String byline = byline(story, topics);
        return fragments.get(
                new FragmentKey(story.article(), story.language(), story.revision(), story.updated(), byline),
                key -> render(story, byline));
    }

    private Fragment render(Change.Published story, String byline) {
        Look look = new Look(story.language());
        ArticleBlock block = new ArticleBlock(
                look,
                Accent.of(organisation.accent()).light(),
                story.title(),
                story.url(),
                summary(story),
                byline,
                picture(story),
                notice(story));
        String html = render("digestArticle.jte", Map.of("block", block));
        return new Fragment(html, text(block).toString());
    }

    private static TextLines text(ArticleBlock block) {
        boolean rightToLeft = block.look().rightToLeft();
        TextLines lines = new TextLines().paragraph(block.title(), rightToLeft).paragraph(block.byline(), rightToLeft);
        if (!block.summary().isEmpty()) {
            lines.paragraph(block.summary(), rightToLeft);
        }
        lines.link("", block.url(), rightToLeft);
        ArticleBlock.Notice notice = block.notice();
        if (notice != null) {
            lines.paragraph(notice.text(), notice.look().rightToLeft())
                    .link(notice.link(), notice.url(), notice.look().rightToLeft());
        }
        return lines;
    }

    private String byline(Change.Published story, Topics topics) {
        String date = date(story.published(), story.language());
        return story.topics().stream()
                .flatMap(slug -> topics.resolve(slug).stream())
                .findFirst()
                .map(topic -> date + " \u00b7 "
                        + TextLines.isolated(topic.name(story.language(), organisation.defaultLanguage())))
                .orElse(date);
    }

    /** The day in the language's own form. */
    String date(Instant instant, String language) {
        return Dates.day(instant, language, organisation.zone());
    }

    static String summary(Change.Published story) {
        String text = story.summary().isBlank()
                ? Jsoup.parseBodyFragment(story.html()).text()
                : story.summary();
        text = text.strip().replaceAll("\\s+", " ");
        if (text.codePointCount(0, text.length()) <= SUMMARY) {
            return text;
        }
        String cut = text.substring(0, text.offsetByCodePoints(0, SUMMARY));
        int word = cut.lastIndexOf(' ');
        return (word > SUMMARY / 2 ? cut.substring(0, word) : cut) + "\u2026";
    }

    private static ArticleBlock.@Nullable Picture picture(Change.Published story) {
        return story.media().stream()
                .filter(media -> media.role().equals("lead") && media.width() > 0 && media.height() > 0)
                .findFirst()
                .map(media -> {
                    int width = Math.min(media.width(), PICTURE_WIDTH);
                    return new ArticleBlock.Picture(
                            media.url(),
                            media.alt(),
                            width,
                            Math.round(media.height() * (float) width / media.width()));
                })
                .orElse(null);
    }

    private ArticleBlock.@Nullable Notice notice(Change.Published story) {
        if (story.origin() != Origin.MACHINE) {
            return null;
        }
        Texts.In in = in(story.language());
        String original = story.translations().stream()
                .filter(sibling -> sibling.origin() == Origin.ORIGINAL)
                .findFirst()
                .map(Change.Sibling::url)
                .orElse(story.url());
        String engine = story.engine() == null ? "" : story.engine();
        return new ArticleBlock.Notice(
                new Look(in.language()),
                in.get(
                        "digest.machine",
                        TextLines.isolated(engine),
                        TextLines.isolated(organisation.shortName(in.language()))),
                original,
                in.get("digest.original"));
    }
}
